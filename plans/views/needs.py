"""What villages and townships want in a plan of several years: their tables, line by line."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.models import Organisation
from core.pages.forms import Answered
from plans.forms.master_plan import NeedForm, VillageMeetingForm
from plans.models import Need, TownshipNeeds, VillageNeeds
from plans.services import needs, planning_shown
from plans.views.access import actor_of, require_readable
from roles.duties import Duty
from roles.policies import may, require
from workflows.engine.models import WorkItem


@login_required
def township(request: HttpRequest, pk: int) -> HttpResponse:
    """One township's part: how far each of its villages is, and its own lines."""
    part = _part(request, pk)
    context = {
        "part": part,
        "villages": planning_shown.villages(part),
        "own": part.lines.filter(village__isnull=True).select_related("project").order_by("year", "pk"),
        "may_write": may(actor_of(request), Duty.REVIEW_PROPOSALS, part.township)
        and needs.is_writable(part, part.township, needs.REVIEWING),
    }
    return render(request, "plans/township_needs.html", context)


@login_required
def village(request: HttpRequest, pk: int) -> HttpResponse:
    """One village's table and its meeting."""
    held = _held(request, pk)
    part, actor = held.needs, actor_of(request)
    may_write = may(actor, Duty.PROPOSE_PROJECTS, held.village) and needs.is_writable(part, held.village, needs.STATING)
    form = VillageMeetingForm(request.POST or None, instance=held)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            needs.record_meeting(actor=actor, village=pk, fields=form.cleaned_data)
            messages.success(request, _("会议记录已保存"))
            return redirect("plans:village_needs", pk)
    if form.errors:
        require(actor, Duty.PROPOSE_PROJECTS, held.village)
    mine = WorkItem.objects.open().filter(dossier=part.dossier_id, organisation=held.village, step__in=needs.STATING)
    context = {
        "held": held,
        "part": part,
        "lines": held.lines.select_related("project").order_by("year", "pk"),
        "form": form,
        "may_write": may_write,
        "task": mine.order_by("pk").first() if may_write else None,
    }
    return render(request, "plans/village_needs.html", context, status=422 if form.errors else 200)


@login_required
def add_of_village(request: HttpRequest, pk: int) -> HttpResponse:
    """A further line of a village's table."""
    held = _held(request, pk)
    require(actor_of(request), Duty.PROPOSE_PROJECTS, held.village)
    return _added(request, held.needs, held.village, held)


@login_required
def add_of_township(request: HttpRequest, pk: int) -> HttpResponse:
    """A further line of the township itself."""
    part = _part(request, pk)
    require(actor_of(request), Duty.REVIEW_PROPOSALS, part.township)
    return _added(request, part, part.township, None)


def _added(request: HttpRequest, part: TownshipNeeds, place: Organisation, held: VillageNeeds | None) -> HttpResponse:
    form = NeedForm(request.POST or None, part=part, place=place)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            village = held.pk if held else None
            needs.add(actor=actor_of(request), needs=part.pk, village=village, fields=form.cleaned_data)
            messages.success(request, _("已添加一行需求"))
            return _back(part, held)
    context = {"form": form, "part": part, "held": held, "place": place}
    return render(request, "plans/need.html", context, status=422 if form.errors else 200)


@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a line otherwise."""
    line = _line(request, pk)
    form = NeedForm(request.POST or None, instance=line, part=line.needs, place=_place(line))
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            needs.change(actor=actor_of(request), line=pk, fields=form.cleaned_data)
            messages.success(request, _("该行需求已保存"))
            return _back(line.needs, line.village)
    context = {"form": form, "part": line.needs, "held": line.village, "place": _place(line), "line": line}
    return render(request, "plans/need.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line out."""
    line = _line(request, pk)
    needs.remove(actor=actor_of(request), line=pk)
    messages.success(request, _("已删除一行需求"))
    return _back(line.needs, line.village)


def _back(part: TownshipNeeds, held: VillageNeeds | None) -> HttpResponse:
    return redirect("plans:village_needs", held.pk) if held else redirect("plans:township_needs", part.pk)


def _line(request: HttpRequest, pk: int) -> Need:
    """The line, if the reader may write there at all."""
    rows = Need.objects.select_related("needs__version__plan", "needs__dossier", "needs__township", "village__village")
    line = get_object_or_404(rows, pk=pk)
    require_readable(request, line.needs.dossier)
    duty = Duty.PROPOSE_PROJECTS if line.village else Duty.REVIEW_PROPOSALS
    require(actor_of(request), duty, _place(line))
    return line


def _place(line: Need) -> Organisation:
    return line.village.village if line.village else line.needs.township


def _held(request: HttpRequest, pk: int) -> VillageNeeds:
    rows = VillageNeeds.objects.select_related("village", "needs__version__plan", "needs__dossier", "needs__township")
    held = get_object_or_404(rows, pk=pk)
    require_readable(request, held.needs.dossier)
    return held


def _part(request: HttpRequest, pk: int) -> TownshipNeeds:
    rows = TownshipNeeds.objects.select_related("version__plan", "dossier", "township")
    part = get_object_or_404(rows, pk=pk)
    require_readable(request, part.dossier)
    return part
