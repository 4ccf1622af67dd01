"""The duties that a person has now, and where: asked in one prepared statement, and while a page is only read, once."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, QuerySet, Subquery, Value, When

from core import clock
from core.models import User
from core.prepared import Prepared
from roles import origins


@dataclass(frozen=True, slots=True)
class Holding:
    """One duty at one organisation; `above` is the path of what the organisation hangs below, empty at the top, and
    `principal` the name of whom he deputises there, empty where he has it by a post of his own. `county` is None above
    the counties."""

    duty: str
    organisation: int
    kind: str
    path: str
    above: str
    principal: str = ""
    county: int | None = None


AT = (
    "permission__codename", "content_object_id", "content_object__kind", "content_object__path",
    "content_object__parent__path",
)  # fmt: skip
"""Columns of the duty and of its place."""
_once: ContextVar[dict[int, tuple[Holding, ...]] | None] = ContextVar("holdings asked once", default=None)


def holdings(actor: User) -> tuple[Holding, ...]:
    """Every duty that the actor has now, by post or by delegation, in the order in which they were given."""
    known = _once.get()
    if known is None:
        return _ask(actor)
    if actor.pk not in known:
        known[actor.pk] = _ask(actor)
    return known[actor.pk]


def is_asked_once() -> bool:
    """Whether duties are kept here once they are asked."""
    return _once.get() is not None


@contextmanager
def asked_once() -> Iterator[None]:
    """Within the block the duties of each person are asked once. Only where nothing changes them meanwhile."""
    token = _once.set({})
    try:
        yield
    finally:
        _once.reset(token)


def of_several(people: Collection[int]) -> dict[int, list[Holding]]:
    """The same of several people, by person, but whom they deputise; one statement. Whoever has none is missing."""
    found: dict[int, list[Holding]] = defaultdict(list)
    rows = origins.held().filter(user__in=sorted(people)).order_by("pk")
    for user, duty, place, kind, path, above, county in rows.values_list("user", *AT, "content_object__county"):
        found[user].append(Holding(duty, place, kind, path, above or "", county=county))
    return found


def _ask(actor: User) -> tuple[Holding, ...]:
    rows = _HELD.rows(actor=actor.pk, now=clock.now(), today=clock.today())
    return tuple(
        Holding(duty, place, kind, path, above or "", principal or "", county)
        for duty, place, kind, path, above, principal, county in rows
    )


def _held(*, actor: int, now: datetime.datetime, today: datetime.date) -> QuerySet[Any, Any]:
    first = origins.delegations(now, today).order_by("starts_at", "pk").values("principal__user__name")[:1]
    own = When(Exists(origins.appointments(today)), then=Value(""))
    rows = origins.held(actor, now, today).annotate(principal=Case(own, default=Subquery(first))).order_by("pk")
    return rows.values_list(*AT, "principal", "content_object__county")


_HELD = Prepared(_held, actor=int, now=datetime.datetime, today=datetime.date)
