"""How much waits for a person, in the head of every page: one statement, compiled once, his duties asked within it."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet, Value

from core import clock
from core.messages_out import reading
from core.models import User
from core.prepared import Prepared
from workflows.desk import asked_for_help, reminded, unread
from workflows.engine import answering_people, registry
from workflows.engine.models import WorkItem

ITEMS = "items"
"""The open items that he may decide; beside them stand `asked_for_help.KEY`, `reminded.KEY` and `unread.KEY`."""


def counts(actor: User) -> dict[str, int]:
    """By key how many wait, or were told and not read; a key without any is missing."""
    return dict(_counting(registry.keys()).rows(person=actor.pk, now=clock.now(), today=clock.today()))


@lru_cache(maxsize=1)
def _counting(_flows: tuple[str, ...]) -> Prepared:
    """One for the flows that are registered; all are at start-up."""

    def counts_waiting(person: Any, now: Any, today: Any) -> QuerySet[Any, Any]:
        items = WorkItem.objects.inbox_of(person, now, today)
        counted = _counted(ITEMS, items)
        asked = _counted(asked_for_help.KEY, answering_people.waiting_for(person, now, today))
        told = (
            asked,
            _counted(reminded.KEY, reminded.unread_by(person)),
            _counted(unread.KEY, reading.unread_by(person)),
        )
        united: QuerySet[Any, Any] = counted.union(*told, all=True)
        return united

    return Prepared(counts_waiting, person=int, now=datetime.datetime, today=datetime.date)


def _counted(key: str, rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    counted: QuerySet[Any, Any] = rows.order_by().values(told=Value(key)).annotate(n=Count("pk"))
    return counted.values_list("told", "n")
