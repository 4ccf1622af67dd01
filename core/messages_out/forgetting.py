"""Forgetting messages that were settled long ago, with how they went out of the house.

`Occurrence` stays: it is what tells each fact once, however old the fact.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from core import clock
from core.messages_out import events
from core.models import Delivery, Message
from core.models.messages import MessageQuerySet

BATCH = 1000
MOST_BATCHES = 100
"""Of one run; the next goes on."""


def forget_old() -> int:
    """Delete what is MESSAGES_KEPT_DAYS old and settled; how many messages that was."""
    forgotten = 0
    for _number in range(MOST_BATCHES):
        taken = _forget()
        forgotten += taken
        if taken < BATCH:
            break
    return forgotten


def _old() -> MessageQuerySet:
    """Those that are old, that were read or need no reading any more, and of which nothing is still to be sent. What
    cannot be settled, because it holds for ever or because no room knows it any more, is done with by its age."""
    before = clock.now() - datetime.timedelta(days=settings.MESSAGES_KEPT_DAYS)
    settling = [event.key for event in events.registered() if event.holds is not None]
    settled = Q(read_at__isnull=False) | Q(overtaken_at__isnull=False) | ~Q(event__in=settling)
    waiting = Delivery.objects.waiting().filter(message=OuterRef("pk"))
    return MessageQuerySet(Message).filter(settled, ~Exists(waiting), made_at__lt=before)


@transaction.atomic
def _forget() -> int:
    """One batch; a message that somebody is just reading is left to the next run."""
    batch = list(_old().select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True)[:BATCH])
    Delivery.objects.filter(message__in=batch).delete()
    Message.objects.filter(pk__in=batch).delete()
    return len(batch)
