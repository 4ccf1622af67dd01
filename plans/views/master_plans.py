"""The plan of several years: the list, opening a period, one version, its chapters and what it arranges."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import clock
from core.enums import OrganisationKind
from core.models import Dossier, Organisation
from core.pages.forms import Answered
from plans.enums import MasterPlanState
from plans.forms.master_plan import ArrangeForm, MasterTextsForm, OpenPlanningForm
from plans.models import MasterPlanVersion, Need, TownshipNeeds
from plans.services import master_plans, planning_shown
from plans.views.access import actor_of, require_readable
from roles.duties import Duty
from roles.policies import may, may_read, readable, require, scope

PAGE = 50


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """Every version the reader may read or that is issued to him, newest first, and where he may open a period."""
    return _listed(request)


def _listed(request: HttpRequest, sent: OpenPlanningForm | None = None) -> HttpResponse:
    """The list; `sent` is a form that was refused, which stands open with what was typed."""
    actor = actor_of(request)
    mine = readable(actor, Dossier.objects.all()).values("pk")
    known = MasterPlanVersion.objects.filter(Q(dossier__in=mine) | planning_shown.published_to(actor))
    found = known.select_related("plan__county", "dossier", "document")
    groups = Organisation.objects.filter(kind=OrganisationKind.WORKING_GROUP).select_related("county")
    openings = scope(actor, Duty.COMPILE_PLAN, groups, "pk").order_by("path")[:PAGE]
    first, last = master_plans.any_window()
    context = {
        "window": {"first": first, "last": last, "is_open": first <= clock.today()},
        "page": Paginator(found.order_by("-plan__first_year", "-pk"), PAGE).get_page(request.GET.get("page")),
        "parts": TownshipNeeds.objects.filter(dossier__in=mine)
        .exclude(version__dossier__in=mine)
        .select_related("version__plan", "dossier", "township")
        .order_by("-pk")[:PAGE],
        "openings": [
            (group, sent if sent and sent.group == group else OpenPlanningForm(group=group)) for group in openings
        ],
    }
    return render(request, "plans/master_plans.html", context, status=422 if sent else 200)


@login_required
@require_POST
def open_planning(request: HttpRequest, organisation: int) -> HttpResponse:
    """Open a period and pass it down to the townships of the working group's county."""
    group = get_object_or_404(Organisation.objects.select_related("county"), pk=organisation)
    if group.county is None or group.kind != OrganisationKind.WORKING_GROUP:
        raise Http404
    actor = actor_of(request)
    require(actor, Duty.COMPILE_PLAN, group)
    form = OpenPlanningForm(request.POST, group=group)
    if form.is_valid():
        with Answered(form):
            version = master_plans.open_planning(actor=actor, county=group.county, **form.said())
            told = _("已启动《%(title)s》编制，任务已下达到%(count)d个乡镇")
            messages.success(request, told % {"title": version.title, "count": version.townships.count()})
            return redirect("plans:master_plan", version.pk)
    return _listed(request, sent=form)


@login_required
def master_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: its sums by year and category, its townships, who has not reported, its chapters."""
    version, has_dossier = _shown(request, pk)
    context = {
        "version": version,
        "has_dossier": has_dossier,
        "shown": planning_shown.of(version),
        "may_compile": _may_compile(request, version),
    }
    return render(request, "plans/master_plan.html", context)


@login_required
def texts(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit the chapters while the version is compiled."""
    version = _version(request, pk)
    require(actor_of(request), Duty.COMPILE_PLAN, version.dossier.owner)
    form = MasterTextsForm(request.POST or None, instance=version)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            master_plans.change_texts(actor=actor_of(request), version=pk, texts=form.cleaned_data)
            messages.success(request, _("规划文本已保存"))
            return redirect("plans:master_plan", pk)
    context = {"version": version, "form": form}
    return render(request, "plans/master_texts.html", context, status=422 if form.errors else 200)


@login_required
def lines(request: HttpRequest, pk: int) -> HttpResponse:
    """Every line of the version, place by place; fifty a page."""
    version, has_dossier = _shown(request, pk)
    found = Need.objects.counted(version).select_related("village__village", "needs__township", "project")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "version": version, "page": page, "has_dossier": has_dossier, "may_compile": _may_compile(request, version)
    }  # fmt: skip
    return render(request, "plans/master_lines.html", context)


@login_required
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """What the county plans for one line of it."""
    line = get_object_or_404(Need.objects.select_related("needs__version__plan", "village__village"), pk=pk)
    version = _version(request, line.needs.version_id)
    require(actor_of(request), Duty.COMPILE_PLAN, version.dossier.owner)
    form = ArrangeForm(request.POST or None, initial={"planned": line.planned})
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            master_plans.arrange(actor=actor_of(request), version=version.pk, amounts={line.pk: form.amount()})
            messages.success(request, _("规划资金已保存"))
            return redirect("plans:master_lines", version.pk)
    context = {"version": version, "line": line, "form": form}
    return render(request, "plans/master_arrange.html", context, status=422 if form.errors else 200)


def _may_compile(request: HttpRequest, version: MasterPlanVersion) -> bool:
    is_open = version.state == MasterPlanState.COMPILING
    return is_open and may(actor_of(request), Duty.COMPILE_PLAN, version.dossier.owner)


def _version(request: HttpRequest, pk: int) -> MasterPlanVersion:
    version = get_object_or_404(_versions(), pk=pk)
    require_readable(request, version.dossier)
    return version


def _shown(request: HttpRequest, pk: int) -> tuple[MasterPlanVersion, bool]:
    """The version, with whether the reader may read its dossier, too; 404 where it is not issued to him either."""
    actor, version = actor_of(request), get_object_or_404(_versions(), pk=pk)
    has_dossier = may_read(actor, version.dossier)
    if not has_dossier and not MasterPlanVersion.objects.filter(planning_shown.published_to(actor), pk=pk).exists():
        raise Http404
    return version, has_dossier


def _versions() -> QuerySet[MasterPlanVersion]:
    return MasterPlanVersion.objects.select_related("plan__county", "dossier__owner", "document", "revises")
