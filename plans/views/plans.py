"""Plans: the list, opening one, the editor of a draft."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.enums import OrganisationKind
from core.errors import Invalid
from core.models import Organisation
from core.pages.forms import Answered
from core.pages.keys import key
from core.pages.paging import LongPaginator
from plans.compliance import records
from plans.drawable import drawable
from plans.enums import GONE_BY, VersionKind, VersionState
from plans.forms.plan import ItemForm, OpenPlanForm, TextsForm
from plans.listed import listed, page_address
from plans.models import PlanItem, PlanVersion
from plans.rules import Refusal
from plans.services import changes, plan_versions
from plans.views.access import actor_of, require_readable
from roles.duties import Duty
from roles.policies import may, require, scope
from roles.rows import rows_read
from workflows.desk import citing, terminations

PAGE = 50


@login_required
def plans(request: HttpRequest) -> HttpResponse:
    """Every plan version the reader may read, newest first, and where he may open one."""
    return _listed(request)


def _listed(request: HttpRequest, sent: OpenPlanForm | None = None) -> HttpResponse:
    """The list; `sent` is a form that was refused, which stands open with what was typed."""
    actor = actor_of(request)
    found = rows_read(actor, PlanVersion.objects.select_related("plan__county", "dossier", "document"))
    groups = Organisation.objects.filter(kind=OrganisationKind.WORKING_GROUP).select_related("county")
    openings = scope(actor, Duty.COMPILE_PLAN, groups, "pk").order_by("path")[:PAGE]
    context = {
        "page": LongPaginator(found.order_by("-plan__year", "-pk"), PAGE).get_page(request.GET.get("page")),
        "openings": [
            (group, sent if sent and sent.group == group else OpenPlanForm(group=group)) for group in openings
        ],
    }
    return render(request, "plans/plans.html", context, status=422 if sent else 200)


@login_required
@require_POST
def open_plan(request: HttpRequest, organisation: int) -> HttpResponse:
    """Give the start notice and open the year's plan of the working group's county."""
    group = get_object_or_404(Organisation.objects.select_related("county"), pk=organisation)
    if group.county is None:
        raise Http404
    actor = actor_of(request)
    require(actor, Duty.COMPILE_PLAN, group)
    form = OpenPlanForm(request.POST, group=group)
    if form.is_valid():
        with Answered(form):
            version = plan_versions.open_plan(actor=actor, county=group.county, **form.cleaned_data)
            messages.success(request, _("已启动%(title)s编制，编制通知送领导小组组长签发") % {"title": version.title})
            return redirect("plans:plan", version.pk)
    return _listed(request, sent=form)


@login_required
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: its items with their amounts and what the rules say of it."""
    version = _version(request, pk)
    context = {
        "version": version,
        "listed": listed(version, request.GET.dict()),
        "to_correct": citing.to_correct(version.dossier),
        "remarks": list(terminations.told_of(version.dossier)),
        "changes": _owed(version),
        "may_draft": _may_draft(request, version),
    }
    return render(request, "plans/plan.html", context)


def _owed(version: PlanVersion) -> list[Refusal]:
    """What an adjustment owes the library; of one that others follow nobody asks any more."""
    if version.kind != VersionKind.ADJUSTMENT or version.state in GONE_BY:
        return []
    return [*changes.unfit(version), *changes.entries(version)]


@login_required
def texts(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit the chapters of a draft."""
    version = _draft(request, pk)
    form = TextsForm(request.POST or None, instance=version)
    if request.method == "POST" and form.is_valid():
        try:
            plan_versions.change_texts(actor=actor_of(request), version=pk, texts=form.cleaned_data)
        except Invalid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("方案文本已保存"))
            return redirect("plans:plan", pk)
    context = {"version": version, "form": form}
    return render(request, "plans/texts.html", context, status=422 if form.errors else 200)


@login_required
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw library projects into a draft."""
    version = _draft(request, pk)
    offered = drawable(version.plan.county, request.GET.dict())
    if request.method == "POST":
        chosen = [project for value in request.POST.getlist("project") if (project := key(value)) is not None]
        if not chosen:
            messages.error(request, _("请先勾选项目"))
            return redirect(request.get_full_path())
        drawn = plan_versions.draw(actor=actor_of(request), version=pk, projects=chosen)
        messages.success(request, _("已列入%(count)d个项目") % {"count": len(drawn)})
        if offered.is_long:  # the next page of it, in the same place
            return redirect(request.get_full_path())
        return redirect("plans:plan", pk)
    return render(request, "plans/draw.html", {"version": version, "listed": offered})


@login_required
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit what a draft says of one item."""
    related = ("project", "version__dossier__owner", "version__plan__county")
    found = get_object_or_404(PlanItem.objects.select_related(*related), pk=pk)
    _require_drafting(request, found.version)
    form = ItemForm(request.POST or None, instance=found, warned=records.warned(found))
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            plan_versions.change_item(actor=actor_of(request), item=pk, fields=form.said())
            messages.success(request, _("已保存"))
            return redirect(page_address(found.version_id, found.seq))
    context = {"item": found, "form": form, "to_correct": citing.to_correct(found.version.dossier)}
    return render(request, "plans/item.html", context, status=422 if form.errors else 200)


def _version(request: HttpRequest, pk: int) -> PlanVersion:
    versions = PlanVersion.objects.select_related("plan__county", "dossier__owner", "document", "adjustment")
    version = get_object_or_404(versions, pk=pk)
    require_readable(request, version.dossier)
    return version


def _draft(request: HttpRequest, pk: int) -> PlanVersion:
    """The version, for whoever may write in it now."""
    version = _version(request, pk)
    _require_drafting(request, version)
    return version


def _require_drafting(request: HttpRequest, version: PlanVersion) -> None:
    """No editor opens for a reader (refused as a press of its button is), nor on a text that is locked."""
    require_readable(request, version.dossier)
    require(actor_of(request), Duty.COMPILE_PLAN, version.dossier.owner)
    plan_versions.require_drafting(version)


def _may_draft(request: HttpRequest, version: PlanVersion) -> bool:
    if version.state != VersionState.DRAFTING or version.kind == VersionKind.ITEM_CHANGE:
        return False
    return may(actor_of(request), Duty.COMPILE_PLAN, version.dossier.owner)
