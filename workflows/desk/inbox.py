"""What waits for a person, in three statements: what he has to do where, the counts by deadline and facet, and one page of rows."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.enums import DossierUrgency
from core.messages_out import reading
from core.models import User
from core.money import wan
from core.pages.parts import Facet, FacetChoice
from roles import asking
from roles.asking import Asker
from roles.holdings import holdings
from workflows.desk import (
    asked_for_help,
    batches,
    calls,
    circulations,
    consultations_asked,
    facets,
    reminded,
    saved_views,
    steps,
    unread,
    waiting_counts,
    waiting_rows,
)
from workflows.desk.calls import Panel
from workflows.desk.chips import Chip, chip, handed_here, of_many, waiting_mark, why_in_words
from workflows.desk.facets import Deputised, Filter
from workflows.desk.saved_views import Kept
from workflows.desk.waiting_groups import Group
from workflows.desk.waiting_rows import ROWS, Found, Number

__all__ = ["ROWS", "Chip", "Filter", "Group", "Inbox", "Row", "chip", "inbox", "waiting_count"]

GROUPS = tuple(Group.values)
SELDOM = (Group.SUSPENDED, Group.ASIDE)
"""Named only where there is something in them."""
MOST_TO_COME = 8
BESIDE = {"consulted": consultations_asked.KEY, "circulated": circulations.KEY}
"""The calls that lie under tabs of their own."""
COUNTED = "desk_waiting_counted"
"""On the person of one request: what the inbox counted for it."""


@dataclass(slots=True)
class Row:
    """One line of the inbox; to freeze it would take six times as long to make it, and many are made."""

    pk: int
    title: str
    owner: str
    step: str
    why: str
    due: Chip
    amount: str
    group: str
    by_meeting: bool
    is_claimed: bool
    sender: str
    """Who sent it; empty where the system did."""
    sent_from: str
    """At which organisation, where his name does not say it."""
    opened_at: datetime.datetime
    mark: str = ""
    """What a call says of this very row."""
    is_to_end: bool = False
    """Whether its dossier is proposed to be ended."""
    in_batches: bool = False
    """Whether several of its step may be approved together."""
    may_claim: bool = False
    """Whether it lies in nobody's hands, for the reader to take."""
    urgency: str = ""
    """加急 or 特急, in words; empty for the usual."""
    aside_until: datetime.date | None = None


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
    tabs: dict[str, int] = field(default_factory=dict)
    """What waits under other tabs, by their names."""
    calls: list[tuple[str, str]] = field(default_factory=list)
    """What waits beside the items, in words, and the address where it lies."""
    panels: list[Panel] = field(default_factory=list)
    """The same of what is shown line by line."""
    sections: list[tuple[str, int, list[Row]]] = field(default_factory=list)
    views: list[Kept] = field(default_factory=list)
    to_come: list[str] = field(default_factory=list)
    """Steps that would wait here, of an empty inbox."""
    principals: str = ""
    """Whom the reader deputises, of an empty inbox."""

    @property
    def in_batches(self) -> bool:
        """Whether there is anything to approve together."""
        return sum(row.in_batches for row in self.rows) > 1

    @property
    def in_claims(self) -> bool:
        """Whether there is anything to take in hand together."""
        return sum(row.may_claim for row in self.rows) > 1

    @property
    def may_tick(self) -> bool:
        """Whether rows are ticked at all."""
        return self.in_batches or self.in_claims


