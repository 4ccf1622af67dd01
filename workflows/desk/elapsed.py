"""Where the time of a dossier went: suspended, in the pool, in hand, returned, waiting on others; to the minute, with
nothing counted twice and nothing left out.

A work item waits on others while a notice runs or a meeting is to decide it; it is returned while what was sent back is
being changed; it waits on others too while whoever has it in hand waits for one more sign (加签), but what he entrusted
(委派) is his time; else it lies in the pool until somebody who may decide it opens it or takes it in hand, and again once he
gives it back. Seats of a countersign have their own times; for the dossier they are waiting on others. A dossier with
several open items is in the first of these states, in the order of `State`, that one of them is in; with none it waits
on another proceeding.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from django.core.paginator import Page, Paginator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.models import Dossier, Organisation, User
from workflows.desk import borders, steps
from workflows.desk.records import ASKS, HANDS, Records
from workflows.engine.enums import Stop, Why
from workflows.engine.models import Proceeding, WorkItem

ROWS = 50
"""Items on one page."""
MINUTE = datetime.timedelta(minutes=1)
NONE = datetime.timedelta()


class State(models.TextChoices):
    """What a stretch of time was spent in."""

    SUSPENDED = "suspended", gettext_lazy("暂停")
    RETURNED = "returned", gettext_lazy("退回修改")
    HELD = "held", gettext_lazy("办理人手中")
    POOL = "pool", gettext_lazy("尚无人打开")
    WAITING = "waiting", gettext_lazy("等待其他")


@dataclass(frozen=True)
class Stretch:
    """An unbroken time in one state; `first` and `last` are whole minutes."""

    first: datetime.datetime
    last: datetime.datetime
    state: State


@dataclass(frozen=True)
class Elapsed:
    """A whole and its parts, in the order of `State`."""

    label: str
    organisation: str
    parts: tuple[tuple[State, datetime.timedelta], ...]

    @property
    def whole(self) -> datetime.timedelta:
        return sum((spent for _state, spent in self.parts), NONE)

    @property
    def shares(self) -> list[tuple[str, datetime.timedelta, int]]:
        """Name, time and hundredths of the whole of each part."""
        whole = self.whole or MINUTE
        return [(str(state.label), spent, round(100 * (spent / whole))) for state, spent in self.parts]


@dataclass(frozen=True)
class Account:
    """Of the dossier, and of one page of its work items as they came; the other side of a border is one line. With the
    proceedings that it went through."""

    dossier: Elapsed
    items: tuple[Elapsed, ...]
    page: Page[Elapsed]
    proceedings: tuple[Proceeding, ...] = ()


def account(
    dossier: Dossier, reader: User, page: int | str | None = 1, records: Records | None = None
) -> Account | None:
    """Where its time went, until it was closed or until now; None before its first proceeding. Three statements, none
    where `records` were read before, one more where there is a border: of what lies beyond it the reader learns how
    long he waited, and no more.

    The whole is of every item, the parts are of those on the page asked for.
    """
    known = records or Records(dossier)
    proceedings = known.proceedings
    if not proceedings:
        return None
    ends = [one.closed_at or clock.now() for one in proceedings]
    whole = (_minute(min(one.opened_at for one in proceedings)), _minute(max(ends)))
    items = known.items
    hands = _hands(known)
    beyond = _beyond(dossier, reader, items)
    stood = {one.pk: list(_stood_still(one)) for one in proceedings}
    signing = _signing(known)
    lain = {
        item.pk: list(_stretches(item, hands[item.pk], [*stood[item.proceeding_id], *signing[item.pk]]))
        for item in items
    }
    for pk in beyond:
        lain[pk] = _as_waiting(lain[pk])
    lines: dict[tuple[str, int], tuple[str, str, list[Stretch]]] = {}
    for item in items:
        side = beyond.get(item.pk)
        if side is None:
            lines["", item.pk] = steps.title_of(item), item.organisation.name, lain[item.pk]
        else:
            line = lines.setdefault((item.flow_key, side.pk), (steps.flow_title(item.flow_key), side.name, []))
            line[2].extend(lain[item.pk])
    every = [Elapsed(label, name, _parts(stretches)) for label, name, stretches in lines.values()]
    shown = Paginator(every, ROWS).get_page(page)
    of_items = (_for_the_dossier(item, lain[item.pk]) for item in items)
    merged = _merged(whole, chain(*of_items, *stood.values()))
    return Account(Elapsed(_("全案"), "", _parts(merged)), tuple(shown), shown, tuple(proceedings))


def _for_the_dossier(item: WorkItem, lain: list[Stretch]) -> Iterable[Stretch]:
    """While departments countersign, the dossier waits on them, in whosever hands their seats are."""
    step = steps.step(item.flow_key, item.step)
    return _as_waiting(lain) if step and step.is_seat else lain


def _as_waiting(lain: list[Stretch]) -> list[Stretch]:
    """The same time, in which the reader's side could only wait; that it was suspended everybody knows."""
    return [one if one.state == State.SUSPENDED else replace(one, state=State.WAITING) for one in lain]


