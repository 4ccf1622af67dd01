"""Projects: writing one, reading one, the library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from core import ledger_words
from core.enums import OrganisationKind, Sector
from core.models import Dossier, LedgerEntry, Organisation, User
from core.pages.forms import Answered
from core.pages.keys import key
from core.pages.paging import LongPaginator
from plans import left_out
from plans.enums import GONE, ImplementMode, IntegrationMode, ProjectState, SupportMode
from plans.forms.imports import current_year
from plans.forms.plan import ReasonForm, YearForm
from plans.forms.rounds import CorrectionForm, ProjectForm
from plans.imports.library import LIBRARY
from plans.models import LeftOut, LibraryExit, Project, VillageRound
from plans.reading import projects_read
from plans.services import corrections, library_exits, payees, projects
from plans.services.organs import bureau
from plans.views.access import actor_of
from roles.duties import Duty
from roles.holdings import asked_once
from roles.policies import may, readable, require, scope
from workflows.desk import citing

PAGE = 50
MODES = {"support": SupportMode, "implement": ImplementMode, "integration": IntegrationMode}
"""The ways by which the library is filtered, under the names of its fields."""
UNSAID = "unsaid"
"""Of which none was said."""
LEFT_OUT = "left_out"
"""In the list of states, what its township took out of a round (`Project.state_label`)."""


def _in_state(found: QuerySet[Project], state: str) -> QuerySet[Project]:
    """Those that the page calls by that state: what its township took out of a round was failed by no review."""
    taken_out = Q(state=ProjectState.DROPPED, township_round__isnull=False, library_round=None)
    if state == LEFT_OUT:
        return found.filter(taken_out)
    if state == ProjectState.DROPPED:
        return found.filter(state=state).exclude(taken_out)
    return found.filter(state=state) if state in ProjectState.values else found


@login_required
@asked_once()
def library(request: HttpRequest) -> HttpResponse:
    """The projects of the rounds the reader may read, by state and words; and where he may propose one."""
    actor = actor_of(request)
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()
    found = _in_state(projects_read(actor, Project.objects.all(), in_plans=False), state)
    modes = {name: request.GET.get(name, "") for name in MODES}
    for name, mode in modes.items():
        if mode in MODES[name].values or mode == UNSAID:
            found = found.filter(**{f"{name}_mode": "" if mode == UNSAID else mode})
    if words:
        found = found.filter(Q(name__icontains=words) | Q(location__icontains=words) | Q(code__icontains=words))
    listed = found.select_related("proposer", "competent").order_by("-year", "code")
    page = LongPaginator(listed, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "states": [*ProjectState.choices, (LEFT_OUT, _("已移出"))],
        "state": state,
        "q": words,
        "own": projects.proposing_organisations(actor).order_by("path"),
    }
    context["modes"] = [(name, label, MODES[name].choices, modes[name]) for name, label in _mode_labels().items()]
    context["importers"] = LIBRARY.importers(actor).order_by("path")[:PAGE]
    context["counties"] = _kept_counties(actor)
    context["left_out"] = left_out.waiting_for(actor).select_related("project", "document")[:PAGE]
    return render(request, "plans/library.html", context)


def _kept_counties(actor: User) -> list[tuple[Organisation, bool]]:
    """The counties whose look-alikes the actor may see, and whether he keeps their library. Two statements."""
    groups = Organisation.objects.filter(kind=OrganisationKind.WORKING_GROUP, is_active=True)
    bureaus = Organisation.objects.filter(kind=OrganisationKind.DEPARTMENT, sector=Sector.POVERTY, is_active=True)
    kept = {one.county_id or 0 for one in scope(actor, Duty.MANAGE_LIBRARY, bureaus, "pk")}
    compiled = {one.county_id or 0 for one in scope(actor, Duty.COMPILE_PLAN, groups, "pk")}
    found = Organisation.objects.filter(pk__in=kept | compiled).order_by("path")[:PAGE] if kept | compiled else []
    return [(county, county.pk in kept) for county in found]


def _mode_labels() -> dict[str, StrOrPromise]:
    return {"support": _("支持方式"), "implement": _("实施方式"), "integration": _("统筹方式")}


@login_required
def propose(request: HttpRequest, organisation: int) -> HttpResponse:
    """A township's or a department's own project, or one of a village's open round (`?round=`)."""
    proposer = get_object_or_404(Organisation.objects.select_related("county"), pk=organisation)
    actor = actor_of(request)
    duty = projects.PROPOSING_DUTY.get(OrganisationKind(proposer.kind))
    if duty is None:
        raise Http404
    require(actor, duty, proposer)
    village_round = _round(request, proposer)
    year_form = YearForm(request.POST or None)
    year = village_round.year if village_round else year_form.year_typed()
    offered = projects.earlier(proposer, year or current_year())
    follows = _chosen(request, offered)
    again = projects.again(follows, year or current_year()) if follows else None
    form = ProjectForm(request.POST or None, proposer=proposer, year=year, initial=again)
    if request.method == "POST" and form.is_valid() and (village_round or year_form.is_valid()):
        with Answered(form):
            made = projects.propose(
                actor=actor,
                proposer=proposer,
                year=village_round.year if village_round else year_form.cleaned_data["year"],
                fields=form.values(),
                villages=[proposer] if village_round else form.cleaned_data.get("villages", []),
                cooperating=form.cleaned_data["cooperating"],
                village_round=village_round,
                ground=form.cleaned_data.get("ground", ""),
                follows=follows,
            )
            _tell_saved(request, made)
            return redirect(
                *(("plans:village_round", village_round.pk) if village_round else ("plans:project", made.pk))
            )
    context = {
        "form": form, "year_form": None if village_round else year_form, "proposer": proposer,
        "offered": offered[:PAGE], "follows": follows, "round": village_round,
    }  # fmt: skip
    return render(request, "plans/project_form.html", context, status=422 if form.errors else 200)


