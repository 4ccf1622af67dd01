"""What the search of the top bar finds, in its order."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Func, QuerySet

from core import search
from core.arrays import among
from core.enums import DossierKind
from core.models import Dossier, SearchEntry, User
from core.models.search import InCounty
from core.prepared import Prepared
from roles.reach import REACH_TYPES, Reach, reach_of
from roles.rows import in_hand
from workflows.engine.models import WorkItem

SHOWN = 50
LATEST = 100
"""So many of the latest dossiers are looked at one by one before the index of words is asked: a word that most
of them have is found there."""
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


@dataclass(slots=True)
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


@dataclass(slots=True)
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
    found = {row[0]: Found(*row) for row in _rows(reach_of(actor), sought)}
    for told in _LYING.rows(dossiers=list(found)) if found else ():
        item = Lying(*told)
        found[item.dossier].lying.append(item)
    return list(found.values())


def plan(reach: Reach, typed: str) -> str:
    """How PostgreSQL goes about finding what was typed."""
    question, values = _question(reach, search.query(typed))
    return question.plan(**values)


def _rows(reach: Reach, sought: str) -> Iterable[tuple[Any, ...]]:
    """What was found, as `COLUMNS`. An office above the counties that reads over no place finds among what it had in hand."""
    if not reach.counties and not reach.is_wide:
        return _told(in_hand(reach, Dossier.objects.filter(search.standing("search__words", sought))))
    question, values = _question(reach, sought)
    return question.rows(**values)


def _question(reach: Reach, sought: str) -> tuple[Prepared, dict[str, Any]]:
    """What to ask for one who reads so far, and with which values."""
    told = {**reach.values(), "sought": sought}
    if not reach.counties:
        return _FIRST_ANYWHERE, told
    told["within"] = search.within(sought, reach.counties)
    if len(reach.counties) > 1:
        return _FIRST_OF_SEVERAL, told
    return _FIRST, {**told, "county": next(iter(reach.counties))}


def _first(*, sought: str, within: str, county: int, **told: Any) -> QuerySet[Any, Any]:
    """What he may read of his county, and what he is named to read wherever it lies. Each is cut by itself, so that no
    more than is shown twice over is looked through for what stands in both."""
    reach, lately = Reach(**told), _lately(Dossier.objects.filter(county=county), sought, **told)
    here = _here(reach, within).exclude(_is_enough(lately))
    return _cut(_told(lately).union(_told(here), _told(_named(reach, sought))))


def _first_of_several(*, sought: str, within: str, **told: Any) -> QuerySet[Any, Any]:
    """The same of one who reads in several counties."""
    reach = Reach(**told)
    return _cut(_told(_here(reach, within)).union(_told(_named(reach, sought))))


def _first_anywhere(*, sought: str, **told: Any) -> QuerySet[Any, Any]:
    """What he may read, of one who reads over more than a county: what he is named to read is among it."""
    lately = _lately(Dossier.objects.all(), sought, **told)
    rest = Dossier.objects.filter(
        Reach(**told).dossiers(), _having(SearchEntry.objects.filter(words=search.Sought(sought)))
    )
    return _cut(_told(lately).union(_told(rest.exclude(_is_enough(lately)))))


def _lately(every: QuerySet[Dossier], sought: str, **told: Any) -> QuerySet[Dossier]:
    """What he may read of the latest dossiers. Of a word that most titles have, all that is shown is among them, and no
    other needs to be looked at."""
    latest = ArraySubquery(every.order_by(*ORDER).values("pk")[:LATEST])
    return Dossier.objects.filter(
        Reach(**told).dossiers(), among("pk", latest), search.standing("search__words", sought)
    )


def _is_enough(lately: QuerySet[Dossier]) -> Exists:
    """Whether more is found than is shown; asked once, not row by row."""
    return Exists(lately.order_by("pk")[SHOWN : SHOWN + 1])


def _here(reach: Reach, within: str) -> QuerySet[Dossier]:
    """What he may read of his counties, by the index that has the county beside the words."""
    entries = SearchEntry.objects.annotate(found_by=InCounty("words", "county"))
    return Dossier.objects.filter(reach.dossiers(), _having(entries.filter(found_by=search.Sought(within))))


def _having(entries: QuerySet[SearchEntry]) -> Func:
    """That a dossier is of these entries. They are gathered first: the database takes any word for one of two hundred
    titles, and would look for a rare one from the newest dossier to the oldest."""
    return among("pk", ArraySubquery(entries.order_by().values("pk")))


def _named(reach: Reach, sought: str) -> QuerySet[Dossier]:
    """What he is named to read."""
    return Dossier.objects.filter(reach.named(), search__words=search.Sought(sought))


def _told(found: QuerySet[Dossier]) -> QuerySet[Any, Any]:
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


_FIRST = Prepared(_first, sought=str, within=str, county=int, **REACH_TYPES)
_FIRST_OF_SEVERAL = Prepared(_first_of_several, sought=str, within=str, **REACH_TYPES)
_FIRST_ANYWHERE = Prepared(_first_anywhere, sought=str, **REACH_TYPES)
_LYING = Prepared(_lying, dossiers=list[int])
