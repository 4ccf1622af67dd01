"""Pages of adjustments: opening one, versions side by side, reasons, emergencies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.models import Dossier
from core.pages.forms import Answered
from core.pages.keys import key
from documents import working
from documents.blocks import plain
from documents.working_views import SHEET
from funds import adjusting, allotting, payments, spending
from funds.adjusting_forms import EmergencyForm, OpenAdjustmentForm, ReasonsForm
from funds.comparing import compared
from plans.changed_words import parts
from plans.comparing import SAID, Change, Comparison, Line
from plans.drafting.adjustment import change_table
from plans.enums import VersionState
from plans.models import ItemChange, PlanVersion
from plans.rules import Refusal
from plans.services import adjustments, changes, plan_versions
from plans.views.access import actor_of, require_readable
from roles.duties import Duty
from roles.policies import may, readable, require

PAGE = 25
"""Changes a page, and rows that did not change: each change has two boxes to type in."""


@dataclass(frozen=True)
class Shown:
    """Two versions beside each other, the earlier first, whichever of them the page is about (`own`); `page` is of what
    changed, `same` of the rest where that is asked for; `reasons` where the later adjusts the earlier."""

    own: PlanVersion
    before: PlanVersion
    after: PlanVersion
    compared: Comparison
    page: Page[Change]
    same: Page[Line] | None
    reasons: dict[int, ItemChange]
    is_adjustment: bool


@login_required
def open_adjustment(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the next version of a plan in force, with its reason and ground."""
    version = _version(request, pk)
    require(actor_of(request), Duty.COMPILE_PLAN, version.dossier.owner)
    form = OpenAdjustmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            made = adjusting.open_adjustment(actor=actor_of(request), version=pk, **form.cleaned_data)
            messages.success(
                request, _("已启动《%(title)s》编制，原方案在新方案印发前继续执行") % {"title": made.title}
            )
            return redirect("plans:plan", made.pk)
    context = {
        "version": version, "form": form, "late": adjustments.late(version),
        "against": adjustments.against_opening(version),
    }  # fmt: skip
    return render(request, "funds/open_adjustment.html", context, status=422 if form.errors else 200)


@login_required
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """A version beside another of its plan: the one it adjusts, else the one before it, else whichever is named."""
    return _compared(request, _shown(request, pk))


@login_required
@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Why the rows of a draft differ from the version before."""
    shown = _shown(request, pk)
    require(actor_of(request), Duty.COMPILE_PLAN, shown.after.dossier.owner)
    form = _reasons_form(shown, request.POST)
    if form.is_valid():
        with Answered(form):
            changes.explain(actor=actor_of(request), version=pk, said=form.said())
            messages.success(request, _("调整原因已保存"))
            return redirect(f"{reverse('funds:compare', args=[pk])}?page={shown.page.number}")
    return _compared(request, shown, form)


@login_required
@require_safe
def compare_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a workbook (附表4)."""
    shown = _shown(request, pk)
    annex = change_table(shown.after, shown.compared, shown.reasons)
    response = HttpResponse(working.workbook(plain(annex), working.MARK), content_type=SHEET)
    name = f"{shown.after.title} {annex.title}.xlsx"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return response


