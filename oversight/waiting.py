"""Which open steps lie where, since when and how late: a matrix of units by steps, and one page of a list.

Organisations and steps are counted, never persons (experience: never rank persons).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from core import clock, deadlines
from core.pages.parts import Facet, FacetChoice
from oversight.areas import within
from oversight.forms import phrases
from oversight.models import Slip, Urge
from workflows.desk import inbox, steps
from workflows.engine import separation
from workflows.engine.models import WorkItem
from workflows.engine.unattended import attended

ROWS = 50
UNITS = 40
UNIT_KINDS = ("prefecture", "county", "organisation")
EXPORTED = 20_000
"""More no office reads; the file says so, and a narrower question gives the rest."""


@dataclass(frozen=True)
class Asked:
    """What the address asks for; anything it does not understand asks for nothing."""

    prefecture: str = ""
    county: str = ""
    step: str = ""
    organisation: str = ""
    overdue: str = ""
    by: str = ""
    """Whose lines the matrix has: one of `UNIT_KINDS`; empty for what suits the number of counties."""
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Asked:
        def number(name: str) -> str:
            return query[name] if query.get(name, "").isdecimal() and len(query[name]) <= 12 else ""

        return cls(
            prefecture=number("prefecture"),
            county=number("county"),
            step=query.get("step", "")[:100],
            organisation=number("organisation"),
            overdue="1" if query.get("overdue") == "1" else "",
            by=query["by"] if query.get("by") in UNIT_KINDS else "",
            page=max(1, int(number("page")[:6] or 1)),
        )

    @property
    def is_narrow(self) -> bool:
        return any((self.prefecture, self.county, self.step, self.organisation, self.overdue))

    def address(self, **changed: str) -> str:
        """The query string of this question with some parts changed."""
        parts = {
            "prefecture": self.prefecture, "county": self.county, "step": self.step,
            "organisation": self.organisation, "overdue": self.overdue, "by": self.by,
        } | changed  # fmt: skip
        return "?" + urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True)
class Cell:
    """How many open steps of one kind lie with one unit, how many late, and since when the oldest."""

    total: int = 0
    late: int = 0
    oldest: datetime.datetime | None = None
    url: str = ""
    step: str = ""


@dataclass(frozen=True)
class Line:
    """One unit of the matrix."""

    label: str
    url: str
    cells: tuple[Cell, ...]
    whole: Cell


@dataclass(frozen=True)
class Sent:
    """One urge of an item by a supervisor: when, in which words, and when somebody who may decide it first looked."""

    at: datetime.datetime
    text: str
    seen_at: datetime.datetime | None


@dataclass(frozen=True)
class Row:
    """One open step of the list."""

    item: WorkItem
    step: str
    due: inbox.Chip
    urges: tuple[Sent, ...]
    urged_today: bool
    phrases: tuple[StrOrPromise, ...]
    open_slip: int | None
    """The key of the slip that stands open on it."""
    stuck: str = ""
    """Why nobody who has the duty may act on it, if so."""
    is_vacant: bool = False
    """Whether nobody has the duty there."""


@dataclass(frozen=True)
class Overview:
    """The page: cards, matrix, facets, rows."""

    total: int
    late: int
    stalled: int
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    hidden_lines: int
    stalled_days: int
    facets: tuple[Facet, ...]
    rows: tuple[Row, ...]
    page: int
    pages: int


def overview(areas: tuple[str, ...], asked: Asked, *, worst_first: bool = False) -> Overview:
    """What is open in the areas, in two statements, and two more where one of the items clashes with what was decided
    before on its dossier. Units stand in their order, or those with most that is late first; `UNITS` of them."""
    items = WorkItem.objects.open().filter(within(areas, "organisation__path"))
    counted = list(_counted(items))
    matching = [one for one in counted if _matches(one, asked)]
    total = sum(one["late"] if asked.overdue else one["n"] for one in matching)
    lines, hidden, columns = _matrix(matching, asked, worst_first=worst_first)
    return Overview(
        total=sum(one["n"] for one in matching),
        late=sum(one["late"] for one in matching),
        stalled=sum(one["stalled"] for one in matching),
        columns=columns,
        lines=lines,
        hidden_lines=hidden,
        stalled_days=settings.STALLED_DAYS,
        facets=_facets(counted, asked),
        rows=_rows(_page(items.with_clashes().annotate(is_attended=attended()), asked)),
        page=asked.page,
        pages=max(1, -(-total // ROWS)),
    )


def listed(areas: tuple[str, ...], asked: Asked) -> tuple[list[Row], bool]:
    """The list of that question, for a file, and whether there is more than its `EXPORTED` rows. One statement."""
    items = WorkItem.objects.open().filter(within(areas, "organisation__path"))
    found = [_row(item) for item in _shown(items, asked)[: EXPORTED + 1]]
    return found[:EXPORTED], len(found) > EXPORTED


def _counted(items: QuerySet[WorkItem]) -> Any:
    """Rows by county, organisation, flow and step, each a dictionary."""
    now = clock.now()
    grouped = items.values(
        "county", "organisation", "flow_key", "step",
        county_name=F("county__name"), organisation_name=F("organisation__name"),
        prefecture=F("county__parent"), prefecture_name=F("county__parent__name"),
    )  # fmt: skip
    return grouped.annotate(
        n=Count("pk"),
        late=Count("pk", filter=Q(due_at__lt=now, suspended_at__isnull=True)),
        stalled=Count(
            "pk",
            filter=Q(due_at__lt=now - datetime.timedelta(days=settings.STALLED_DAYS), suspended_at__isnull=True),
        ),
        oldest=Min("opened_at"),
    ).order_by("county__path", "organisation__path", "flow_key", "step")


def _matches(one: Mapping[str, Any], asked: Asked, but: str = "") -> bool:
    wanted = {
        "prefecture": (asked.prefecture, str(one["prefecture"])),
        "county": (asked.county, str(one["county"])),
        "step": (asked.step, _step_key(one)),
        "organisation": (asked.organisation, str(one["organisation"])),
    }
    return all(not asks or asks == has for name, (asks, has) in wanted.items() if name != but)


def _step_key(one: Mapping[str, Any]) -> str:
    return f"{one['flow_key']}.{one['step']}"


def _matrix(
    counted: list[dict[str, Any]], asked: Asked, *, worst_first: bool
) -> tuple[tuple[Line, ...], int, tuple[str, ...]]:  # fmt: skip
    """Prefectures, counties or organisations by steps, and how many of them are left out; no kind asked for: the
    widest that still says something. Every row is added up once; addresses are made for the lines that are shown."""
    unit = asked.by or _suiting({one["county"] for one in counted})
    columns = {_step_key(one): steps.title(one["flow_key"], one["step"]) for one in counted}
    names = {one[unit]: one[f"{unit}_name"] for one in counted}
    cells: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    wholes: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in counted:
        cells[one[unit], _step_key(one)].append(one)
        wholes[one[unit]].append(one)
    order = sorted(names, key=lambda pk: _badness(wholes[pk])) if worst_first else list(names)
    lines = tuple(
        Line(
            label=names[pk],
            url=asked.address(**{unit: str(pk), "by": ""}),
            cells=tuple(
                _cell(cells[pk, key], asked.address(**{unit: str(pk), "step": key, "by": ""}), step)
                if (pk, key) in cells
                else Cell()
                for key, step in columns.items()
            ),
            whole=_cell(wholes[pk], asked.address(**{unit: str(pk), "by": ""})),
        )
        for pk in order[:UNITS]
    )
    return lines, max(0, len(order) - UNITS), tuple(columns.values())


def _badness(counted: list[dict[str, Any]]) -> tuple[int, int]:
    """The more is late, and then the more is open, the earlier it stands."""
    return -sum(one["late"] for one in counted), -sum(one["n"] for one in counted)


def _suiting(counties: set[int]) -> str:
    if len(counties) <= 1:
        return "organisation"
    return "county" if len(counties) <= UNITS else "prefecture"


def _cell(counted: list[dict[str, Any]], url: str, step: str = "") -> Cell:
    return Cell(
        total=sum(one["n"] for one in counted),
        late=sum(one["late"] for one in counted),
        oldest=min(one["oldest"] for one in counted),
        url=url,
        step=step,
    )


def _facets(counted: list[dict[str, Any]], asked: Asked) -> tuple[Facet, ...]:
    def step_of(one: dict[str, Any]) -> tuple[str, str]:
        return _step_key(one), steps.title(one["flow_key"], one["step"])

    prefectures = _facet(
        "prefecture", _("市（州）"), asked, counted, lambda one: (str(one["prefecture"]), one["prefecture_name"])
    )
    return (
        *((prefectures,) if asked.prefecture or len(prefectures.choices) > 1 else ()),
        _facet("county", _("县"), asked, counted, lambda one: (str(one["county"]), one["county_name"])),
        _facet("step", _("环节"), asked, counted, step_of),
        _facet(
            "organisation",
            _("办理机关"),
            asked,
            counted,
            lambda one: (str(one["organisation"]), one["organisation_name"]),
        ),
    )


def _facet(
    name: str, label: str, asked: Asked, counted: list[dict[str, Any]], key: Callable[[dict[str, Any]], tuple[str, str]]
) -> Facet:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for one in counted:
        if _matches(one, asked, but=name):
            counts[key(one)] += one["n"]
    choices = [FacetChoice(value, text, n) for (value, text), n in counts.items()]
    return Facet(name=name, label=label, choices=choices, selected=getattr(asked, name))


def _shown(items: QuerySet[WorkItem], asked: Asked) -> QuerySet[WorkItem]:
    if asked.prefecture:
        items = items.filter(county__parent=int(asked.prefecture))
    if asked.county:
        items = items.filter(county=int(asked.county))
    if asked.organisation:
        items = items.filter(organisation=int(asked.organisation))
    if asked.step:
        flow_key, _dot, step = asked.step.partition(".")
        items = items.filter(flow_key=flow_key, step=step)
    if asked.overdue:
        items = items.filter(due_at__lt=clock.now(), suspended_at__isnull=True)
    sent = Urge.objects.of_supervisors().filter(work_item=OuterRef("pk")).newest_first()
    urges = ArraySubquery(sent.values(told=JSONObject(at="at", text="text", seen_at="seen_at")))
    slips = Slip.objects.open().filter(work_item=OuterRef("pk"))
    shown = items.select_related("dossier", "organisation", "county")
    shown = shown.annotate(sent_urges=urges, open_slip=Subquery(slips.values("pk")[:1]))
    return shown.order_by("due_at", "pk")


def _page(items: QuerySet[WorkItem], asked: Asked) -> QuerySet[WorkItem]:
    start = (asked.page - 1) * ROWS
    return _shown(items, asked)[start : start + ROWS]


def _rows(page: Iterable[WorkItem]) -> tuple[Row, ...]:
    items = list(page)
    stuck = separation.nobody_left([item for item in items if getattr(item, "clashes", False)])
    return tuple(replace(_row(item), stuck=stuck.get(item.pk, "")) for item in items)


def _sent(told: Mapping[str, str]) -> Sent:
    seen = told["seen_at"]
    return Sent(
        at=datetime.datetime.fromisoformat(told["at"]),
        text=told["text"],
        seen_at=datetime.datetime.fromisoformat(seen) if seen else None,
    )


def _row(item: WorkItem) -> Row:
    urges = tuple(_sent(told) for told in getattr(item, "sent_urges", ()))
    due = inbox.chip(item)
    return Row(
        item=item,
        step=steps.title_of(item),
        due=due,
        urges=urges,
        urged_today=any(deadlines.day_of(urge.at) == clock.today() for urge in urges),
        phrases=phrases(due.tone),
        open_slip=getattr(item, "open_slip", None),
        is_vacant=not getattr(item, "is_attended", True),
    )
