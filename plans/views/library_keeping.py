"""Keeping the library: what looks alike, what leaves it, what goes on into the next year."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.enums import OrganisationKind, Sector
from core.errors import Conflict, Invalid, Refused
from core.models import Organisation
from core.pages.forms import Answered
from core.pages.keys import key
from plans.forms.fields import LONGEST_TEXT
from plans.forms.imports import current_year
from plans.forms.plan import ExitForm, ReasonForm
from plans.models import Project, ToldApart
from plans.rules.targets import names_year
from plans.services import duplicates, library_exits, rolling_over
from plans.services.organs import bureau, organ
from plans.views.access import actor_of
from roles.duties import Duty
from roles.policies import may, require

PAGE = 50


@login_required
def alike(request: HttpRequest, county: int) -> HttpResponse:
    """Projects of a year that look like one, each pair with both sides; the working group says which are not."""
    at = _county(county)
    actor = actor_of(request)
    if not duplicates.may_read(actor, at):
        raise Refused(_("查看疑似重复项目由工作专班和项目库管理员办理"))
    form = ReasonForm(request.POST or None)
    form.fields["reason"].label = _("不重复的理由")
    one, other = key(request.POST.get("one", "")), key(request.POST.get("other", ""))
    year = _year(request, current_year())
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            duplicates.tell_apart(actor=actor, one=one or 0, other=other or 0, reason=form.cleaned_data["reason"])
            messages.success(request, _("已核定为不重复，两个项目不变动的，以后不再提示"))
            return redirect(f"{reverse('plans:alike', args=[county])}?year={year}")
    page = Paginator(duplicates.of_year(county, year), PAGE).get_page(request.GET.get("page"))
    words = Paginator(duplicates.words(county), PAGE).get_page(request.GET.get("words"))
    sides = Project.objects.select_related("proposer", "competent").prefetch_related("villages")
    found = sides.in_bulk([side for pair in page.object_list for side in (pair.first.key, pair.second.key)])
    context = {
        "county": at, "year": year, "page": page, "form": form, "sent": (one, other) if form.errors else None,
        "pairs": [(pair, found[pair.first.key], found[pair.second.key]) for pair in page.object_list],
        "verdicts": duplicates.verdicts(county, PAGE, (words.number - 1) * PAGE), "words": words,
        "may_tell": may(actor, Duty.COMPILE_PLAN, organ(at, OrganisationKind.WORKING_GROUP)),
    }  # fmt: skip
    return render(request, "plans/alike.html", context, status=422 if form.errors else 200)


@login_required
def withdraw_told(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that two projects are not the same, with the reason."""
    found = get_object_or_404(ToldApart.objects.select_related("first", "second", "county", "told_by"), pk=pk)
    actor = actor_of(request)
    require(actor, Duty.COMPILE_PLAN, organ(found.county, OrganisationKind.WORKING_GROUP))
    form = ReasonForm(request.POST or None)
    form.fields["reason"].label = _("撤销理由")
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            duplicates.withdraw(actor=actor, told=pk, reason=form.cleaned_data["reason"])
            messages.success(request, _("已撤销核定，两个项目重新提示为疑似重复"))
            return redirect(f"{reverse('plans:alike', args=[found.county_id])}?year={found.first.year}")
    context = {"form": form, "told": found}
    return render(request, "plans/told_apart_withdraw.html", context, status=422 if form.errors else 200)


