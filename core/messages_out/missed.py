"""What nobody could be told of, for an empty post, is told once somebody can be."""

from __future__ import annotations

import datetime

from django.db import transaction

from core import clock
from core.messages_out import collecting
from core.messages_out.events import Event, Fact, Owed
from core.models import Occurrence


def find() -> int:
    """Delete the notes of what still holds, was told to nobody, and can be told now: the next collecting finds it new. How
    many facts that was. Raises as `collecting.of_every_event`."""
    began = clock.now()
    rows = Occurrence.objects.missed().filter(noted_at__lt=began)
    noted = set(rows.order_by().values_list("event", flat=True).distinct())
    return collecting.of_every_event(lambda event: _find(event, began) if event.key in noted else 0)


def _find(event: Event, began: datetime.datetime) -> int:
    """Each batch is stamped or deleted, so that the next one is another; it ends where none is left, or none is changed."""
    found = 0
    while facts := list(event.facts(Owed(event.key, missed_before=began))):
        stamped, deleted = _ask(event, facts)
        found += deleted
        if not stamped + deleted:
            break
    return found


@transaction.atomic
def _ask(event: Event, facts: list[Fact]) -> tuple[int, int]:
    """How many notes were stamped as asked again, and how many deleted."""
    active = collecting.active_of(facts)
    told = {
        fact.key
        for fact in facts
        if fact.is_told_otherwise or any(addressee.person in active for addressee in fact.addressees)
    }
    notes = Occurrence.objects.missed().filter(event=event.key)
    stamped = notes.filter(key__in={fact.key for fact in facts} - told).update(noted_at=clock.now())
    return stamped, notes.filter(key__in=told).delete()[0]
