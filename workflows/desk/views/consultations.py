"""征询意见: asking, the tab of what one was asked and has asked, and one question with its answers."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from core.models import User
from core.pages.forms import Answered
from roles import policies
from workflows.desk import attachments, chips, consultation_people, consultations, consultations_asked, steps
from workflows.desk.consultation_forms import ConsultForm, ReplyForm
from workflows.desk.models import Consultation, Consulted
from workflows.desk.uploads import looked_at
from workflows.desk.views.inbox import tabs
from workflows.desk.views.people import actor_of
from workflows.desk.views.task_page import at_desk

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def consult(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask about a work item that the actor may decide; whoever only reads it is refused."""
    actor = actor_of(request)
    desk = at_desk(actor, pk)
    if not desk.may_decide:
        raise Refused(_("只有本环节的承办人可以征询意见"))
    offices, people = consultation_people.askable(actor, desk.item)
    form = ConsultForm(request.POST or None, organisations=offices, people=people, initial={"request_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            number = consultations.ask(actor=actor, work_item=pk, **form.cleaned_data).asked.count()
            told = ngettext("已向%(number)s个对象征询意见", "已向%(number)s个对象征询意见", number) % {"number": number}
            messages.success(request, told)
            return redirect("desk:task", pk)
    context = {"item": desk.item, "step": steps.title_of(desk.item), "form": form}
    context["chip"] = chips.chip(desk.item) if desk.item.is_open else None
    return render(request, "desk/consult.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def consulted(request: HttpRequest) -> HttpResponse:
    """What the actor was asked, or with `sent` what he asked himself."""
    actor = actor_of(request)
    is_sent = "sent" in request.GET
    found = consultations_asked.asked_by(actor) if is_sent else consultations_asked.copies_of(actor)
    page: Any = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [(one, _as_listed(one, is_sent)) for one in page]
    return render(
        request, "desk/consulted.html", {"tabs": tabs("consulted"), "page": page, "rows": rows, "is_sent": is_sent}
    )


def _as_listed(one: Any, is_sent: bool) -> tuple[str, str]:
    """How far it is with what was asked, in words and as a tone."""
    if not is_sent:
        return consultations_asked.state(one.consulted, one.consulted.consultation)
    told = {"answered": one.answered, "all": one.number}
    is_waiting = one.answered < one.number and one.work_item.is_open
    return _("%(answered)s个已答复，共%(all)s个") % told, "soon" if is_waiting else "calm"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: whoever it reached answers it there, the others of the asker's side read what came."""
    actor = actor_of(request)
    asked = _asked(actor, pk)
    mine = _mine(actor, asked)
    form = ReplyForm(request.POST or None, initial={"consulted": mine.pk if mine else None})
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            return _answered(request, actor, asked, mine, form.cleaned_data)
    elif request.method != "POST":
        consultations.note_opened(actor=actor, consultation=pk)
    context = _shown(actor, asked, mine, form)
    return render(request, "desk/consultation.html", context, status=422 if form.errors else 200)


def _asked(actor: User, pk: int) -> Consultation:
    """The question for whoever it reached and whoever is told what is asked on that side; Refused for others."""
    related = ("dossier__owner", "dossier__county", "work_item__organisation", "asked_by", "asked_on_behalf_of")
    rows = Consultation.objects.select_related(*related).prefetch_related(consultations_asked.with_rows())
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    policies.require_read(actor, found.dossier)
    is_told = consultation_people.hears(actor, found.dossier)(found.work_item)
    if not is_told and not consultation_people.was_reached(actor, found):
        raise Refused(_("该征询不是向您提出的"))
    return found


def _answered(
    request: HttpRequest, actor: User, asked: Consultation, mine: Consulted | None, said: dict[str, Any]
) -> HttpResponse:
    """Answer what the page was about when it was read. What somebody else has answered meanwhile becomes a page that says
    who, with what was typed."""
    if said["consulted"] not in [row.pk for row in asked.rows]:  # type: ignore[attr-defined]
        raise Refused(_("该征询不是向您提出的"))
    files = request.FILES.getlist("files")
    brought = looked_at(files) if files and mine else []
    consultations.answer(
        actor=actor, consulted=said["consulted"], text=said["text"], has_nothing="has_nothing" in request.POST,
        brought=brought,
    )  # fmt: skip
    messages.success(request, _("已答复%(name)s的征询") % {"name": asked.asked_by.name})
    if files and mine is None:
        messages.warning(request, _("附件未上传：该征询在此以前已经答复，答复不能修改"))
    return redirect("desk:consultation", asked.pk)


def _mine(actor: User, asked: Consultation) -> Consulted | None:
    """What of it is the actor's to answer still; `_asked` let him read the dossier. Two statements where something waits."""
    rows: list[Consulted] = asked.rows  # type: ignore[attr-defined]
    for row in rows:
        row.consultation = asked
    if not asked.work_item.is_open or asked.work_item.suspended_at:
        return None
    waiting = [row for row in rows if not row.ended_how]
    if not waiting:
        return None
    standing = consultation_people.standing_of(actor)
    return next((row for row in waiting if standing.authority(row)), None)


def _shown(actor: User, asked: Consultation, mine: Consulted | None, form: ReplyForm) -> dict[str, Any]:
    item, rows = asked.work_item, asked.rows  # type: ignore[attr-defined]
    return {
        "asked": asked,
        "item": item,
        "step": steps.title_of(item),
        "chip": chips.chip(item) if item.is_open else None,
        "rows": [(row, *consultations_asked.state(row, asked)) for row in rows],
        "mine": mine,
        "attaching": attachments.offered() if mine else None,
        "principal": _principal(actor, mine) if mine else "",
        "form": form if mine or form.errors else None,
        "may_tend": consultation_people.may_tend(actor, asked) and item.is_open,
        "waits": item.is_open and any(not row.ended_how for row in rows),
    }


def _principal(actor: User, mine: Consulted) -> str:
    """For whom the actor would answer; empty where for himself or his office."""
    found = consultation_people.standing_of(actor).authority(mine)
    return User.objects.get(pk=found.on_behalf_of).name if found and found.on_behalf_of else ""


@require_POST
@login_required
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind all who have not answered."""
    actor = actor_of(request)
    asked = _asked(actor, pk)
    consultations.remind(actor=actor, consultation=pk)
    messages.success(request, _("已提醒尚未答复的各方"))
    return redirect("desk:consultation", asked.pk)


@require_POST
@login_required
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was asked of one."""
    actor = actor_of(request)
    row = Consulted.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    asked = _asked(actor, row.consultation_id)
    consultations.recall(actor=actor, consulted=pk)
    messages.success(request, _("已收回征询，对方不需答复"))
    return redirect("desk:consultation", asked.pk)
