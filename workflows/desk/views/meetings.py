"""Meetings: the list, calling one together, and its working page."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.errors import Conflict, DomainError, Invalid, Refused, Stale
from core.models import Organisation, User
from core.pages.keys import key
from core.pages.refusals import told
from roles import policies
from roles.duties import Duty
from workflows.desk import bodies, conclusion, invitations, meetings, rearranging
from workflows.desk.enums import MeetingKind, Presence
from workflows.desk.forms import ConveneForm, DeliberationForm, MoveForm
from workflows.desk.models import AgendaItem, Invitation, Meeting
from workflows.desk.views.people import actor_of

SHOWN = 100


@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """Meetings that the reader may look into, and what waits for one that he may call."""
    actor = actor_of(request)
    found = bodies.visible(actor).select_related("body", "minutes").order_by("-held_at", "-pk")[:SHOWN]
    callable_ = [
        (kind, body, kind.label, list(meetings.waiting(kind, body))) for kind, body in bodies.convenable(actor)
    ]
    news = {told.meeting_id: told for told in Invitation.objects.unread_by(actor)}
    rows = [(held, news.get(held.pk)) for held in found]
    return render(request, "desk/meetings.html", {"meetings": rows, "convenable": callable_})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def convene(request: HttpRequest) -> HttpResponse:
    """Call a meeting with an agenda from what waits for it; `kind` and `body` stand in the address, and `item` where
    one alone is to be on it."""
    actor = actor_of(request)
    kind, body = _asked(request.GET, bodies.convenable(actor))
    agenda = [(item.pk, item.dossier.title) for item in meetings.waiting(kind, body)]
    form = ConveneForm(request.POST or None, agenda=agenda, initial=_proposal(agenda, key(request.GET.get("item", ""))))
    error, status = "", 200
    if request.method == "POST":
        if form.is_valid():
            try:
                held = meetings.convene(actor=actor, body=body, kind=kind, **form.cleaned_data)
            except (Invalid, Conflict, Stale) as refusal:
                error, status = refusal.message, refusal.status
            else:
                messages.success(request, _("已召集%(title)s") % {"title": held.title})
                return redirect("desk:meeting", held.pk)
        else:
            error, status = _("请更正标出的内容后重新提交"), 422
    context = {"form": form, "kind": kind, "kind_label": kind.label, "body": body, "agenda": agenda, "error": error}
    return render(request, "desk/meeting_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The working page of one meeting; each part of it is a form of its own."""
    actor = actor_of(request)
    held = bodies.visible(actor).select_related("body", "county", "chair", "secretary", "minutes").filter(pk=pk).first()
    if held is None:
        raise Http404
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("action", ""))
        if act is None:
            raise Http404
        try:
            messages.success(request, act(actor, held, request.POST))
        except (Invalid, Conflict, Stale) as refusal:
            return _page(request, held, refusal)
        return redirect("desk:meeting", pk)
    invitations.note_seen(actor=actor, meeting=pk)
    return _page(request, held)


def _asked(query: QueryDict, convenable: list[tuple[MeetingKind, Organisation]]) -> tuple[MeetingKind, Organisation]:
    """The meeting that the address names, else the first that the actor may call."""
    for kind, body in convenable:
        if query.get("kind", kind) == kind and query.get("body", str(body.pk)) == str(body.pk):
            return kind, body
    raise Refused(_("您没有召集会议的职责"))


def _proposal(agenda: list[tuple[int, str]], wanted: int | None) -> dict[str, Any]:
    """Tomorrow at nine, with the item that was asked for, else with all that waits."""
    tomorrow = clock.today() + datetime.timedelta(days=1)
    nine = datetime.datetime.combine(tomorrow, datetime.time(9), clock.SHANGHAI)
    offered = [pk for pk, _title in agenda]
    chosen = [wanted] if wanted in offered else offered
    return {"held_at": nine, "work_items": [str(pk) for pk in chosen]}


def _attend(actor: User, held: Meeting, typed: QueryDict) -> str:
    presences: dict[int, tuple[str, str]] = {}
    for name, value in typed.items():
        prefix, _dash, user = name.partition("-")
        if prefix != "presence" or str(value) not in Presence.values:
            continue
        if (person := key(user)) is None:
            raise Invalid(_("登记的人员中有的没有账号，请重新打开页面后再登记"))
        presences[person] = (str(value), typed.get(f"note-{user}", "")[:100])
    meetings.record_attendance(actor=actor, meeting=held.pk, presences=presences)
    return _("出席情况已登记")


def _deliberate(actor: User, held: Meeting, typed: QueryDict) -> str:
    item = _item(held, typed)
    form = _deliberation(item, _voters(held), typed)
    if not form.is_valid():
        raise Invalid(_("请选择议决结果后提交"))
    said = form.cleaned_data
    meetings.record_deliberation(
        actor=actor, agenda_item=item.pk, votes=form.votes(), result=said["result"], text=said["text"]
    )
    return _("第%(seq)d项议题已记录") % {"seq": item.seq}


def _strike(actor: User, held: Meeting, typed: QueryDict) -> str:
    item = _item(held, typed)
    meetings.strike(actor=actor, agenda_item=item.pk, reason=typed.get("reason", ""))
    return _("议题已撤下")