@login_required
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One project as the register has it, with every review."""
    found = get_object_or_404(_whole(), pk=pk)
    _require_readable_project(request, found)
    duty = projects.PROPOSING_DUTY[OrganisationKind(found.proposer.kind)]
    may_write = may(actor_of(request), duty, found.proposer)
    if may_write:
        left_out.note_seen(actor=actor_of(request), project=found)
    may_change = may_write and not projects.against_changing(found)
    reviews = found.reviews.select_related("organisation", "reviewer", "work_item").order_by("at", "pk")
    context = {"project": found, "reviews": reviews, "may_change": may_change}
    kept = _kept(found)
    context["corrections"], context["rolled_over"] = _corrections(kept), _rolled_over(kept)
    context["followed_by"] = list(found.followed_by.order_by("-pk"))
    context["may_correct"] = corrections.may_correct(actor_of(request), found)
    context["may_take_out"] = library_exits.may_take_out(actor_of(request), found)
    context["exit"] = LibraryExit.objects.filter(project=found).select_related("taken_out_by").first()
    context["left_out"] = LeftOut.objects.filter(project=found).select_related("document").first()
    context["lies_returned"] = projects.lies_returned(found)
    context["payees"] = list(found.payees.in_order())
    context["may_pay_others"] = may_write and found.state not in GONE
    context["names"] = bool(context["payees"]) and payees.sees_names(actor_of(request), found)
    context["may_withdraw"] = may_write and not projects.against_withdrawing(found)
    return render(request, "plans/project.html", context)


@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a project that is with its proposer."""
    found = get_object_or_404(_whole(), pk=pk)
    actor = actor_of(request)
    require(actor, projects.PROPOSING_DUTY[OrganisationKind(found.proposer.kind)], found.proposer)
    if request.method != "POST" and (against := projects.against_changing(found)):
        messages.error(request, against)
        return redirect("plans:project", pk)
    form = ProjectForm(request.POST or None, instance=found, proposer=found.proposer)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            changed = projects.change(
                actor=actor, project=pk, fields=form.values(), villages=form.cleaned_data.get("villages"),
                cooperating=form.cleaned_data["cooperating"],
            )  # fmt: skip
            _tell_saved(request, changed)
            return redirect("plans:project", pk)
    context: dict[str, Any] = {"form": form, "proposer": found.proposer, "project": found}
    if found.village_round:
        context["to_correct"] = citing.to_correct(found.village_round.dossier)
    return render(request, "plans/project_form.html", context, status=422 if form.errors else 200)