@login_required
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a project out of the library, with the reason and the document that it rests on."""
    found = get_object_or_404(Project.objects.select_related("county", "proposer"), pk=pk)
    actor = actor_of(request)
    require(actor, Duty.MANAGE_LIBRARY, bureau(found.county, Sector.POVERTY))
    if request.method != "POST" and (against := library_exits.against_taking_out(found)):
        messages.error(request, against)
        return redirect("plans:project", pk)
    form = ExitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            library_exits.take_out(actor=actor, project=pk, **form.cleaned_data)
            messages.success(request, _("项目“%(name)s”已出库") % {"name": found.name})
            return redirect("plans:project", pk)
    context = {"form": form, "project": found}
    return render(request, "plans/project_take_out.html", context, status=422 if form.errors else 200)


@login_required
def roll_over(request: HttpRequest, county: int) -> HttpResponse:
    """Carry library projects that no plan took into the next year, ticked one by one with their new dates."""
    at = _county(county)
    actor = actor_of(request)
    require(actor, Duty.MANAGE_LIBRARY, bureau(at, Sector.POVERTY))
    year = _year(request, current_year() - 1)
    listed = rolling_over.waiting(at, year)
    mistake = ""
    if request.method == "POST":
        try:
            carried = rolling_over.roll_over(
                actor=actor, county=at, year=year, chosen=_chosen(request), targets=_targets(request)
            )
        except (Invalid, Conflict) as refusal:
            mistake, listed = refusal.message, rolling_over.waiting(at, year)
        else:
            messages.success(request, _("已结转%(count)d个项目到下一年度") % {"count": len(carried)})
            return redirect(f"{reverse('plans:roll_over', args=[county])}?year={year}")
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    rows = [_row(request, project) for project in page.object_list]
    against = rolling_over.against_beginning(year, clock.today())
    context = {
        "county": at, "year": year, "next": year + 1, "page": page, "rows": rows, "mistake": mistake, "against": against,
        "longest": LONGEST_TEXT,
    }  # fmt: skip
    return render(request, "plans/roll_over.html", context, status=422 if mistake else 200)


def _row(request: HttpRequest, project: Project) -> dict[str, Any]:
    """A project with its new dates, or with what was typed and refused."""
    dates = rolling_over.next_dates(project)
    return {
        "project": project,
        "names_year": names_year(project.target, project.year),
        "target": request.POST.get(f"target-{project.pk}", project.target),
        "is_confirmed": f"target-kept-{project.pk}" in request.POST,
        "is_chosen": str(project.pk) in request.POST.getlist("project"),
        "starts_on": request.POST.get(f"starts-{project.pk}", dates.starts_on.isoformat()),
        "ends_on": request.POST.get(f"ends-{project.pk}", dates.ends_on.isoformat()),
    }


def _targets(request: HttpRequest) -> dict[int, rolling_over.Target]:
    """The performance targets that the page asks about, as they were typed or confirmed. Raises Invalid for one too
    long."""
    keys = [pk for text in request.POST.getlist("project") if (pk := key(text)) is not None]
    return {pk: _target(request, pk) for pk in keys if f"target-{pk}" in request.POST}


def _target(request: HttpRequest, pk: int) -> rolling_over.Target:
    text = request.POST[f"target-{pk}"].strip()
    if len("\n".join(text.splitlines())) > LONGEST_TEXT:
        raise Invalid(_("绩效目标不超过%(most)d字：“%(text)s…”") % {"most": LONGEST_TEXT, "text": text[:20]})
    return rolling_over.Target(text, f"target-kept-{pk}" in request.POST)


def _chosen(request: HttpRequest) -> dict[int, rolling_over.Dates]:
    """The ticked projects with the days typed beside them. Raises Invalid for what is no day."""
    keys = [pk for text in request.POST.getlist("project") if (pk := key(text)) is not None]
    try:
        return {
            pk: rolling_over.Dates(
                datetime.date.fromisoformat(request.POST.get(f"starts-{pk}", "")),
                datetime.date.fromisoformat(request.POST.get(f"ends-{pk}", "")),
            )
            for pk in keys
        }
    except ValueError as error:
        raise Invalid(_("请为勾选的每个项目填写计划开工和计划完工")) from error


def _county(pk: int) -> Organisation:
    return get_object_or_404(Organisation, pk=pk, kind=OrganisationKind.COUNTY)


def _year(request: HttpRequest, usual: int) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 and 2015 <= int(asked) <= 2100 else usual