@login_required
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a row that the draft gave up back into it."""
    version = _version(request, pk)
    project = key(request.POST.get("project", ""))
    if project is None:
        raise Http404
    row = adjusting.restore(actor=actor_of(request), version=version.pk, project=project)
    messages.success(request, _("“%(name)s”已按原方案恢复") % {"name": row.project})
    return redirect("funds:compare", pk)


@login_required
def emergency(request: HttpRequest, pk: int) -> HttpResponse:
    """List a project before the library has it, by the decision of a meeting."""
    version = _version(request, pk)
    require(actor_of(request), Duty.COMPILE_PLAN, version.dossier.owner)
    changes.require_adjusting(version)
    form = EmergencyForm(request.POST or None, offered=changes.urgent(version))
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            row = changes.take_in(
                actor=actor_of(request), version=pk, project=form.cleaned_data["project"].pk, fields=form.fields_said()
            )
            messages.success(request, _("已列入应急项目“%(name)s”，请安排资金") % {"name": row.project})
            return redirect("plans:plan", pk)
    context = {"version": version, "form": form}
    return render(request, "funds/emergency.html", context, status=422 if form.errors else 200)


def _compared(request: HttpRequest, shown: Shown, sent: forms.Form | None = None) -> HttpResponse:
    """The page; `sent` is a form that was refused, with what was typed."""
    after, is_draft = shown.after, shown.after.state == VersionState.DRAFTING and shown.is_adjustment
    may_draft = is_draft and may(actor_of(request), Duty.COMPILE_PLAN, after.dossier.owner)
    form = sent or (_reasons_form(shown) if may_draft else None)
    context = {
        "before": shown.before, "after": after, "compared": shown.compared, "may_draft": may_draft, "form": form,
        "rows": [_row(change, shown, form) for change in shown.page],
        "page": shown.page, "same": shown.same, "texts": _texts(shown), "own": shown.own, "others": _others(request, shown),
        "unexplained": sum(change.line.project not in shown.reasons for change in shown.compared.changes),
        "is_adjustment": shown.is_adjustment, "spent": _spent(shown) if may_draft else [],
        "unchecked": may_draft and not (spending.is_known() or payments.is_kept(shown.after.plan_id)),
    }  # fmt: skip
    return render(request, "funds/compare.html", context, status=422 if sent else 200)


def _spent(shown: Shown) -> list[Refusal]:
    """What the draft arranges less of than was allotted, or than is known to be paid out."""
    return [*allotting.bound_refusals(shown.after), *adjusting.spent_findings(shown.compared)]


def _row(change: Change, shown: Shown, form: forms.Form | None) -> dict[str, Any]:
    pk = change.line.project
    fields = (form[f"reason-{pk}"], form[f"ground-{pk}"]) if form else None
    return {
        "change": change, "why": shown.reasons.get(pk), "fields": fields,
        "before": _side(change.before, change.after), "after": _side(change.after, change.before),
    }  # fmt: skip


def _side(line: Line | None, other: Line | None) -> dict[str, Any] | None:
    """A row of one version, its words in parts: what the other version has otherwise is marked."""
    if line is None:
        return None
    words = {name: getattr(line, name) for name in SAID}
    against = {name: getattr(other, name) if other else text for name, text in words.items()}
    return {"line": line, "words": [parts(text, against[name]) for name, text in words.items() if text]}


def _reasons_form(shown: Shown, typed: Any = None) -> ReasonsForm:
    ground = shown.after.adjustment.ground if shown.is_adjustment else ""
    return ReasonsForm(typed, changes=shown.compared.changes, said=shown.reasons, ground=ground)


def _texts(shown: Shown) -> list[tuple[str, str, str]]:
    """The chapters that read otherwise: what each is called, before and after."""
    pairs = [(name, getattr(shown.before, name), getattr(shown.after, name)) for name in plan_versions.TEXTS[1:]]
    called = {field.name: str(field.verbose_name) for field in PlanVersion._meta.fields}  # noqa: SLF001 - documented
    return [(called[name], old, new) for name, old, new in pairs if old != new]


def _shown(request: HttpRequest, pk: int) -> Shown:
    """404 for what the reader may not know to exist, and where there is nothing to compare with."""
    own = _version(request, pk)
    asked = key(request.GET.get("with", ""))
    others = adjustments.versions_of(own).exclude(pk=pk).select_related("adjustment", "dossier__owner")
    if asked is not None:
        others = others.filter(pk=asked)
    elif hasattr(own, "adjustment"):
        others = others.filter(pk=own.adjustment.adjusts_id)
    other = others.first()
    if other is None:
        raise Http404
    require_readable(request, other.dossier)
    before, after = sorted((own, other), key=lambda version: version.seq)
    is_adjustment = hasattr(after, "adjustment") and after.adjustment.adjusts_id == before.pk
    said = {row.project_id: row for row in ItemChange.objects.filter(version=after)} if is_adjustment else {}
    found = compared(before, after)
    page = Paginator(found.changes, PAGE).get_page(request.GET.get("page"))
    same = Paginator(found.same, PAGE).get_page(request.GET.get("same")) if "same" in request.GET else None
    return Shown(own, before, after, found, page, same, said, is_adjustment)


def _others(request: HttpRequest, shown: Shown) -> list[tuple[PlanVersion, bool]]:
    """What else it may be compared with, and whether that is what it is compared with now; nothing where the plan has
    these two only."""
    mine = readable(actor_of(request), Dossier.objects.all()).values("pk")
    listed = list(adjustments.versions_of(shown.own).exclude(pk=shown.own.pk).filter(dossier__in=mine))
    return [(one, one in (shown.before, shown.after)) for one in listed] if len(listed) > 1 else []


def _version(request: HttpRequest, pk: int) -> PlanVersion:
    versions = PlanVersion.objects.select_related("plan__county", "dossier__owner", "document", "adjustment")
    version = get_object_or_404(versions, pk=pk)
    require_readable(request, version.dossier)
    return version
