"""Rounds: the list, opening one, the deliberation, what a township gathers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.enums import DossierKind, OrganisationKind
from core.errors import Conflict, Invalid
from core.models import Dossier, Organisation
from core.pages.forms import Answered
from core.pages.paging import LongPaginator
from plans.drawable import listed_projects
from plans.enums import ProjectState
from plans.forms.plan import ReasonForm, YearForm
from plans.forms.rounds import DeliberationForm
from plans.models import LibraryRound, Project, TownshipRound, VillageRound
from plans.rules.rounds import count_refusals, deliberation_refusals
from plans.services import library_rounds, township_rounds, unfit, village_rounds
from plans.views.access import actor_of, require_readable
from roles.duties import Duty
from roles.policies import may, require, scope
from roles.rows import rows_read
from workflows.desk import citing
from workflows.engine import services as engine
from workflows.engine.enums import TERMINATED
from workflows.engine.models import Opinion, WorkItem

ROUNDS = (DossierKind.VILLAGE_ROUND, DossierKind.TOWNSHIP_ROUND, DossierKind.LIBRARY_ROUND)
OPENINGS = {
    "village": {OrganisationKind.VILLAGE: Duty.PROPOSE_PROJECTS},
    "township": {OrganisationKind.TOWNSHIP: Duty.REPORT_PROJECTS},
    "library": {
        OrganisationKind.WORKING_GROUP: Duty.COMPILE_PLAN,
        OrganisationKind.DEPARTMENT: Duty.MANAGE_LIBRARY,
    },
}
"""Where a round of each kind is opened, and by which duty there."""
PAGE = 50


@login_required
def rounds(request: HttpRequest) -> HttpResponse:
    """Every round the reader may read, newest first, and where he may open one."""
    actor = actor_of(request)
    found = rows_read(actor, Dossier.objects.filter(kind__in=ROUNDS), "pk").select_related("owner").order_by("-pk")
    openings = [
        (kind, scope(actor, duty, Organisation.objects.filter(kind=where), "pk").order_by("path")[:PAGE])
        for kind, places in OPENINGS.items()
        for where, duty in places.items()
    ]
    page = LongPaginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "openings": openings, "form": YearForm()}
    return render(request, "plans/rounds.html", context)


@login_required
@require_POST
def open_round(request: HttpRequest, kind: str, organisation: int) -> HttpResponse:
    """Open a round of a village, a township or a county."""
    at, actor, form = get_object_or_404(Organisation, pk=organisation), actor_of(request), YearForm(request.POST)
    places = OPENINGS.get(kind, {})
    if at.kind not in places:
        raise Http404
    require(actor, places[OrganisationKind(at.kind)], at)
    if not form.is_valid():
        messages.error(request, _("请填写年度"))
        return redirect("plans:rounds")
    try:
        return _opened(request, kind, at, form.cleaned_data["year"])
    except (Conflict, Invalid) as refusal:
        messages.error(request, refusal.message)
        return redirect("plans:rounds")


def _opened(request: HttpRequest, kind: str, at: Organisation, year: int) -> HttpResponse:
    actor = actor_of(request)
    if kind == "village":
        return redirect("plans:village_round", village_rounds.open_round(actor=actor, village=at, year=year).pk)
    if kind == "township":
        gathered = township_rounds.open_round(actor=actor, township=at, year=year)
        _tell_left_behind(request, township_rounds.left_behind(at, year))
        return redirect("plans:township_round", gathered.pk)
    county = get_object_or_404(Organisation, pk=at.county_id)
    opened = library_rounds.open_round(actor=actor, county=county, year=year)
    _tell_left_behind(request, library_rounds.left_behind(county, year))
    return redirect("plans:library_round", opened.pk)


def _tell_left_behind(request: HttpRequest, left: Iterable[Project]) -> None:
    """Which drafts the round went without, whose they are and what they lack."""
    for project in left:
        told = _("未列入本轮，仍由%(name)s补填或撤下：%(why)s")
        messages.warning(request, told % {"name": project.proposer.name, "why": unfit.why(project)})


@login_required
def village_round(request: HttpRequest, pk: int) -> HttpResponse:
    """One village's round: the meeting and its projects."""
    found = get_object_or_404(VillageRound.objects.select_related("village", "dossier"), pk=pk)
    require_readable(request, found.dossier)
    actor = actor_of(request)
    may_write = may(actor, Duty.PROPOSE_PROJECTS, found.village)
    form = DeliberationForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid() and _adds_up(form):
        with Answered(form):
            held = village_rounds.record_deliberation(actor=actor, village_round=pk, fields=form.cleaned_data)
            messages.success(request, _("会议记录已保存"))
            for caution in deliberation_refusals(held):
                messages.warning(request, str(caution))
            return redirect("plans:village_round", pk)
    context = {"round": found, "form": form, "projects": _projects(found.dossier_id), "may_write": may_write}
    context["to_correct"] = citing.to_correct(found.dossier)
    mine = WorkItem.objects.open().filter(dossier=found.dossier_id, organisation=found.village).order_by("pk")
    context["task"] = task = mine.first() if may_write else None
    if may_write:
        context["handed_in"], context["against_withdrawing"] = _handed_in(request, found)
    context["is_preparing"] = context["may_withdraw"] = task is not None and task.step == village_rounds.DELIBERATING
    return render(request, "plans/village_round.html", context, status=422 if form.errors else 200)


