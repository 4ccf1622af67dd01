"""What need not be told any more, because somebody acted first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from core import clock
from core.enums import DeliveryState
from core.messages_out import events
from core.models import Delivery, Message
from core.models.messages import WAITING

BATCH = 1000


def overtaken(messages: Iterable[Message]) -> set[int]:
    """The numbers of those of which nothing holds any more; one statement an event."""
    asked: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        asked[message.event].append(message)
    found: set[int] = set()
    for key, some in asked.items():
        event = events.event(key)
        if event is not None and event.holds is not None:
            holding = event.holds({about for message in some for about in message.abouts})
            found |= {message.pk for message in some if not holding.intersection(message.abouts)}
    return found


def settle() -> int:
    """Look through all that nobody has read and that may cease to hold, and note what is overtaken; how many were."""
    return sum(_settle(event.key) for event in events.registered() if event.holds is not None)


def _settle(key: str) -> int:
    found, last = 0, 0
    unread = Message.objects.filter(event=key, read_at__isnull=True, overtaken_at__isnull=True).order_by("pk")
    while batch := list(unread.filter(pk__gt=last).only("event", "abouts")[:BATCH]):
        last = batch[-1].pk
        found += note(overtaken(batch))
    return found


def note(messages: set[int]) -> int:
    """Note these as overtaken, with what is still to be sent of them; a message that was being sent is left to it."""
    if not messages:
        return 0
    Message.objects.filter(pk__in=messages, overtaken_at__isnull=True).update(overtaken_at=clock.now())
    left = Delivery.objects.filter(message__in=messages, state__in=set(WAITING) - {DeliveryState.SENDING})
    left.update(state=DeliveryState.DROPPED, reason=_("事项已办结，无需再发"))
    return len(messages)
