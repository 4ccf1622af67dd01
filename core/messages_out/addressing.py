"""Whether a message still concerns its person, asked anew before it leaves the house: it may have waited for a morning, or
a week for the message of the day, and somebody's duty may have ended meanwhile."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from core.messages_out import events
from core.messages_out.events import Event, Owed
from core.models import Message

logger = logging.getLogger(__name__)


def strangers(messages: Iterable[Message]) -> set[int]:
    """The numbers of those whose person is no longer among those that their event tells of what they are about. What no
    room knows any more is none, nor is what a room fails to answer of."""
    asked: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        asked[message.event].append(message)
    found: set[int] = set()
    for key, some in asked.items():
        event = events.event(key)
        if event is None:
            continue
        try:
            with transaction.atomic():
                found |= _strangers(event, some)
        except Exception:  # the room's fault must not keep back what all the others have to say
            logger.exception("whom %s concerns could not be read", key)
    return found


def _strangers(event: Event, messages: list[Message]) -> set[int]:
    abouts = frozenset(about for message in messages for about in message.abouts)
    concerned: dict[int, set[int]] = defaultdict(set)
    for fact in event.facts(Owed(event.key, abouts=abouts)):
        concerned[fact.about].update(one.person for one in fact.addressees)
    return {
        message.pk for message in messages if not any(message.person_id in concerned[about] for about in message.abouts)
    }
