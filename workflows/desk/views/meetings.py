"""Meetings: the list, calling one together, and its working page."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.errors import Conflict, DomainError, Invalid, Refused, Stale
from core.models import Organisation, User
from core.pages.keys import key
from core.pages.refusals import told
from core.working_days import add_working_days
from roles import policies
from roles.duties import Duty
from workflows.desk import bodies, conclusion, invitations, meetings, rearranging, sittings
from workflows.desk.enums import MeetingKind, Presence
from workflows.desk.forms import ConveneForm, DeliberationForm, MoveForm, PutOnForm
from workflows.desk.models import AgendaItem, Attendance, Invitation, Meeting
from workflows.desk.sittings import Sitting
from workflows.desk.views import meeting_records
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
    held = found(actor, pk)
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("action", ""))
        if act is None:
            raise Http404
        try:
            messages.success(request, act(actor, held, request.POST))
        except (Invalid, Conflict, Stale) as refusal:
            return _page(request, held, refusal)
        return redirect(f"{reverse('desk:meeting', args=[pk])}{_place(request.POST)}")
    invitations.note_seen(actor=actor, meeting=pk)
    return _page(request, held)


def found(actor: User, pk: int) -> Meeting:
    """A meeting that the actor may look into. Raises Http404 otherwise."""
    related = ("body", "county", "chair", "secretary", "minutes")
    held = bodies.visible(actor).select_related(*related).filter(pk=pk).first()
    if held is None:
        raise Http404
    return held


def keeps(actor: User, held: Meeting) -> bool:
    """Whether the actor keeps the record of a meeting that is not concluded."""
    return held.is_under_way and policies.may(actor, Duty.CONVENE_MEETING, bodies.convening_organ(held.kind, held.body))


def _place(typed: QueryDict) -> str:
    """Where on the page one was at work: the item that was recorded."""
    item = key(typed.get("item", "")) if typed.get("action") in ("deliberate", "clear") else None
    return f"#item-{item}" if item else ""


def _asked(query: QueryDict, convenable: list[tuple[MeetingKind, Organisation]]) -> tuple[MeetingKind, Organisation]:
    """The meeting that the address names, else the first that the actor may call."""
    for kind, body in convenable:
        if query.get("kind", kind) == kind and query.get("body", str(body.pk)) == str(body.pk):
            return kind, body
    raise Refused(_("您没有召集会议的职责"))


def _proposal(agenda: list[tuple[int, str]], wanted: int | None) -> dict[str, Any]:
    """The next working day at nine, with the item that was asked for, else with all that waits."""
    next_day = add_working_days(clock.today(), 1)
    nine = datetime.datetime.combine(next_day, datetime.time(9), clock.SHANGHAI)
    offered = [pk for pk, _title in agenda]
    chosen = [wanted] if wanted in offered else offered
    return {"held_at": nine, "work_items": [str(pk) for pk in chosen]}


def _move(actor: User, held: Meeting, typed: QueryDict) -> str:
    form = MoveForm(typed)
    if not form.is_valid():
        raise Invalid(_("请更正标出的内容后重新提交"))
    moved = rearranging.move(actor=actor, meeting=held.pk, **form.cleaned_data)
    return _("%(title)s的时间、地点已更改，已通知应到人员") % {"title": moved.title}


def _cancel(actor: User, held: Meeting, typed: QueryDict) -> str:
    rearranging.cancel(actor=actor, meeting=held.pk, reason=typed.get("reason", "")[:200])
    return _("%(title)s已取消，已通知应到人员；议题留待下次会议") % {"title": held.title}


def _put_on(actor: User, held: Meeting, typed: QueryDict) -> str:
    form = PutOnForm(typed, offered=_offered(held))
    if not form.is_valid():
        raise Invalid("；".join(map(str, form.errors["work_items"])))
    made = rearranging.put_on(actor=actor, meeting=held.pk, work_items=form.cleaned_data["work_items"])
    return ngettext("已增补%(number)s项议题", "已增补%(number)s项议题", len(made)) % {"number": len(made)}


def _conclude(actor: User, held: Meeting, typed: QueryDict) -> str:
    try:
        request_id = UUID(typed.get("request_id", ""))
    except ValueError as error:
        raise Invalid(_("请重新打开页面后再提交")) from error
    done = conclusion.conclude(actor=actor, meeting=held.pk, request_id=request_id, read=typed.get("read"))
    number = done.minutes.number if done.minutes else ""
    return _("%(title)s已形成纪要 %(number)s") % {"title": done.title, "number": number}


_ACTS: dict[str, Callable[[User, Meeting, QueryDict], str]] = {
    "attend": meeting_records.attend,
    "deliberate": meeting_records.deliberate,
    "clear": meeting_records.clear,
    "strike": meeting_records.strike,
    "put_on": _put_on,
    "conclude": _conclude,
    "move": _move,
    "cancel": _cancel,
}


def _page(request: HttpRequest, held: Meeting, refusal: DomainError | None = None) -> HttpResponse:
    actor = actor_of(request)
    typed = request.POST if refusal else None
    keeping = keeps(actor, held)
    chairs = held.is_under_way and policies.may(actor, bodies.rules_of(held.kind, held.body).chair, held.body)
    agenda = list(held.agenda.select_related("work_item__dossier").prefetch_related("votes__user").in_order())
    sitting = Sitting(held)
    attendance = sittings.version_of_attendance(sitting.attendances)
    context = {
        "may_record": meetings.has_begun(held) or typed is not None,
        "sitting": sitting,
        "against": sitting.against() if keeping and sitting.is_registered else None,
        "first_open": next((item.seq for item in agenda if not item.result), agenda[0].seq if agenda else None),
        "is_whole": bool(agenda) and all(_holds(sitting, item) for item in agenda),
        "put_on": PutOnForm(offered=_offered(held)) if keeping else None,
        "attendance_read": attendance,
        "whole_read": sittings.version([sittings.version_of(item) for item in agenda], attendance),
        "meeting": held,
        "keeps": keeping,
        "chairs": chairs,
        "seats": _seats(sitting, typed) if keeping else [],
        "observers": _observers(sitting) if keeping else [],
        "observing": {one.user_id for one in sitting.attendances if one.presence == Presence.OBSERVER},
        "agenda": _deliberated(sitting, agenda, typed) if keeping else [(item, None, None, None) for item in agenda],
        "move": _moving(held, typed) if keeping else None,
        "told": held.invitations.select_related("user").order_by("pk"),
        "typed_reason": typed.get("reason", "") if typed and typed.get("action") == "cancel" else "",
        "request_id": uuid4(),
        "error": told(refusal) if refusal else "",
    }
    return render(request, "desk/meeting.html", context, status=refusal.status if refusal else 200)


def _holds(sitting: Sitting, item: AgendaItem) -> bool:
    """Whether an item is decided, by who was there, and still to be decided."""
    return bool(item.result) and item.work_item.is_open and not sitting.shaken(item)


@dataclass(frozen=True)
class Seat:
    """How a member stands recorded, or as it was typed: present where nothing is; `first` and `last` are the numbers of
    the items by which he came and left, empty where he was there all the time."""

    member: User
    presence: str
    note: str
    first: str
    last: str


def _seats(sitting: Sitting, typed: QueryDict | None) -> list[Seat]:
    recorded = {one.user_id: one for one in sitting.attendances}
    sent = typed if typed is not None and typed.get("action") == "attend" else None
    return [_seat(member, recorded.get(member.pk), sent, is_new=not recorded) for member in sitting.members]


def _seat(member: User, known: Attendance | None, sent: QueryDict | None, *, is_new: bool) -> Seat:
    if sent is not None:
        told = (sent.get(f"{name}-{member.pk}", "") for name in ("presence", "note", "first", "last"))
        return Seat(member, *told)
    if known is None:
        return Seat(member, Presence.PRESENT.value if is_new else "", "", "", "")
    return Seat(member, known.presence, known.note, str(known.first_item or ""), str(known.last_item or ""))


def _observers(sitting: Sitting) -> list[User]:
    seated = {member.pk for member in sitting.members}
    return [person for person in bodies.observers(sitting.held.body) if person.pk not in seated]


def _offered(held: Meeting) -> list[tuple[int, str]]:
    """What waits for this body and is on no agenda."""
    return [(item.pk, item.dossier.title) for item in meetings.waiting(held.kind, held.body)]


def _moving(held: Meeting, typed: QueryDict | None) -> MoveForm:
    concerned = typed is not None and typed.get("action") == "move"
    return MoveForm(typed if concerned else None, initial={"held_at": held.held_at, "place": held.place})


def _deliberated(
    sitting: Sitting, agenda: list[AgendaItem], typed: QueryDict | None
) -> list[tuple[AgendaItem, DeliberationForm, str | None, str | None]]:
    """Each item with its form, why those who took part in it cannot decide it and why what was decided does not hold any
    more; what was typed about one stands in that one."""
    about = typed.get("item") if typed is not None and typed.get("action") == "deliberate" else None
    return [
        (
            item,
            meeting_records.deliberation(item, sitting, typed if about == str(item.pk) else None),
            sitting.against(item.seq) if sitting.is_registered else None,
            sitting.shaken(item),
        )
        for item in agenda
    ]