def _move(actor: User, held: Meeting, typed: QueryDict) -> str:
    form = MoveForm(typed)
    if not form.is_valid():
        raise Invalid(_("请更正标出的内容后重新提交"))
    moved = rearranging.move(actor=actor, meeting=held.pk, **form.cleaned_data)
    return _("%(title)s的时间、地点已更改，已通知应到人员") % {"title": moved.title}


def _cancel(actor: User, held: Meeting, typed: QueryDict) -> str:
    rearranging.cancel(actor=actor, meeting=held.pk, reason=typed.get("reason", "")[:200])
    return _("%(title)s已取消，已通知应到人员；议题留待下次会议") % {"title": held.title}


def _conclude(actor: User, held: Meeting, typed: QueryDict) -> str:
    try:
        request_id = UUID(typed.get("request_id", ""))
    except ValueError as error:
        raise Invalid(_("请重新打开页面后再提交")) from error
    done = conclusion.conclude(actor=actor, meeting=held.pk, request_id=request_id)
    number = done.minutes.number if done.minutes else ""
    return _("%(title)s已形成纪要 %(number)s") % {"title": done.title, "number": number}


_ACTS: dict[str, Callable[[User, Meeting, QueryDict], str]] = {
    "attend": _attend,
    "deliberate": _deliberate,
    "strike": _strike,
    "conclude": _conclude,
    "move": _move,
    "cancel": _cancel,
}


def _item(held: Meeting, typed: QueryDict) -> AgendaItem:
    item = held.agenda.filter(pk=key(typed.get("item", "")) or 0).first()
    if item is None:
        raise Conflict(_("该事项不在会议议程上"))
    return item


def _page(request: HttpRequest, held: Meeting, refusal: DomainError | None = None) -> HttpResponse:
    actor = actor_of(request)
    typed = request.POST if refusal else None
    keeps = held.is_under_way and policies.may(
        actor, Duty.CONVENE_MEETING, bodies.convening_organ(held.kind, held.body)
    )
    chairs = held.is_under_way and policies.may(actor, bodies.rules_of(held.kind, held.body).chair, held.body)
    agenda = list(held.agenda.select_related("work_item__dossier").prefetch_related("votes__user").in_order())
    registered = keeps and held.attendances.exists()
    against = meetings.quorum_refusal(held) if registered else None
    context = {
        "may_record": meetings.has_begun(held) or typed is not None,
        "may_decide": registered and against is None,
        "against": against,
        "meeting": held,
        "keeps": keeps,
        "chairs": chairs,
        "seats": _seats(held, typed) if held.is_under_way else [],
        "attendances": held.attendances.select_related("user").in_order(),
        "observers": _observers(held) if keeps else [],
        "observing": set(held.attendances.filter(presence=Presence.OBSERVER).values_list("user_id", flat=True)),
        "agenda": _deliberated(held, agenda, typed) if keeps else [(item, None) for item in agenda],
        "move": _moving(held, typed) if keeps else None,
        "told": held.invitations.select_related("user").order_by("pk"),
        "typed_reason": typed.get("reason", "") if typed and typed.get("action") == "cancel" else "",
        "request_id": uuid4(),
        "error": told(refusal) if refusal else "",
    }
    return render(request, "desk/meeting.html", context, status=refusal.status if refusal else 200)


def _seats(held: Meeting, typed: QueryDict | None) -> list[tuple[User, str, str]]:
    """Every member with how he stands recorded or typed; present where nothing is."""
    recorded = {a.user_id: a for a in held.attendances.all()}
    seats = []
    for member in bodies.members(held.kind, held.body):
        known = recorded.get(member.pk)
        presence, note = (known.presence, known.note) if known else ("" if recorded else Presence.PRESENT.value, "")
        if typed and typed.get("action") == "attend":
            presence, note = typed.get(f"presence-{member.pk}", ""), typed.get(f"note-{member.pk}", "")
        seats.append((member, str(presence), note))
    return seats


def _observers(held: Meeting) -> list[User]:
    seated = {member.pk for member in bodies.members(held.kind, held.body)}
    return [person for person in bodies.observers(held.body) if person.pk not in seated]


def _moving(held: Meeting, typed: QueryDict | None) -> MoveForm:
    concerned = typed is not None and typed.get("action") == "move"
    return MoveForm(typed if concerned else None, initial={"held_at": held.held_at, "place": held.place})


def _voters(held: Meeting) -> list[tuple[int, str]]:
    """Who is present, by key and name."""
    present = held.attendances.present().select_related("user").in_order()
    return [(attendance.user_id, str(attendance.user)) for attendance in present]


def _deliberated(
    held: Meeting, agenda: list[AgendaItem], typed: QueryDict | None
) -> list[tuple[AgendaItem, DeliberationForm]]:
    """Each item with its form; what was typed about one stands in that one."""
    voters = _voters(held)
    about = typed.get("item") if typed is not None and typed.get("action") == "deliberate" else None
    return [(item, _deliberation(item, voters, typed if about == str(item.pk) else None)) for item in agenda]


def _deliberation(item: AgendaItem, voters: list[tuple[int, str]], typed: QueryDict | None) -> DeliberationForm:
    return DeliberationForm(
        typed,
        voters=voters,
        cast={vote.user_id: vote.choice for vote in item.votes.all()},
        initial={"result": item.result, "text": item.text},
        auto_id=f"item-{item.pk}-%s",
    )
