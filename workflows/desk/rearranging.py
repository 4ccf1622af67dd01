"""What happens to a meeting that is not held as it was called: another hour or place, a longer agenda, or none at all."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.errors import Conflict, Invalid
from core.models import User
from workflows.desk import invitations, meetings
from workflows.desk.enums import Act, MeetingState, News
from workflows.desk.models import AgendaItem, Meeting, Vote


@transaction.atomic
def move(*, actor: User, meeting: int, held_at: datetime.datetime, place: str) -> Meeting:
    """Correct the hour or the place of a meeting that was not held yet; those called are told.

    Raises Refused without CONVENE_MEETING at the convening organ, Invalid without a place that can be printed or
    for an hour that is past or of another year, whose meetings count anew, Conflict once the meeting has deliberated.
    """
    held = meetings.under_way(actor, meeting)
    _not_begun(held, _("会议已开始审议，不能再更改时间、地点"))
    if not place.strip():
        raise Invalid(_("请填写会议地点"))
    printable.require(_("地点"), place)
    if held_at.astimezone(clock.SHANGHAI).year != held.year:
        raise Invalid(_("会议次数按年度计，改到其他年度的，请取消本次会议后重新召集"))
    if held_at < clock.now():
        raise Invalid(_("更改后的会议时间不能早于现在"))
    before = {"held_at": held.held_at.isoformat(), "place": held.place}
    held.held_at, held.place = held_at, place.strip()
    held.save(update_fields=["held_at", "place"])
    ledger.record(
        actor=actor, action=Act.MOVE, chain=held.county_id, meeting=held.pk, title=held.title, before=before,
        held_at=held_at.isoformat(), place=held.place, told=invitations.tell(held, News.MOVED),
    )  # fmt: skip
    return held


@transaction.atomic
def cancel(*, actor: User, meeting: int, reason: str) -> Meeting:
    """The meeting is not held: those called are told why, and what stood on its agenda waits for another.

    Raises Refused without CONVENE_MEETING at the convening organ, Invalid without a reason, Conflict while an item
    has a result: what was decided is signed, or struck off for a reason of its own.
    """
    held = meetings.under_way(actor, meeting)
    if not reason.strip():
        raise Invalid(_("请写明取消会议的原因"))
    _not_begun(held, _("会议已有表决或议决，不能取消；请由主持人签发纪要，或先撤下有关议题"))
    waiting = [item.subject for item in held.agenda.in_order()]
    held.agenda.update(released=True)
    held.state, held.cancelled_at, held.cancelled_because = MeetingState.CANCELLED, clock.now(), reason.strip()
    held.save(update_fields=["state", "cancelled_at", "cancelled_because"])
    ledger.record(
        actor=actor, action=Act.CANCEL, chain=held.county_id, meeting=held.pk, title=held.title,
        reason=held.cancelled_because, agenda=waiting, told=invitations.tell(held, News.CANCELLED),
    )  # fmt: skip
    return held


def _not_begun(held: Meeting, otherwise: str) -> None:
    if held.agenda.exclude(result="").exists() or Vote.objects.filter(agenda_item__meeting=held).exists():
        raise Conflict(otherwise)


@transaction.atomic
def put_on(*, actor: User, meeting: int, work_items: Sequence[int]) -> list[AgendaItem]:
    """Add what came to wait since to the end of the agenda, in the order given; those called are told.

    Raises Refused without CONVENE_MEETING at the convening organ, Invalid without an item or for one that came to wait
    after the day of the meeting, Conflict for one that does not wait for this body or stands on another agenda.
    """
    meetings.lock_body(meeting)
    held = meetings.under_way(actor, meeting)
    if not work_items:
        raise Invalid(_("请至少选择一项议题"))
    items = meetings.offered(held.kind, held.body, work_items)
    meetings.require_waited(held.held_at, items)
    last = _last_number(held)
    made = [
        AgendaItem(meeting=held, seq=seq, work_item=item, subject=item.dossier.title)
        for seq, item in enumerate(items, last + 1)
    ]
    AgendaItem.objects.bulk_create(made)
    ledger.record(
        actor=actor, action=Act.PUT_ON, chain=held.county_id, meeting=held.pk, title=held.title,
        agenda=[one.subject for one in made], told=invitations.tell(held, News.EXTENDED),
    )  # fmt: skip
    return made


def _last_number(held: Meeting) -> int:
    """The highest number of an item, also of one that was struck off and until or from which somebody is recorded to have
    been there: another item that had it would count him present."""
    agenda = held.agenda.aggregate(last=Max("seq"))
    there = held.attendances.aggregate(until=Max("last_item"), since=Max("first_item"))
    return max(number or 0 for number in (*agenda.values(), *there.values()))
