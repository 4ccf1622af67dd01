"""The task page, and deciding on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import Conflict, DomainError, Invalid, Stale
from core.pages.forms import with_phrase_inserted
from core.pages.refusals import told
from workflows.desk import attachments, drafts, phrases, remarks, reminded, services, timeline
from workflows.desk.forms import OpinionForm, by_row, so_far
from workflows.desk.uploads import screened
from workflows.desk.views import task_acts
from workflows.desk.views.people import actor_of
from workflows.desk.views.task_page import Desk, Shown, at_desk, page, returning
from workflows.engine import services as engine
from workflows.engine import turn
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion
from workflows.engine.services import opinions

Files = Sequence[UploadedFile[Any]]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a work item to whoever may read its dossier, and takes the decision of whoever may decide it."""
    actor = actor_of(request)
    desk = at_desk(actor, pk)
    if request.method == "POST":
        return task_acts.perform(request, desk) if "act" in request.POST else _decide(request, desk)
    if desk.is_asked:
        engine.note_opened(actor=actor, work_item=pk)
    if desk.item.is_open:
        reminded.note_read(actor=actor, item=desk.item)
    if desk.may_decide and desk.item.is_open and not desk.is_anothers:
        remarks.note_seen(actor=actor, item=desk.item)
    return page(request, desk, Shown(opinion=desk.opinion(), form=desk.form()))


@require_safe
@login_required
def return_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that offers rows to name, as one types what is sought; 404 where nothing may be sent back."""
    desk = at_desk(actor_of(request), pk)
    sought, chosen = request.GET.get("find_rows", "").strip(), request.GET.getlist("return_rows")
    told = returning(desk, chosen=chosen, sought=sought)
    if not told["returns"]:
        raise Http404
    typed = {"item": desk.item, "chosen": chosen, "wrong": request.GET.getlist("return_columns")}
    return render(request, "desk/return_rows.html", {**told, **typed})


def _decide(request: HttpRequest, desk: Desk) -> HttpResponse:
    opinion = OpinionForm(request.POST)
    form = desk.form(request.POST)
    shown = Shown(opinion=opinion, form=form, status=422, files=request.FILES.getlist("files"))
    if changed := with_phrase_inserted(request.POST):
        return _so_far(request, desk, changed, shown.files)
    if filled := form and getattr(form, "filled", _nothing)(request.POST):
        return _so_far(request, desk, filled, shown.files)
    if "find" in request.POST:
        return _so_far(request, desk, request.POST, shown.files)
    if not opinion.is_valid():
        shown.error = _("请选择决定后提交") if "decision" in opinion.errors else _first_mistake(opinion)
        return page(request, desk, shown)
    decision = Decision(opinion.cleaned_data["decision"])
    asked = concerns(form, decision)
    if asked and not form.is_valid():
        shown.error = "；".join(form.non_field_errors()) or _("请更正标出的内容后重新提交")
        return page(request, desk, shown)
    try:
        _carry_out_with(desk, shown.files, decision, opinion.cleaned_data, form.payload() if asked else None)
    except (Invalid, Conflict, Stale) as error:
        return _refused(request, desk, shown, error)
    drafts.drop(actor=desk.actor, work_item=desk.item.pk)
    messages.success(request, task_acts.with_way_back(desk, timeline.whereabouts(desk.item.dossier)))
    return redirect("desk:inbox")


def _so_far(request: HttpRequest, desk: Desk, typed: QueryDict, files: Files) -> HttpResponse:
    """The page as a button of it has filled it in: nothing is decided and nothing refused."""
    opinion, form = OpinionForm(initial=so_far(typed)), desk.form_so_far(typed)
    return page(request, desk, Shown(opinion=opinion, form=form, files=files))


def _nothing(_posted: QueryDict) -> None:
    """What a form without such buttons answers."""


def _first_mistake(opinion: OpinionForm) -> str:
    name, said = next(iter(opinion.errors.items()))
    return f"{opinion[name].label}：{said[0]}"


def concerns(form: Any, decision: Decision) -> bool:
    """Whether the step asks something beside the opinion where it is so decided."""
    return form is not None and decision in getattr(form, "concerns", {decision})


def carry_out(desk: Desk, decision: Decision, said: dict[str, Any], data: dict[str, Any] | None) -> Opinion:
    """Decide, or send back, by what the opinion box says and the payload of the step's form."""
    if decision == Decision.RETURN:
        return services.return_to(
            actor=desk.actor,
            work_item=desk.item.pk,
            step=said["return_step"],
            opinion=said["return_reason"] or phrases.own_words(desk.actor, said["opinion"]),
            grounds=said["return_grounds"] or [],
            request_id=said["request_id"],
            straight_back=said["straight_back"],
            clause=said["return_clause"],
            rows=said["return_rows"] or [],
            columns=by_row(said["return_columns"] or []),
            data=data,
        )
    return services.decide(
        actor=desk.actor,
        work_item=desk.item.pk,
        decision=decision,
        opinion=said["opinion"] if decision == Decision.APPROVE else phrases.own_words(desk.actor, said["opinion"]),
        request_id=said["request_id"],
        data=data,
    )


def _carry_out_with(desk: Desk, files: Files, decision: Decision, said: dict[str, Any], data: Any) -> None:
    """The same with what was brought along: both or neither, and once for each request."""
    if not files:
        carry_out(desk, decision, said, data)
        return
    brought = screened(actor=desk.actor, work_item=desk.item.pk, files=files)
    with turn.take(task=desk.item.pk) as t:
        if not opinions.replayed(t, desk.actor, desk.item.pk, said["request_id"]):
            attachments.keep(actor=desk.actor, work_item=desk.item.pk, brought=brought)
        carry_out(desk, decision, said, data)


def _refused(request: HttpRequest, desk: Desk, shown: Shown, error: DomainError) -> HttpResponse:
    """The same page with what was typed; read again, since somebody else may have acted meanwhile."""
    shown.status, shown.error = error.status, told(error)
    return page(request, at_desk(desk.actor, desk.item.pk), shown)