def inbox(actor: User, asked: Filter) -> Inbox:
    """The open items that the actor may decide, group by group, the most urgent first, then least time left."""
    asker, acting = _asker(actor)
    beside: dict[str, list[Number]] = defaultdict(list)
    everything = []
    for one in waiting_rows.numbers(asker, asked.q):
        if one.bucket in GROUPS:
            everything.append(one)
        else:
            beside[one.bucket].append(one)
    waiting = sum(one.n for one in everything) + next((one.n for one in beside[asked_for_help.KEY]), 0)
    setattr(actor, COUNTED, waiting)
    reminded.remember_unread(actor, next((one.n for one in beside[reminded.KEY]), 0))
    reading.remember_unread(actor, next((one.n for one in beside[unread.KEY]), 0))
    found = facets.judged((one for one in everything if one.found), asked, acting)
    total = facets.total(found)
    by_group = Counter(dict.fromkeys(GROUPS, 0))
    for one, unlike in found:
        if unlike <= {"group"}:
            by_group[one.bucket] += one.n
    views = saved_views.kept(beside.pop(saved_views.KEY, []), asked)
    told, panels = _told(beside)
    marks = {line.work_item: line.mark for panel in panels for line in panel.lines if line.mark}
    rows, is_seat = _rows(asker, acting, asked, marks), cache(steps.is_seat)
    return Inbox(
        rows=rows,
        groups=[FacetChoice(g, g.label, by_group[g]) for g in Group if g not in SELDOM or by_group[g]],
        facets=facets.facets(found, asked, acting),
        total=total,
        page=asked.page,
        pages=max(1, -(-total // ROWS)),
        waiting=waiting,
        tabs={
            "seats": sum(one.n for one in everything if is_seat(one.flow_key, one.step)),
            **{tab: next((one.n for one in beside[key]), 0) for tab, key in BESIDE.items()},
        },
        calls=told,
        panels=calls.folded(panels),
        sections=_sections(rows, by_group, asked, total),
        views=views,
        to_come=[] if rows else steps.of_duties(set(asker.duties))[:MOST_TO_COME],
        principals="" if rows else "、".join(dict.fromkeys(acting.values())),
    )


def listed(actor: User, asked: Filter, size: int) -> tuple[int, list[tuple[Found, str]]]:
    """How many the actor may decide of what is asked for, and one page of them as values with why each waits; three
    statements."""
    asker, acting = _asker(actor)
    counted = (one for one in waiting_rows.numbers(asker, asked.q) if one.bucket in GROUPS and one.found)
    total = facets.total(facets.judged(counted, asked, acting))
    narrow = facets.narrow(asked, acting)
    rows = waiting_rows.page(asker, order=asked.order, number=asked.page, group=asked.group, narrow=narrow, size=size)
    return total, [(row, why_of(row, acting)) for row in rows]


def first_of(actor: User, asked: Filter) -> list[int]:
    """The first items of what is asked for, as many as go into one batch; two statements."""
    asker, acting = _asker(actor)
    found = facets.narrow(asked, acting)
    rows = waiting_rows.page(asker, order=asked.order, group=asked.group, narrow=found, size=settings.BATCH_MOST)
    return [row.pk for row in rows]


def why_of(item: Found, acting: Deputised, in_words: Callable[[str, str], str] = why_in_words) -> str:
    """Why it waits: who handed it over and why, else what the flow says; and whom the reader deputises for it."""
    handed_by, because = item.handed_by, item.handed_because or ""
    told = handed_here(handed_by, because) if handed_by else in_words(item.why, item.organisation)
    principal = acting.get((item.duty, item.place))
    return _("%(why)s，代%(name)s办理") % {"why": told, "name": principal} if principal else told


def _told(beside: Mapping[str, list[Number]]) -> tuple[list[tuple[str, str]], list[Panel]]:
    """What the calls say, in one line each or line by line."""
    told, panels = [], []
    for call in calls.registered():
        rows = beside.get(call.key)
        if not rows or not rows[0].n:
            continue
        words, url = call.words(rows[0].n), reverse(call.url_name)
        if lines := calls.lines(call, [row.told for row in rows if row.told is not None]):
            panels.append(Panel(words, url, call.tone, lines, rows[0].n))
        else:
            told.append((words, url))
    return told, panels


def _sections(rows: list[Row], by_group: Counter[str], asked: Filter, total: int) -> list[tuple[str, int, list[Row]]]:
    """Rows under their deadlines; in one piece where they stand by amount."""
    if asked.order.endswith("amount"):
        return [(_("按金额"), total, rows)]
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.group].append(row)
    groups = reversed(Group) if asked.order else Group
    return [(str(g.label), by_group[g.value], found[g.value]) for g in groups if g.value in found]


def waiting_count(actor: User) -> int:
    """How many items wait for the actor: the number in the top bar; no statement where the inbox has counted."""
    counted: int | None = getattr(actor, COUNTED, None)
    return counted if counted is not None else _counted_with_the_bell(actor)


def bell(actor: User) -> tuple[int, str]:
    """How many reminders are unread, and where they lie; counted in the statement of `waiting_count`."""
    if reminded.unread_count(actor) is None:
        _counted_with_the_bell(actor)
    return reminded.unread_count(actor) or 0, reverse("desk:reminders")


def unread_messages(actor: User) -> int:
    """How many messages are unread; counted in the statement of `waiting_count`."""
    if not reading.is_counted(actor):
        _counted_with_the_bell(actor)
    return reading.unread_count(actor)


def _counted_with_the_bell(actor: User) -> int:
    """What waits, and what was told and not read, in one statement."""
    found = waiting_counts.counts(actor)
    waiting = found.get(waiting_counts.ITEMS, 0) + found.get(asked_for_help.KEY, 0)
    setattr(actor, COUNTED, waiting)
    reminded.remember_unread(actor, found.get(reminded.KEY, 0))
    reading.remember_unread(actor, found.get(unread.KEY, 0))
    return waiting


def _asker(actor: User) -> tuple[Asker, Deputised]:
    """Who asks, and whom he deputises where; one statement."""
    held = holdings(actor)
    return asking.holding(actor, sorted({(one.duty, one.organisation) for one in held})), facets.deputised(held)


def _may_claim(item: Found, by_meeting: Callable[[str, str], bool]) -> bool:
    is_free = item.claimed_by is None and item.suspended_at is None
    return is_free and not by_meeting(item.flow_key, item.step)


def _rows(asker: Asker, acting: Deputised, asked: Filter, marks: Mapping[int | None, str]) -> list[Row]:
    """The page, in words; what many rows have in common is put into words once."""
    due, step, by_meeting = of_many(), cache(steps.title), cache(steps.is_by_meeting)
    in_batches, in_words = cache(batches.is_in_batches), cache(why_in_words)
    narrow = facets.narrow(asked, acting)
    found = waiting_rows.page(asker, order=asked.order, number=asked.page, group=asked.group, narrow=narrow)
    return [
        Row(
            pk=item.pk,
            title=item.title,
            owner=item.owner,
            step=steps.named(item.unplanned) or step(item.flow_key, item.step),
            why=why_of(item, acting, in_words),
            due=due(item.due_at, item.not_before, item.suspended_at),
            amount=wan(item.amount, separators=True) if item.amount is not None else "",
            group=item.bucket,
            by_meeting=by_meeting(item.flow_key, item.step),
            is_claimed=item.claimed_by is not None,
            sender=item.sender or "",
            sent_from=item.sent_from if item.sent_from and item.sent_from not in (item.sender or "") else "",
            opened_at=item.opened_at,
            mark=marks.get(item.pk, "") or waiting_mark(item.waits),
            is_to_end=item.is_to_end,
            in_batches=in_batches(item.flow_key, item.step) and not item.waits,
            may_claim=_may_claim(item, by_meeting),
            urgency=str(DossierUrgency(item.urgency).label) if item.urgency else "",
            aside_until=item.aside_until if item.bucket == Group.ASIDE else None,
        )
        for item in found
    ]
