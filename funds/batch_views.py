"""Pages of batches: how far a plan's money has been allotted, one batch, and drafting one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.enums import Sector
from core.models import Dossier
from core.pages.forms import Answered
from documents.models import IncomingDocument
from funds import batches, payments
from funds.allotted_page import SourceLeft, items_left, sources_left
from funds.allotting import Allotment, allotment_of
from funds.batch_drafting import lead_of, named
from funds.batch_forms import BatchForm
from funds.batch_rows import rows_of
from funds.enums import BatchState
from funds.models import AllotmentBatch, FundSource
from funds.reading import counties_of
from plans.models import AnnualPlan, PlanVersion
from plans.services import adjustments, organs
from plans.views.access import actor_of
from roles.duties import Duty
from roles.policies import may, may_read, readable, require


@login_required
def plan_batches(request: HttpRequest, plan: int) -> HttpResponse:
    """What has been allotted of a plan and what has not: batch by batch, source by source, item by item."""
    actor = actor_of(request)
    counties = counties_of(actor).values("pk")
    found = get_object_or_404(AnnualPlan.objects.select_related("county").filter(county__in=counties), pk=plan)
    version = adjustments.in_force(found.pk)
    allotment = allotment_of(version)
    mine = readable(actor, Dossier.objects.all()).values("pk")
    listed = found.batches.select_related("document", "dossier").annotate(sum=Sum("rows__amount"), items=Count("rows"))
    shown = listed.filter(Q(state=BatchState.ISSUED) | Q(dossier__in=mine))
    lead = organs.bureau(found.county, Sector.FINANCE)
    keeps = may(actor, Duty.MANAGE_SOURCES, lead)
    context = {
        "plan": found, "version": version, "allotment": allotment, "keeps": keeps,
        "batches": [(batch, named(batch.seq)) for batch in shown.order_by("seq", "pk")],
        "sources": _sources(version, allotment),
        "items": items_left(allotment),
        "spent": payments.summed(payments.spent_lines(found.pk)),
        "against": batches.against_opening(found, version) if keeps else "",
    }  # fmt: skip
    return render(request, "funds/plan_batches.html", context)


@login_required
@require_POST
def open_batch(request: HttpRequest, plan: int) -> HttpResponse:
    """Open the next batch of the plan."""
    found = get_object_or_404(AnnualPlan.objects.select_related("county"), pk=plan)
    require(actor_of(request), Duty.MANAGE_SOURCES, organs.bureau(found.county, Sector.FINANCE))
    made = batches.open_batch(actor=actor_of(request), plan=found.pk)
    messages.success(request, _("已拟%(batch)s，请填写下达金额") % {"batch": named(made.seq)})
    return redirect("funds:write_batch", made.pk)


@login_required
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: its rows, who signs, its document, and who has signed for that."""
    found = _batch(request, pk)
    context = {
        "batch": found, "called": named(found.seq),
        "listed": rows_of(found, request.GET.get("page", "")),
        "may_draft": _may_draft(request, found),
        "now": _superseded_by(found),
        "deliveries": _deliveries(found),
    }  # fmt: skip
    return render(request, "funds/batch.html", context)


@login_required
def write_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in a draft: what each source allots of each item now."""
    found = _batch(request, pk)
    require(actor_of(request), Duty.MANAGE_SOURCES, lead_of(found))
    batches.require_drafting(found)
    offered = batches.offered(found)
    form = BatchForm(request.POST or None, batch=found, offered=offered)
    filled = form.filled(request.POST) if request.method == "POST" else None
    if filled is not None:
        form = BatchForm(filled, batch=found, offered=offered)
    elif request.method == "POST" and form.is_valid():
        with Answered(form):
            said = form.cleaned_data["requirements"]
            batches.write(actor=actor_of(request), batch=pk, rows=form.given(), requirements=said)
            messages.success(request, _("已保存%(batch)s") % {"batch": named(found.seq)})
            return redirect("funds:batch", pk)
    context = {"batch": found, "called": named(found.seq), "form": form}
    is_refused = filled is None and bool(form.errors)
    return render(request, "funds/write_batch.html", context, status=422 if is_refused else 200)


@login_required
@require_POST
def follow_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a draft rest on the version in force."""
    found = _batch(request, pk)
    batches.follow(actor=actor_of(request), batch=found.pk)
    messages.success(request, _("%(batch)s已改按现行方案，请核对各项金额") % {"batch": named(found.seq)})
    return redirect("funds:write_batch", pk)


def _sources(version: PlanVersion | None, allotment: Allotment) -> list[SourceLeft]:
    if version is None:
        return []
    return sources_left(version, allotment, FundSource.objects.of(version.plan.county, version.plan.year))


def _batch(request: HttpRequest, pk: int) -> AllotmentBatch:
    """404 for what the reader may not know to exist: one that is issued is everybody's who follows the county's money."""
    found = get_object_or_404(AllotmentBatch.objects.select_related("plan"), pk=pk)
    actor = actor_of(request)
    is_known = found.state == BatchState.ISSUED and counties_of(actor).filter(pk=found.plan.county_id).exists()
    if not (is_known or may_read(actor, found.dossier_id)):
        raise Http404
    return batches.select(pk)


def _may_draft(request: HttpRequest, found: AllotmentBatch) -> bool:
    return found.state == BatchState.DRAFTING and may(actor_of(request), Duty.MANAGE_SOURCES, lead_of(found))


def _superseded_by(found: AllotmentBatch) -> PlanVersion | None:
    """The version in force, where a batch under way rests on another."""
    if found.state in (BatchState.ISSUED, BatchState.TERMINATED):
        return None
    now = adjustments.in_force(found.plan_id)
    return now if now and now.pk != found.version_id else None


def _deliveries(found: AllotmentBatch) -> list[IncomingDocument]:
    """To whom the notice went, and who has signed for it."""
    if found.document is None:
        return []
    return list(found.document.deliveries.select_related("organisation").order_by("organisation__path"))
