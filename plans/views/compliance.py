"""Compliance on a plan's page: its verdicts, by the rules of any day, and the reason for the plan as a whole."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.pages.forms import Answered, PrintedTexts
from plans.compliance import records, registry
from plans.compliance.rule import Way
from plans.enums import VersionState
from plans.models import ComplianceCheck, PlanVersion
from plans.services import justifying, plan_versions
from plans.views.access import actor_of, require_readable
from roles.duties import Duty
from roles.policies import may, require


class ReasonForm(PrintedTexts, forms.Form):
    """Why a warning stays; empty takes the reason back."""

    text = forms.CharField(
        label=gettext_lazy("理由"), max_length=justifying.LONGEST, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("印入方案，随方案提请领导小组审议；清空即撤回"),
    )  # fmt: skip


@require_safe
@login_required
def compliance(request: HttpRequest, pk: int) -> HttpResponse:
    """Every judged rule with what it comes to: by the records of a version, or anew by the rules of the day asked for."""
    version = version_of(request, pk)
    checks = list(ComplianceCheck.objects.of(version.pk))
    day, wrong = _asked(request.GET.get("on", ""))
    shown = records.judged(version, day) if day else records.standing(version)
    context: dict[str, Any] = {
        "version": version, "shown": shown, "checks": checks, "on": request.GET.get("on", ""), "wrong": wrong,
        "is_anew": day is not None, "may_draft": may_draft(request, version),
        "enforced": _number(shown.rules_on, Way.ENFORCED), "not_yet": _number(shown.rules_on, Way.NOT_YET),
    }  # fmt: skip
    return render(request, "plans/compliance.html", context, status=422 if wrong else 200)


@require_safe
@login_required
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """One record, beside the same content judged again by the rules of its day: they say the same, or the page says
    where they do not."""
    found = get_object_or_404(
        ComplianceCheck.objects.select_related("version__plan__county", "version__dossier"), pk=pk
    )
    require_readable(request, found.version.dossier)
    shown = records.kept(found)
    context = {
        "version": found.version, "shown": shown, "check": found, "may_draft": False,
        "differences": records.differences(shown, records.rechecked(found, found.version)),
    }  # fmt: skip
    return render(request, "plans/compliance_check.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def justify(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Write why a warning that concerns the plan as a whole stays."""
    version = version_of(request, pk)
    require(actor_of(request), Duty.COMPILE_PLAN, version.dossier.owner)
    plan_versions.require_drafting(version)
    rule = justifying.answered(code)
    if rule is None:
        raise Http404
    verdicts = records.standing(version)
    form = ReasonForm(request.POST or None, initial={"text": _standing_text(verdicts, code)})
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            justifying.justify(actor=actor_of(request), version=pk, code=code, text=form.cleaned_data["text"])
            messages.success(request, _("已保存"))
            return redirect("plans:compliance", pk)
    found = next((row for row in verdicts.rows if row.code == code), None)
    context = {"version": version, "form": form, "rule": rule, "found": found}
    return render(request, "plans/justify.html", context, status=422 if form.errors else 200)


def version_of(request: HttpRequest, pk: int) -> PlanVersion:
    """The version, if the reader may read it."""
    found = get_object_or_404(PlanVersion.objects.select_related("plan__county", "dossier__owner"), pk=pk)
    require_readable(request, found.dossier)
    return found


def may_draft(request: HttpRequest, version: PlanVersion) -> bool:
    """Whether he may write in it now."""
    if version.state != VersionState.DRAFTING:
        return False
    return may(actor_of(request), Duty.COMPILE_PLAN, version.dossier.owner)


def _standing_text(verdicts: records.Verdicts, code: str) -> str:
    hits = (hit for row in verdicts.rows if row.code == code for hit in row.hits)
    return next((hit.justification for hit in hits), "")


def _asked(typed: str) -> tuple[datetime.date | None, str]:
    """The day typed, and what is wrong with it; neither where nothing was typed."""
    if not typed:
        return None, ""
    try:
        day = datetime.date.fromisoformat(typed)
    except ValueError:
        return None, _("日期无法识别，请写作2026-03-31")
    if day > clock.today() or not any(registry.judged_on(day)):
        return None, _("请填写63号文施行（2015年8月25日）以后、今天以前的日期")
    return day, ""


def _number(day: datetime.date, way: Way) -> int:
    return sum(1 for rule in registry.on(day) if rule.way == way)