@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a mistaken project out: of its village's round before the notice, or a draft of a township or department."""
    found = get_object_or_404(_whole(), pk=pk)
    actor = actor_of(request)
    require(actor, projects.PROPOSING_DUTY[OrganisationKind(found.proposer.kind)], found.proposer)
    if request.method != "POST" and (against := projects.against_withdrawing(found)):
        messages.error(request, against)
        return redirect("plans:project", pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            taken = projects.withdraw(actor=actor, project=pk, reason=form.cleaned_data["reason"])
            messages.success(request, _("已撤下项目“%(name)s”") % {"name": taken.name})
            if taken.village_round_id is None:
                return redirect("plans:project", pk)
            return redirect("plans:village_round", taken.village_round_id)
    context = {"form": form, "project": found}
    return render(request, "plans/project_withdraw.html", context, status=422 if form.errors else 200)


@login_required
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a project of the library, for whoever keeps it."""
    found = get_object_or_404(_whole(), pk=pk)
    actor = actor_of(request)
    require(actor, Duty.MANAGE_LIBRARY, bureau(found.county, Sector.POVERTY))
    if request.method != "POST" and (against := corrections.against_correcting(found)):
        messages.error(request, against)
        return redirect("plans:project", pk)
    form = CorrectionForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            reason = form.cleaned_data["reason"]
            corrected = corrections.correct(actor=actor, project=pk, fields=form.values(), reason=reason)
            messages.success(request, _("已更正项目“%(name)s”") % {"name": corrected.name})
            for title in corrections.drafts_with(corrected):
                told = _("该项目已列入《%(title)s》草稿，其中的建设任务、时间进度等不随之改动，请方案编制员核对")
                messages.warning(request, told % {"title": title})
            return redirect("plans:project", pk)
    context = {"form": form, "project": found}
    return render(request, "plans/project_correct.html", context, status=422 if form.errors else 200)


def _kept(found: Project) -> list[LedgerEntry]:
    """What the library's keeper did to it, as the ledger has it; one statement."""
    held = found.library_round.dossier_id if found.library_round else None
    if held is None:
        return []
    actions = ("project.corrected", "project.rolled_over")
    entries = LedgerEntry.objects.filter(dossier=held, action__in=actions, detail__project=found.code)
    return list(entries.select_related("actor").order_by("seq"))


def _corrections(kept: list[LedgerEntry]) -> list[tuple[LedgerEntry, list[tuple[StrOrPromise, str, str]]]]:
    """What was corrected of it: each with field, before and after."""
    return [(one, _changed(one.detail["changed"])) for one in kept if one.action == "project.corrected"]


def _rolled_over(kept: list[LedgerEntry]) -> list[tuple[LedgerEntry, str, str]]:
    """Each time that it went on: from which year and into which."""
    return [(one, *one.detail["changed"]["year"]) for one in kept if one.action == "project.rolled_over"]


def _changed(kept: Mapping[str, tuple[str, str]]) -> list[tuple[StrOrPromise, str, str]]:
    labels = CorrectionForm.base_fields
    said = ledger_words.value
    return [(labels[name].label or name, said(before), said(after)) for name, (before, after) in kept.items()]


def _tell_saved(request: HttpRequest, saved: Project) -> None:
    messages.success(request, _("已保存项目“%(name)s”") % {"name": saved.name})
    for caution in projects.cautions(saved):
        messages.warning(request, caution)


def _whole() -> QuerySet[Project]:
    return Project.objects.select_related(
        "proposer__county", "competent", "township", "village_round__dossier", "township_round__dossier",
        "library_round__dossier", "withdrawn_by", "county", "follows", "standard",
    ).prefetch_related("villages", "cooperating")  # fmt: skip


def _require_readable_project(request: HttpRequest, found: Project) -> None:
    """Through any of its rounds, a plan that has it, as its proposer, or as whoever brought it in."""
    rounds = (found.village_round, found.township_round, found.library_round)
    dossiers = [r.dossier_id for r in rounds if r is not None]
    dossiers += found.plan_items.order_by("pk").values_list("version__dossier", flat=True)
    actor = actor_of(request)
    if readable(actor, Dossier.objects.filter(pk__in=dossiers)).exists():
        return
    if found.proposed_by_id == actor.pk:
        return
    if not projects.proposing_organisations(actor).filter(pk=found.proposer_id).exists():
        raise Http404


def _chosen(request: HttpRequest, offered: QuerySet[Project]) -> Project | None:
    """The earlier project that the form begins with (`?from=`)."""
    pk = key(request.GET.get("from", ""))
    return get_object_or_404(offered, pk=pk) if pk is not None else None


def _round(request: HttpRequest, proposer: Organisation) -> VillageRound | None:
    if proposer.kind != OrganisationKind.VILLAGE:
        return None
    asked = request.GET.get("round", "")
    return get_object_or_404(VillageRound, village=proposer, pk=int(asked[:15]) if asked.isdecimal() else 0)
