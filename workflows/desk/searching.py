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
from core.models.search import InCounty
from core.prepared import Prepared
from roles.reach import REACH_TYPES, Reach, reach_of
from workflows.engine.models import WorkItem

SHOWN = 50
COLUMNS = ("pk", "title", "kind", "owner__name", "year", "amount", "closed_at", "search__texts", "opened_at")
"""Of `Found`."""
ORDER = (F("closed_at").desc(nulls_first=True), "-opened_at", "-pk")


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
    opened_at: datetime.datetime
    lying: list[Lying] = field(default_factory=list)

    def get_kind_display(self) -> str:
        return str(DossierKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Lying:
    """One open work item of a dossier."""

    dossier: int
    flow_key: str
    step: str
    unplanned: str
    """Of an added step its name; else empty."""
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
    question, values = _question(reach_of(actor), sought)
    found = {row[0]: Found(*row) for row in question.rows(**values)}
    for told in _LYING.rows(dossiers=list(found)) if found else ():
        item = Lying(*told)
        found[item.dossier].lying.append(item)
    return list(found.values())


def plan(reach: Reach, typed: str) -> str:
    """How PostgreSQL goes about finding what was typed."""
    question, values = _question(reach, search.query(typed))
    return question.plan(**values)


def _question(reach: Reach, sought: str) -> tuple[Prepared, dict[str, Any]]:
    """What to ask for one who reads so far, and with which values."""
    if not reach.counties:
        return _FIRST_ANYWHERE, {**reach.values(), "sought": sought}
    return _FIRST, {**reach.values(), "sought": sought, "within": search.within(sought, reach.counties)}


def _first(*, sought: str, within: str, **told: Any) -> QuerySet[Any, Any]:
    """What he may read of his counties, and what he is named to read wherever it lies. Each is cut by itself, so that
    no more than is shown twice over is looked through for what stands in both."""
    reach, all_dossiers = Reach(**told), Dossier.objects.order_by()
    here = all_dossiers.annotate(found_by=InCounty("search__words", "search__county"))
    here = here.filter(reach.dossiers(), found_by=search.Sought(within))
    named = all_dossiers.filter(reach.named(), search__words=search.Sought(sought))
    return _cut(_cut(here.values_list(*COLUMNS)).union(_cut(named.values_list(*COLUMNS))))


def _first_anywhere(*, sought: str, **told: Any) -> QuerySet[Any, Any]:
    """What he may read, of one who reads in more counties than are asked for one by one: what he is named to read is among it."""
    found = Dossier.objects.filter(Reach(**told).dossiers(), search__words=search.Sought(sought))
    return _cut(found.values_list(*COLUMNS))


def _cut(found: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """The first of them: those under way, then the newest."""
    return found.order_by(*ORDER)[: SHOWN + 1]


def _lying(*, dossiers: list[int]) -> QuerySet[Any, Any]:
    return (
        WorkItem.objects.open()
        .filter(among("dossier", dossiers))
        .order_by("opened_at", "pk")
        .values_list(
            "dossier", "flow_key", "step", "unplanned", "organisation__name", "due_at", "not_before", "suspended_at"
        )
    )


_FIRST = Prepared(_first, sought=str, within=str, **REACH_TYPES)
_FIRST_ANYWHERE = Prepared(_first_anywhere, sought=str, **REACH_TYPES)
_LYING = Prepared(_lying, dossiers=list[int])
