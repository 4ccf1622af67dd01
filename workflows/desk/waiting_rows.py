"""The two questions of the inbox: what waits, counted by deadline and facet with the calls beside it, and one page of it.
What somebody has put aside is counted and stands apart until its day.

As the inbox is first met both are compiled once and kept planned; narrowed or turned over they are composed as asked.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce, JSONObject

from core import search
from core.kept_statements import MOST
from core.prepared import Prepared
from roles import asking
from roles.asking import Asker
from workflows.desk import calls, waiting_groups
from workflows.desk.calls import Call
from workflows.desk.models import Snooze
from workflows.desk.waiting_groups import Group, Until
from workflows.engine import registry
from workflows.engine.enums import Why
from workflows.engine.models import Termination, Transfer, WorkItem
from workflows.engine.models.work_items import told_apart

ROWS = 50
FOUND_BY = "dossier__search__words"
AMOUNT = F("dossier__amount")
ORDERS: dict[str, tuple[str | OrderBy, ...]] = {
    "": ("rank", "-dossier__urgency", "due_at", AMOUNT.desc(nulls_last=True), "pk"),
    "-due": ("-due_at", AMOUNT.desc(nulls_last=True), "pk"),
    "amount": (AMOUNT.asc(nulls_last=True), "due_at", "pk"),
    "-amount": (AMOUNT.desc(nulls_last=True), "due_at", "pk"),
}
"""How the rows may stand; by default group by group, in each the most urgent first, then the least time left."""


class Number(NamedTuple):
    """How many wait that are alike; `bucket` is a Group, or the key of a call, which may have a line `told` as well."""

    found: bool
    bucket: str
    year: int
    flow_key: str
    step: str
    owner: int
    owner_name: str
    owner_kind: str
    above: int
    above_name: str
    duty: str
    place: int
    place_name: str
    is_returned: bool
    band: str
    n: int
    told: dict[str, Any] | None


COUNTED = (
    "found", "bucket", "year", "flow_key", "step", "owner", "owner_name", "owner_kind", "above", "above_name", "duty",
    "place", "place_name", "is_returned", "band",
)  # fmt: skip
"""Columns of `Number` before `n`."""


class Found(NamedTuple):
    """One open item of a page."""

    pk: int
    title: str
    owner: str
    amount: Decimal | None
    flow_key: str
    step: str
    why: str
    organisation: str
    not_before: datetime.date | None
    due_at: datetime.datetime
    suspended_at: datetime.datetime | None
    opened_at: datetime.datetime
    claimed_by: int | None
    sender: str | None
    sent_from: str | None
    bucket: str
    handed_by: str | None
    handed_because: str | None
    dossier: int
    urgency: int
    duty: str
    place: int
    aside_until: datetime.date | None
    waits: str
    is_to_end: bool
    unplanned: str


COLUMNS = (
    "pk", "dossier__title", "dossier__owner__name", "dossier__amount", "flow_key", "step", "why", "organisation__name",
    "not_before", "due_at", "suspended_at", "opened_at", "claimed_by", "sender__name", "cause__organisation__name", "bucket",
    "handed_by", "handed_because", "dossier", "dossier__urgency", "duty", "organisation", "aside_until", "waits", "is_to_end",
    "unplanned",
)  # fmt: skip
"""Of `Found`."""


TYPES = {**asking.TYPES, "tomorrow": datetime.datetime, "monday": datetime.datetime}
KINDS_OF_PEOPLE = MOST // 4 - 1
"""For so many kinds of people, those who have the same duties, both questions are compiled; with those for everybody they
take half of what a connection keeps. Whoever is of another kind is asked the question for everybody."""
Kind = tuple[tuple[Call, ...], frozenset[str] | None]
"""The calls that may concern people, and which of the duties that are told apart they have; None for everybody."""
SPARE = ("now", "today", "midnight")
"""Asked by some calls only."""


def numbers(asker: Asker, q: str) -> list[Number]:
    """What waits, counted, and each kind of call in a row of its own or in one a line."""
    until = Until.of(asker)
    if q:
        called = calls.for_whom(asker.duties)
        rows: Iterable[Any] = _numbers(asker, until, called, _days(called), q)
    else:
        kind = _kind(asker)
        rows = _counting(kind, calls.SHOWN, registry.keys()).rows(**_values(asker, until), **_days(kind[0]))
    return [Number._make((*row[:-1], _read(row[-1]))) for row in rows]


def page(
    asker: Asker, *, order: str, number: int = 1, group: str = "", narrow: Q | None = None, size: int = ROWS
) -> list[Found]:
    """One page, from 1, of `size` rows; `narrow` is a condition on work items."""
    until = Until.of(asker)
    if number == 1 and not order and not group and narrow is None and size == ROWS:
        rows: Iterable[Any] = _first_page(_kind(asker)[1], registry.keys()).rows(**_values(asker, until))
    else:
        found = _page(asker, until, order, group).filter(narrow or Q())
        rows = found[(number - 1) * size : number * size]
    return [Found._make(row) for row in rows]


def plans(asker: Asker) -> tuple[str, str]:
    """How PostgreSQL goes about both as the inbox is first met."""
    values, kind = _values(asker, Until.of(asker)), _kind(asker)
    counting = _counting(kind, calls.SHOWN, registry.keys())
    return counting.plan(**values, **_days(kind[0])), _first_page(kind[1], registry.keys()).plan(**values)


def _kind(asker: Asker) -> Kind:
    """For whom the questions are compiled that the asker is asked with: for those of his kind, or for everybody."""
    everybody = calls.registered()
    known = _kinds(everybody, registry.keys())
    kind = calls.for_whom(asker.duties), told_apart().intersection(asker.duties)
    if kind not in known and len(known) >= KINDS_OF_PEOPLE:
        return everybody, None
    known.add(kind)
    return kind


@lru_cache(maxsize=1)
def _kinds(_calls: tuple[Call, ...], _flows: tuple[str, ...]) -> set[Kind]:
    """The kinds that came first; others once there are other calls or flows."""
    return set()


def _days(registered: tuple[Call, ...]) -> dict[str, Any]:
    """What the calls work out whenever they are asked."""
    return {_day(call, name): worked_out() for call in registered for name, worked_out in call.days.items()}


def _values(asker: Asker, until: Until) -> dict[str, Any]:
    return {**asker.values(), "tomorrow": until.tomorrow, "monday": until.monday}


@lru_cache(maxsize=KINDS_OF_PEOPLE + 1)
def _counting(kind: Kind, _shown: int, _flows: tuple[str, ...]) -> Prepared:
    """One for each kind of people, and of flows."""
    called, among = kind
    days: dict[str, Any] = {_day(call, name): datetime.date for call in called for name in call.days}

    def numbers_waiting(tomorrow: Any, monday: Any, **told: Any) -> QuerySet[Any, Any]:
        asker = Asker(**{name: told[name] for name in asking.TYPES}, among=among)
        return _numbers(asker, Until(tomorrow=tomorrow, monday=monday), called, told)

    return Prepared(numbers_waiting, spare=SPARE, **TYPES, **days)


@lru_cache(maxsize=KINDS_OF_PEOPLE + 1)
def _first_page(among: frozenset[str] | None, _flows: tuple[str, ...]) -> Prepared:
    def rows_waiting(tomorrow: Any, monday: Any, **asker: Any) -> QuerySet[Any, Any]:
        return _page(Asker(**asker, among=among), Until(tomorrow=tomorrow, monday=monday), "")[:ROWS]

    return Prepared(rows_waiting, spare=SPARE, **TYPES)


def _numbers(
    asker: Asker, until: Until, registered: tuple[Call, ...], days: Mapping[str, Any], q: str = ""
) -> QuerySet[Any, Any]:
    sought = search.condition(q, FOUND_BY) if q else Q(pk__isnull=False)
    named = WorkItem.objects.inbox_for(asker).annotate(
        bucket=waiting_groups.bucket(asker, until),
        found=Case(When(sought, then=Value(True)), default=Value(False)),
        year=F("dossier__year"),
        owner=F("dossier__owner"),
        owner_name=F("dossier__owner__name"),
        owner_kind=F("dossier__owner__kind"),
        above=Coalesce(F("dossier__owner__parent"), Value(0)),
        above_name=Coalesce(F("dossier__owner__parent__name"), Value("")),
        place=F("organisation"),
        place_name=F("organisation__name"),
        is_returned=Case(When(why=Why.RETURNED, then=Value(True)), default=Value(False)),
        band=waiting_groups.band(),
    )
    counted: QuerySet[Any, Any] = named.values(*COUNTED).annotate(n=Count("pk"), told=Value(None, JSONField()))
    beside = (_beside(call, asker, {name: days[_day(call, name)] for name in call.days}) for call in registered)
    return counted.values_list(*COUNTED, "n", "told").union(*beside, all=True)


def _day(call: Call, name: str) -> str:
    """What a day of a call is called among all values."""
    return f"{call.key}_{name}"


def _beside(call: Call, asker: Asker, days: Mapping[str, Any]) -> QuerySet[Any, Any]:
    """The row of a call, or one for each line that it shows, with the number of all; column by column in the order of
    what it is united with: only the places count, and a name of its own clashes with no field."""
    none, zero = Value(""), Value(0)
    columns = (
        Value(False), Value(call.key, CharField()), zero, none, none, zero, none, none, zero, none, none, zero, none,
        Value(False), none,
    )  # fmt: skip
    placed = {f"column_{n}": column for n, column in enumerate(columns)}
    rows: QuerySet[Any, Any] = call.rows(asker, **days)
    if call.facts:
        told = {**placed, "n": Window(Count("pk")), "told": JSONObject(**call.facts)}
        rows = rows.order_by(call.facts[call.by], "pk").values(**told)[: calls.SHOWN]
    else:
        rows = rows.order_by().values(**placed).annotate(n=Count("pk"), told=Value(None, JSONField()))
    return rows


def _page(asker: Asker, until: Until, order: str, group: str = "") -> QuerySet[Any, Any]:
    """Rows of `Found`, of one group or of all but what is put aside; who handed an item to its present holder, and why,
    without a further statement."""
    to_him = Transfer.objects.filter(work_item=OuterRef("pk"), receiver=OuterRef("claimed_by")).order_by("-made_at")
    items = WorkItem.objects.inbox_for(asker).annotate(
        bucket=waiting_groups.bucket(asker, until),
        rank=waiting_groups.rank(asker, until),
        aside_until=Subquery(Snooze.objects.filter(user=asker.person, work_item=OuterRef("pk")).values("until")[:1]),
        handed_by=Subquery(to_him.values("made_by__name")[:1]),
        handed_because=Subquery(to_him.values("reason")[:1]),
        is_to_end=Exists(Termination.objects.filter(proceeding=OuterRef("proceeding"), result="")),
    )
    items = items.filter(bucket=group) if group else items.exclude(bucket=Group.ASIDE)
    return items.order_by(*ORDERS[order]).values_list(*COLUMNS)


def _read(told: Any) -> Any:
    """What a line says; JSON comes as text from a prepared question."""
    return json.loads(told) if isinstance(told, str) else told
