"""What waits for a person, in three statements: what he has to do where, the counts by deadline and facet, and one page of rows."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Case, CharField, Count, F, JSONField, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.expressions import OrderBy
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, search
from core.models import User
from core.money import wan
from core.pages.parts import Facet, FacetChoice
from roles import policies
from workflows.desk import calls, steps
from workflows.desk.calls import Panel
from workflows.desk.chips import Chip, chip, handed_here, why_here
from workflows.engine.models import Transfer, WorkItem

__all__ = ["Chip", "Filter", "Group", "Inbox", "Row", "chip", "inbox", "waiting_count", "why_here"]

ROWS = 50
FOUND_BY = "dossier__search__words"
AMOUNT = F("dossier__amount")
ORDERS: dict[str, tuple[str | OrderBy, ...]] = {
    "": ("due_at", AMOUNT.desc(nulls_last=True), "pk"),
    "-due": ("-due_at", AMOUNT.desc(nulls_last=True), "pk"),
    "amount": (AMOUNT.asc(nulls_last=True), "due_at", "pk"),
    "-amount": (AMOUNT.desc(nulls_last=True), "due_at", "pk"),
}
"""How the rows may stand; by default the least time left comes first."""

COUNTED = "desk_waiting_counted"
"""On the person of one request: what the inbox counted for it."""


class Group(models.TextChoices):
    """By when something is due."""

    OVERDUE = "overdue", gettext_lazy("逾期")
    TODAY = "today", gettext_lazy("今天")
    WEEK = "week", gettext_lazy("本周")
    LATER = "later", gettext_lazy("以后")
    SUSPENDED = "paused", gettext_lazy("暂停")


@dataclass(frozen=True)
class Filter:
    """What the address asks for; anything it does not understand asks for nothing."""

    group: str = ""
    year: str = ""
    step: str = ""
    organisation: str = ""
    q: str = ""
    order: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filter:
        def number(name: str) -> str:
            return query.get(name, "") if query.get(name, "").isdecimal() else ""

        group = query.get("group", "")
        return cls(
            group=group if group in Group.values else "",
            year=number("year"),
            step=query.get("step", ""),
            organisation=number("organisation"),
            q=query.get("q", "").strip()[:60],
            order=query.get("order", "") if query.get("order") in ORDERS else "",
            page=max(1, int(number("page")[:6] or 1)),
        )

    def is_narrow(self) -> bool:
        return any((self.group, self.year, self.step, self.organisation, self.q))


@dataclass(frozen=True)
class Row:
    """One line of the inbox."""

    item: WorkItem
    step: str
    why: str
    due: Chip
    amount: str
    group: str
    by_meeting: bool
    mark: str = ""
    """What a call says of this very row."""


@dataclass
class Inbox:
    """One page of an inbox."""

    rows: list[Row]
    groups: list[FacetChoice]
    facets: list[Facet]
    total: int
    page: int
    pages: int
    waiting: int
    calls: list[tuple[str, str]] = field(default_factory=list)
    """What waits beside the items, in words, and the address where it lies."""
    panels: list[Panel] = field(default_factory=list)
    """The same of what is shown line by line."""
    sections: list[tuple[str, int, list[Row]]] = field(default_factory=list)


def inbox(actor: User, asked: Filter) -> Inbox:
    """The open items that the actor may decide, least time left first, then by amount."""
    items = WorkItem.objects.inbox_at(actor, policies.duties_held(actor))
    counted_here = list(_counted(items, actor, asked.q))
    beside = defaultdict(list)
    for one in counted_here:
        if one["bucket"] not in Group:
            beside[one["bucket"]].append(one)
    everything = [one for one in counted_here if one["bucket"] in Group]
    waiting = sum(one["n"] for one in everything)
    setattr(actor, COUNTED, waiting)
    counted = [one for one in everything if one["found"]]
    matching = [one for one in counted if _matches(one, asked)]
    total = sum(one["n"] for one in matching)
    by_group = Counter(dict.fromkeys(Group.values, 0))
    for one in counted:
        if _matches(one, asked, but="group"):
            by_group[one["bucket"]] += one["n"]
    told, panels = _told(beside)
    marks = {line.work_item: line.mark for panel in panels for line in panel.lines}
    rows = [_row(item, marks.get(item.pk, "")) for item in _page(items, asked)]
    return Inbox(
        rows=rows,
        groups=[FacetChoice(g, g.label, by_group[g]) for g in Group if g != Group.SUSPENDED or by_group[g]],
        facets=_facets(counted, asked),
        total=total,
        page=asked.page,
        pages=max(1, -(-total // ROWS)),
        waiting=waiting,
        calls=told,
        panels=panels,
        sections=_sections(rows, by_group, asked, total),
    )


def _told(beside: Mapping[str, list[Any]]) -> tuple[list[tuple[str, str]], list[Panel]]:
    """What the calls say, in one line each or line by line."""
    told, panels = [], []
    for call in calls.registered():
        rows = beside.get(call.key)
        if not rows or not rows[0]["n"]:
            continue
        words, url = call.words(rows[0]["n"]), reverse(call.url_name)
        if lines := calls.lines(call, [row["told"] for row in rows]):
            panels.append(Panel(words, url, call.tone, lines))
        else:
            told.append((words, url))
    return told, panels


def _sections(rows: list[Row], by_group: Counter[str], asked: Filter, total: int) -> list[tuple[str, int, list[Row]]]:
    """Rows under their deadlines; in one piece where they stand by amount."""
    if asked.order.endswith("amount"):
        return [(_("按金额"), total, rows)]
    groups = reversed(Group) if asked.order else Group
    found = ((g, [row for row in rows if row.group == g.value]) for g in groups)
    return [(str(g.label), by_group[g.value], here) for g, here in found if here]


def waiting_count(actor: User) -> int:
    """How many items wait for the actor: the number in the top bar; no statement where the inbox has counted."""
    counted: int | None = getattr(actor, COUNTED, None)
    return counted if counted is not None else WorkItem.objects.inbox_of(actor).count()


def bounds() -> tuple[datetime.datetime, datetime.datetime, datetime.datetime]:
    """Now, the end of today and the end of this week (Sunday)."""
    now, today = clock.now(), clock.today()
    tomorrow = datetime.datetime.combine(today + datetime.timedelta(days=1), datetime.time(), clock.SHANGHAI)
    return now, tomorrow, tomorrow + datetime.timedelta(days=6 - today.weekday())


def _bucket() -> Case:
    now, tomorrow, monday = bounds()
    return Case(
        When(suspended_at__isnull=False, then=Value(Group.SUSPENDED)),
        When(due_at__lt=now, then=Value(Group.OVERDUE)),
        When(due_at__lt=tomorrow, then=Value(Group.TODAY)),
        When(due_at__lt=monday, then=Value(Group.WEEK)),
        default=Value(Group.LATER),
        output_field=CharField(),
    )


def _counted(items: QuerySet[WorkItem], actor: User, q: str) -> Iterable[Any]:
    """What waits, counted by deadline and facet, and each kind of call in a row of its own or in one a line."""
    sought = search.condition(q, FOUND_BY) if q else Q(pk__isnull=False)
    named = items.annotate(
        bucket=_bucket(),
        found=Case(When(sought, then=Value(True)), default=Value(False)),
        year=F("dossier__year"),
        owner=F("dossier__owner"),
        owner_name=F("dossier__owner__name"),
    )
    columns = ("found", "bucket", "year", "flow_key", "step", "owner", "owner_name")
    counted: QuerySet[Any, Any] = named.values(*columns).annotate(n=Count("pk"), told=Value(None, JSONField()))
    beside = (_beside(call, actor) for call in calls.registered())
    return counted.union(*beside, all=True).order_by("year", "flow_key", "step", "owner")


def _beside(call: calls.Call, actor: User) -> QuerySet[Any, Any]:
    """The row of a call, or one for each line that it shows, with the number of all; column by column in the order of
    what it is united with: only the places count, and a name of its own clashes with no field."""
    none = Value("")
    columns = (Value(False), Value(call.key, CharField()), Value(0), none, none, Value(0), none)
    placed = {f"column_{n}": column for n, column in enumerate(columns)}
    rows: QuerySet[Any, Any] = call.rows(actor)
    if call.facts:
        told = {**placed, "n": Window(Count("pk")), "told": JSONObject(**call.facts)}
        rows = rows.order_by(call.facts[call.by], "pk").values(**told)[: calls.SHOWN]
    else:
        rows = rows.order_by().values(**placed).annotate(n=Count("pk"), told=Value(None, JSONField()))
    return rows


def _matches(one: Mapping[str, Any], asked: Filter, but: str = "") -> bool:
    wanted = {
        "group": (asked.group, one["bucket"]),
        "year": (asked.year, str(one["year"])),
        "step": (asked.step, f"{one['flow_key']}.{one['step']}"),
        "organisation": (asked.organisation, str(one["owner"])),
    }
    return all(not asks or asks == has for name, (asks, has) in wanted.items() if name != but)


def _page(items: QuerySet[WorkItem], asked: Filter) -> QuerySet[WorkItem]:
    condition = search.condition(asked.q, FOUND_BY) if asked.q else Q()
    if asked.year:
        condition &= Q(dossier__year=int(asked.year[:4]))
    if asked.organisation:
        condition &= Q(dossier__owner=int(asked.organisation[:12]))
    if asked.step:
        flow_key, _dot, step = asked.step.partition(".")
        condition &= Q(flow_key=flow_key, step=step)
    found = _with_transfer(items).annotate(bucket=_bucket()).filter(condition)
    if asked.group:
        found = found.filter(bucket=asked.group)
    start = (asked.page - 1) * ROWS
    related = found.select_related("dossier__owner", "organisation", "sender", "cause__organisation")
    return related.order_by(*ORDERS[asked.order])[start : start + ROWS]


def _with_transfer(items: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
    """Who handed each item to its present holder, and why; without a further statement."""
    to_him = Transfer.objects.filter(work_item=OuterRef("pk"), receiver=OuterRef("claimed_by")).order_by("-made_at")
    return items.annotate(
        handed_by=Subquery(to_him.values("made_by__name")[:1]), handed_because=Subquery(to_him.values("reason")[:1])
    )


def _row(item: Any, mark: str = "") -> Row:
    """`item` is a WorkItem of `_page`, with its bucket and its transfer."""
    amount: Decimal | None = item.dossier.amount
    return Row(
        item=item,
        step=steps.title(item.flow_key, item.step),
        why=handed_here(item.handed_by, item.handed_because) if item.handed_by else why_here(item),
        due=chip(item),
        amount=wan(amount) if amount is not None else "",
        group=str(item.bucket),
        by_meeting=steps.is_by_meeting(item.flow_key, item.step),
        mark=mark,
    )


def _facets(counted: list[dict[str, Any]], asked: Filter) -> list[Facet]:
    return [
        _facet("year", _("年度"), asked.year, counted, asked, lambda one: (str(one["year"]), str(one["year"]))),
        _facet(
            "step",
            _("环节"),
            asked.step,
            counted,
            asked,
            lambda one: (f"{one['flow_key']}.{one['step']}", steps.title(one["flow_key"], one["step"])),
        ),
        _facet(
            "organisation",
            _("主办机关"),
            asked.organisation,
            counted,
            asked,
            lambda one: (str(one["owner"]), one["owner_name"]),
        ),
    ]


def _facet(
    name: str,
    label: str,
    selected: str,
    counted: list[dict[str, Any]],
    asked: Filter,
    key: Callable[[dict[str, Any]], tuple[str, str]],
) -> Facet:
    counts: Counter[tuple[str, str]] = Counter()
    for one in counted:
        if _matches(one, asked, but=name):
            counts[key(one)] += one["n"]
    choices = [FacetChoice(value, text, n) for (value, text), n in sorted(counts.items())]
    return Facet(name=name, label=label, choices=choices, selected=selected)
