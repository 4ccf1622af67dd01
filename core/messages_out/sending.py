"""Sending what is due, one parcel after the other.

Each parcel is first marked as being sent, which is committed; then it is sent; then it is noted how that went. One process
at a time sends, so whatever is still marked when another begins was left by one that died: nobody knows whether it went,
and it is sent again under the same key. Each channel is therefore at least once.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Collection, Iterator, Sequence

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, locks
from core.enums import Channel, DeliveryState
from core.messages_out import addressing, channels, events, overtaking
from core.messages_out.parcels import Parcel, Undelivered, Unreachable, packed
from core.messages_out.wishes import Wishes
from core.models import Delivery
from core.models.messages import DeliveryQuerySet

logger = logging.getLogger(__name__)

AT_ONCE = 40
"""Parcels of one job; the next tick rings for the rest."""
DIGEST_MOST = 100
PAUSES = (1, 5, 15, 60, 240)
"""Minutes after the first try, the second …; the last again and again."""


def send_due() -> int:
    """Send what is due, and answer how many parcels that was; nothing while another process does so."""
    with locks.held(locks.DELIVERIES) as gained:
        return sum(1 for _sent in _sending()) if gained else 0


def is_owed() -> bool:
    """Whether anything is due, or was left by a process that died; one statement."""
    return _due().exists()


def _sending() -> Iterator[None]:
    """A channel that did not answer is left for the next round: the others need not wait out each of its parcels."""
    silent: set[str] = set()
    for _number in range(AT_ONCE):
        taken = _take(silent)
        if taken is None:
            break
        channel, parcel, deliveries = taken
        if parcel is not None:
            if not _try(channel, parcel, deliveries):
                silent.add(channel)
            yield


def _due() -> DeliveryQuerySet:
    """What is to be tried by now; what is marked as being sent was due before."""
    return Delivery.objects.waiting().filter(next_at__lte=clock.now())


@transaction.atomic
def _take(silent: Collection[str]) -> tuple[str, Parcel | None, list[Delivery]] | None:
    """Mark the next parcel as being sent; no parcel where what was due need not or cannot go now, None where nothing is."""
    first = _due().exclude(channel__in=silent).select_related("message").order_by("next_at", "pk").first()
    if first is None:
        return None
    rows = _together(first)
    # what a dead process may have sent goes again as it was, whoever acted meanwhile: the same key, the same content
    again = first.state == DeliveryState.SENDING
    if again and first.tries >= settings.MESSAGE_TRIES:
        # what kills its worker each time must not keep the others waiting
        _note(rows, state=DeliveryState.GIVEN_UP, reason=_("执行进程多次中断"))
        return first.channel, None, []
    kept = rows if again else _kept(rows)
    if not kept:
        return first.channel, None, []
    key = kept[0].parcel
    for row in kept:
        row.state, row.parcel, row.tries = DeliveryState.SENDING, key, row.tries + 1
    Delivery.objects.bulk_update(kept, ["state", "parcel", "tries"])
    address = Wishes.of([first.message.person_id]).of_person(first.message.person_id).email
    return first.channel, packed([row.message for row in kept], key=key, address=address), kept


def _together(first: Delivery) -> list[Delivery]:
    """What goes in one parcel: what went together before, or all that one person's digest has by now."""
    same = Delivery.objects.filter(channel=first.channel)
    if first.tries:
        same = same.filter(parcel=first.parcel, state=first.state)
    elif first.in_digest:
        same = same.waiting().filter(
            in_digest=True, tries=0, next_at__lte=clock.now(), message__person=first.message.person_id
        )
    else:
        same = same.filter(pk=first.pk)
    related = same.select_related("message__person", "message__for_whom").order_by("message__made_at", "pk")
    return list(related.select_for_update(of=("self",))[:DIGEST_MOST])


def _kept(rows: Sequence[Delivery]) -> list[Delivery]:
    """Those that are still to go now; the others are dropped, or put off until their person is not at rest. None are
    left where somebody had them sent again, or noted that they are overtaken, since they were found."""
    if not rows:
        return []
    stale = overtaking.overtaken([row.message for row in rows])
    overtaking.note(stale)
    strangers = addressing.strangers([row.message for row in rows if row.message_id not in stale])
    wishes = Wishes.of([rows[0].message.person_id])
    kept, changed = [], []
    for row in rows:
        if row.message_id in stale:
            continue
        if against := _against(row, wishes, is_stranger=row.message_id in strangers):
            row.state, row.reason = DeliveryState.DROPPED, against
            changed.append(row)
        elif (later := _later(row, wishes)) > clock.now():
            row.next_at = later
            changed.append(row)
        else:
            kept.append(row)
    Delivery.objects.bulk_update(changed, ["state", "reason", "next_at"])
    return kept


def _against(row: Delivery, wishes: Wishes, *, is_stranger: bool) -> str:
    """Why it is not wanted any more, or its person must not have it."""
    person, event = row.message.person, events.event(row.message.event)
    if not person.is_active:
        return _("收件人账号已停用")
    if is_stranger:
        return _("收件人已不在通知对象之列，无需再发")
    if row.channel not in channels.working():
        return _("该渠道已关闭")
    if event is None or not wishes.wants(person.pk, event, Channel(row.channel)):
        return _("收件人已选择不接收")
    return "" if wishes.reaches(person.pk, Channel(row.channel)) else _("收件人没有填写电子邮箱")


def _later(row: Delivery, wishes: Wishes) -> datetime.datetime:
    """When it may go, by the quiet hours as they are chosen now; a digest that is due is not put off to another day."""
    event = events.event(row.message.event)
    if event is None:
        return clock.now()
    return wishes.in_peace(row.message.person_id, event, clock.now())


def _try(channel: str, parcel: Parcel, rows: list[Delivery]) -> bool:
    """Send it and note how that went; whether the channel answered."""
    try:
        channels.send(channel, parcel)
    except Undelivered as failure:
        logger.warning("%s %s undelivered: %s", channel, parcel.key, failure)
        _note_failure(rows, str(failure))
        return not isinstance(failure, Unreachable)
    _note(rows, state=DeliveryState.SENT, sent_at=clock.now(), reason="")
    return True


def _note_failure(rows: list[Delivery], why: str) -> None:
    tries = rows[0].tries
    if tries >= settings.MESSAGE_TRIES:
        _note(rows, state=DeliveryState.GIVEN_UP, reason=why[:300])
    else:
        pause = datetime.timedelta(minutes=PAUSES[min(tries, len(PAUSES)) - 1])
        _note(rows, state=DeliveryState.RETRYING, reason=why[:300], next_at=clock.now() + pause)


def _note(rows: list[Delivery], **found: object) -> None:
    Delivery.objects.filter(pk__in=[row.pk for row in rows], state=DeliveryState.SENDING).update(**found)