def _stood_still(process: Proceeding) -> Iterator[Stretch]:
    """The times in which a proceeding was suspended, the last perhaps until now."""
    for first, last, why in process.pauses:
        if why == Stop.SUSPENDED:
            since, until = (datetime.datetime.fromisoformat(moment) for moment in (first, last))
            yield Stretch(_minute(since), _minute(until), State.SUSPENDED)
    if process.suspended_at:
        yield Stretch(_minute(process.suspended_at), _minute(clock.now()), State.SUSPENDED)


def _beyond(dossier: Dossier, reader: User, items: list[WorkItem]) -> dict[int, Organisation]:
    """The work items on the other side of a border, each with the side that it lies on."""
    if not any(borders.crosses(item.flow_key) for item in items):
        return {}
    is_own = borders.own_side(reader, dossier)
    return {
        item.pk: borders.side_of(item.organisation, dossier)
        for item in items
        if borders.crosses(item.flow_key) and not is_own(item.organisation)
    }


def _hands(records: Records) -> dict[int, list[tuple[datetime.datetime, bool]]]:
    """By work item, when it came into somebody's hands and when out of them."""
    found: dict[int, list[tuple[datetime.datetime, bool]]] = defaultdict(list)
    for entry in records.hands():
        found[int(entry.detail["work_item"])].append((entry.clock_at, HANDS[entry.action]))
    return found


def _signing(records: Records) -> dict[int, list[Stretch]]:
    """By work item, when it waited for whoever was asked to sign, the last time perhaps until now."""
    found: dict[int, list[Stretch]] = defaultdict(list)
    since: dict[int, datetime.datetime] = {}
    for entry in records.waits():
        item = int(entry.detail["work_item"])
        if ASKS.get(entry.action):
            since[item] = _minute(entry.clock_at)
        elif item in since:
            found[item].append(Stretch(since.pop(item), _minute(entry.clock_at), State.WAITING))
    for item, first in since.items():
        found[item].append(Stretch(first, _minute(clock.now()), State.WAITING))
    return found


def _stretches(item: WorkItem, hands: list[tuple[datetime.datetime, bool]], apart: list[Stretch]) -> Iterator[Stretch]:
    """The time of one item, cut where it changed hands, where a notice had run out and where it stood still or waited
    for a sign (`apart`)."""
    opened, closed = _minute(item.opened_at), _minute(item.closed_at or clock.now())
    hands = _with_first_look(item, hands)
    free = _minute(_notice_over(item)) if item.not_before else opened
    changes = (free, *(_minute(at) for at, _h in hands), *chain.from_iterable((one.first, one.last) for one in apart))
    cuts = sorted({opened, closed, *(_within(opened, at, closed) for at in changes)})
    for first, last in pairwise(cuts):
        held = [taken for at, taken in hands if _minute(at) <= first]
        over = {one.state for one in apart if one.first <= first < one.last}
        state = _state(item, is_held=bool(held and held[-1]), is_free=first >= free)
        yield Stretch(first, last, next((one for one in State if one in over), state))


def _with_first_look(
    item: WorkItem, hands: list[tuple[datetime.datetime, bool]]
) -> list[tuple[datetime.datetime, bool]]:
    """Most items are never claimed: whoever opened one first has it in hand from then on."""
    if item.claimed_at and not any(held for _at, held in hands):  # taken by the very decision
        hands = [*hands, (item.claimed_at, True)]
    looked = item.first_opened_at
    return [(looked, True), *hands] if looked and all(looked < at for at, _held in hands) else hands


def _state(item: WorkItem, *, is_held: bool, is_free: bool) -> State:
    if not is_free or steps.is_by_meeting(item.flow_key, item.step):
        return State.WAITING
    if item.why == Why.RETURNED:
        return State.RETURNED
    return State.HELD if is_held else State.POOL


def _merged(whole: tuple[datetime.datetime, datetime.datetime], every: Iterable[Stretch]) -> Iterator[Stretch]:
    """The dossier's time without overlaps; one sweep over the moments at which a stretch begins or ends."""
    start, end = whole
    changes: dict[datetime.datetime, Counter[State]] = defaultdict(Counter, {start: Counter(), end: Counter()})
    for one in every:
        changes[_within(start, one.first, end)][one.state] += 1
        changes[_within(start, one.last, end)][one.state] -= 1
    lying: Counter[State] = Counter()
    for first, last in pairwise(sorted(changes)):
        lying.update(changes[first])
        yield Stretch(first, last, next((state for state in State if lying[state]), State.WAITING))


def _parts(stretches: Iterable[Stretch]) -> tuple[tuple[State, datetime.timedelta], ...]:
    spent: dict[State, datetime.timedelta] = dict.fromkeys(State, NONE)
    for one in stretches:
        spent[one.state] += one.last - one.first
    return tuple(spent.items())


def _notice_over(item: WorkItem) -> datetime.datetime:
    """The first moment at which an item behind a notice may be decided."""
    day = item.not_before or clock.today()
    return datetime.datetime.combine(day, datetime.time(), clock.SHANGHAI)


def _within(first: datetime.datetime, at: datetime.datetime, last: datetime.datetime) -> datetime.datetime:
    return min(max(first, at), last)


def _minute(moment: datetime.datetime) -> datetime.datetime:
    return moment.astimezone(datetime.UTC).replace(second=0, microsecond=0)