def _handed_in(request: HttpRequest, held: VillageRound) -> tuple[int | None, str]:
    """The work item by which the reader handed the round in, while it lies with the township; and why he cannot take
    it back, where he cannot."""
    if not WorkItem.objects.open().filter(dossier=held.dossier_id, step=village_rounds.REVIEWING).exists():
        return None, ""
    actor = actor_of(request)
    handed_in = Opinion.objects.standing().filter(dossier=held.dossier_id, step__in=village_rounds.HANDING_IN)
    last = handed_in.order_by("-written_at", "-pk").first()
    if last is None or last.actor_id != actor.pk:
        return None, ""
    return last.task_id, engine.against_withdrawing(actor=actor, work_item=last.task_id) or ""


def _adds_up(form: DeliberationForm) -> bool:
    """Says beside the form, with nothing typed lost, when the votes are not those of the people present."""
    refusals = count_refusals(form.instance)
    for refusal in refusals:
        form.add_error("votes_for", str(refusal))
    return not refusals


@login_required
def township_round(request: HttpRequest, pk: int) -> HttpResponse:
    """One township's round and its projects."""
    return _gathered(request, pk)


def _gathered(request: HttpRequest, pk: int, refused: int = 0, sent: ReasonForm | None = None) -> HttpResponse:
    """The round's page; `sent` is what was typed of the project `refused`, and why it was not taken out."""
    found = get_object_or_404(TownshipRound.objects.select_related("township", "dossier"), pk=pk)
    require_readable(request, found.dossier)
    projects = _projects(found.dossier_id)
    here = [project for project in projects if project.township_round_id == pk]
    left = [project for project in here if project.state == ProjectState.TOWNSHIP_PASSED or project.pk == refused]
    context = {
        "round": found,
        "projects": projects,
        "droppable": [(p, sent if sent and p.pk == refused else ReasonForm(auto_id=f"{p.pk}-%s")) for p in left],
        "is_refused": sent is not None,
        "may_drop": found.dossier.outcome != TERMINATED
        and may(actor_of(request), Duty.REPORT_PROJECTS, found.township),
    }
    return render(request, "plans/township_round.html", context, status=422 if sent else 200)


@login_required
@require_POST
def drop_project(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one project out of a township's round."""
    project = get_object_or_404(
        Project.objects.select_related("township_round__township"), pk=pk, township_round__isnull=False
    )
    held = cast(TownshipRound, project.township_round)
    require(actor_of(request), Duty.REPORT_PROJECTS, held.township)
    form = ReasonForm(request.POST, auto_id=f"{pk}-%s")
    if form.is_valid():
        with Answered(form):
            township_rounds.drop(actor=actor_of(request), project=pk, reason=form.cleaned_data["reason"])
            messages.success(request, _("已移出项目“%(name)s”") % {"name": project.name})
            return redirect("plans:township_round", held.pk)
    return _gathered(request, held.pk, pk, form)


@login_required
def library_round(request: HttpRequest, pk: int) -> HttpResponse:
    """One county's library round and its projects."""
    found = get_object_or_404(LibraryRound.objects.select_related("county", "dossier"), pk=pk)
    require_readable(request, found.dossier)
    context = {"round": found, "listed": listed_projects(_projects(found.dossier_id), request.GET.dict())}
    return render(request, "plans/library_round.html", context)


def _projects(dossier: int) -> QuerySet[Project]:
    return Project.objects.travelled_in(dossier).select_related("proposer", "competent")
