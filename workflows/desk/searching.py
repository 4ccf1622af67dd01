"""What the search of the top bar finds, in its order."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

from core import search
from core.arrays import among
from core.enums import DossierKind
from core.models import Dossier, User
from core.prepared import Prepared
from roles.reach import REACH_TYPES, Reach, reach_of
from workflows.engine.models import WorkItem

SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Something else that was found, such as a project: what it is, where it lies, whose it is and how it stands."""

    title: str
    url: str
    owner: str
    year: int
    amount: str
    state: str
    also: str


Find = Callable[[User, str], list[Hit]]

_finders: dict[str, Find] = {}


def register(key: str, find: Find) -> None:
    """Let a room above be searched too, at start-up; the same key again replaces it."""
    _finders[key] = find


def beside(actor: User, typed: str) -> list[Hit]:
    """What the rooms above find that the actor may read; one more than is shown tells that there are more."""
    return [hit for find in _finders.values() for hit in find(actor, typed)][: SHOWN + 1]


@dataclass(frozen=True, slots=True)
class Found:
    """One dossier that was found: `texts` are the lines by which it may be, `lying` where it lies now."""

    pk: int
    title: str
    kind: str
    owner: str
    year: int
    amount: Decimal | None
    closed_at: datetime.datetime | None
    texts: str
    lying: list[Lying] = field(default_factory=list)

    def get_kind_display(self) -> str:
        return str(DossierKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Lying:
    """One open work item of a dossier."""

    dossier: int
    flow_key: str
    step: str
    organisation: str
    due_at: datetime.datetime
    not_before: datetime.date | None
    suspended_at: datetime.datetime | None


def dossiers(actor: User, typed: str) -> list[Found]:
    """The first dossiers that the actor may read and that have every word typed: those under way, then the newest.

    One more than is shown, which tells that there are more. Three statements; nothing typed finds nothing.
    """
    sought = search.query(typed)
    if not sought:
        return []
    found = {row[0]: Found(*row) for row in _FIRST.rows(**reach_of(actor).values(), sought=sought)}
    for told in _LYING.rows(dossiers=list(found)) if found else ():
        item = Lying(*told)
        found[item.dossier].lying.append(item)
    return list(found.values())


def _first(*, sought: str, **reach: Any) -> QuerySet[Any, Any]:
    found = Dossier.objects.filter(Reach(**reach).dossiers(), search__words=search.Sought(sought))
    ordered = found.order_by(F("closed_at").desc(nulls_first=True), "-opened_at", "-pk")
    return ordered.values_list(
        "pk", "title", "kind", "owner__name", "year", "amount", "closed_at", "search__texts"
    )[: SHOWN + 1]  # fmt: skip


def _lying(*, dossiers: list[int]) -> QuerySet[Any, Any]:
    return (
        WorkItem.objects.open()
        .filter(among("dossier", dossiers))
        .order_by("opened_at", "pk")
        .values_list("dossier", "flow_key", "step", "organisation__name", "due_at", "not_before", "suspended_at")
    )


_FIRST = Prepared(_first, sought=str, **REACH_TYPES)
_LYING = Prepared(_lying, dossiers=list[int])
