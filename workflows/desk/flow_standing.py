"""How far each step of a flow is for one dossier: done, here, late, to come, returned; in whose hands, and the days used
and left."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from core import clock, working_days
from core.deadlines import day_of
from core.models import User
from core.pages.parts import Progress
from roles.people import Seats
from workflows.desk import borders, chips, steps
from workflows.desk.records import Records
from workflows.desk.why_due import length
from workflows.engine import drawing, due, editions, soundness
from workflows.engine.enums import TERMINATED, Decision
from workflows.engine.models import Proceeding, UnplannedStep, WorkItem
from workflows.engine.nodes import Regulation, Step

ONE_DAY = datetime.timedelta(days=1)
Posts = Mapping[tuple[str, int], Seats]


@dataclass(frozen=True)
class Seat:
    """One seat of a step: where, in which posts' hands, how far, the days used and, while it is open, those left."""

    organisation: str
    posts: str
    progress: Progress
    word: str
    spent: str
    left: str = ""
    is_late: bool = False
    """Whether it was decided after its deadline."""


@dataclass(frozen=True)
class Standing:
    """One step, or one that was put in after it. `progress` is None where it is the other side's business; `round` is the last in which the dossier was
    here, `rounds` in how many it was."""

    step: str
    title: str
    progress: Progress | None
    word: str
    is_countersign: bool = False
    round: int = 0
    rounds: int = 0
    seats: tuple[Seat, ...] = field(default=())
    added: tuple[Standing, ...] = ()
    """The steps that were put in after it (增加的环节)."""
    name: str = ""
    """Of one of these, what it is called alone."""


def standings(process: Proceeding, flow: type[Regulation], reader: User, records: Records) -> dict[str, Standing]:
    """Every human step of the flow by its name, in the order of the drawing. Of what crosses a border the reader gets his
    own side; of the other no more than that there are such steps."""
    every = [item for item in records.items if item.proceeding_id == process.pk]
    told = _within(every, reader, records)
    is_whole, posts = len(told) == len(every), records.seats
    decisions = {one.task_id: Decision(one.decision) for one in records.opinions if not one.withdrawn_at}
    put_in = [row for row in records.added_steps if row.proceeding_id == process.pk and row.recalled_at is None]
    before = {row.seat: editions.name_in(row.after.step, row.after.flow_key, process.flow_key) for row in put_in}
    here = {before.get(item.seat) or _here(item, process) for item in told if item.is_open}
    ahead = _ahead(flow, here)
    found = {}
    for name in filter(flow.step, drawing.order(flow)):
        lain = [item for item in told if _here(item, process) == name]
        found[name] = (
            _stood(flow.step(name), lain, decisions, posts, will_come=name in ahead)
            if lain
            else _not_here(
                flow.step(name), _coming(name in ahead, is_closed=bool(process.closed_at)) if is_whole else None
            )
        )
    if is_whole:
        open_ones = [item for item in told if item.is_open]
        lying = {item.seat for item in open_ones}
        alive = {item.pk for item in open_ones} | {row.after_id for row in put_in if row.seat in lying}
        for row in put_in:
            after = before[row.seat] or row.after.step
            if after in found:
                lain = [item for item in told if item.seat == row.seat]
                one = _added(after, row, lain, decisions, posts, is_alive=row.after_id in alive)
                found[after] = replace(found[after], added=(*found[after].added, one))
    return {name: _ended(one) for name, one in found.items()} if process.outcome == TERMINATED else found


def _added(
    after: str,
    row: UnplannedStep,
    lain: Sequence[WorkItem],
    decisions: Mapping[int, Decision],
    posts: Posts,
    *,
    is_alive: bool,
) -> Standing:
    """One that was put in after that step: how far its work items are, or, before it has any, whether it is still to come."""
    title = steps.named(row.name)
    if not any(item.is_open or item.decided_at for item in lain):
        progress = _coming(is_alive, is_closed=False)
        return Standing(after, title, progress, str(progress.label), name=row.name)
    seats = tuple(_seat(item, decisions.get(item.pk), posts) for item in lain[-1:])
    return Standing(
        after, title, seats[0].progress, _word(seats[0].progress, seats), round=lain[-1].round, seats=seats, name=row.name
    )  # fmt: skip


def _ended(one: Standing) -> Standing:
    """Of a proceeding that was ended early: where it lay then is told so, beside the steps that it never came to."""
    lay_there = one.progress == Progress.SKIPPED and one.round > 0
    return replace(one, word=_("已终止")) if lay_there else one


def _here(item: WorkItem, process: Proceeding) -> str:
    """The step of an item by the edition on which the proceeding goes now."""
    return editions.name_in(item.step, item.flow_key, process.flow_key) or item.step


def _within(items: Sequence[WorkItem], reader: User, records: Records) -> list[WorkItem]:
    if not any(borders.crosses(item.flow_key) for item in items):
        return list(items)
    is_own = borders.own_side(reader, records.dossier)
    return [item for item in items if is_own(item.organisation)]


def _ahead(flow: type[Regulation], open_steps: Iterable[str]) -> frozenset[str]:
    """What the flow leads to from where the dossier lies, without going back."""
    return frozenset().union(*(soundness.onward(flow, name) for name in open_steps))


def _coming(is_ahead: bool, *, is_closed: bool) -> Progress:
    return Progress.AHEAD if is_ahead and not is_closed else Progress.SKIPPED


def _not_here(step: Step, progress: Progress | None) -> Standing:
    word = str(progress.label) if progress else ""
    return Standing(step.name, str(step.task_title), progress, word, is_countersign=step.is_seat)


def _stood(
    step: Step, lain: Sequence[WorkItem], decisions: Mapping[int, Decision], posts: Posts, *, will_come: bool
) -> Standing:
    last = max(item.round for item in lain)
    seats = tuple(_seat(item, decisions.get(item.pk), posts) for item in lain if item.round == last)
    kept = tuple(seat for seat in seats if seat.progress != Progress.SKIPPED) or seats
    progress = _together([seat.progress for seat in kept])
    if will_come and not any(item.is_open for item in lain):
        progress = Progress.RETURNED if progress == Progress.RETURNED else Progress.AHEAD
    word = _("待重办") if will_come and progress == Progress.AHEAD else _word(progress, kept)
    return Standing(
        step.name, str(step.task_title), progress, word, is_countersign=step.is_seat, round=last,
        rounds=len({item.round for item in lain}), seats=kept,
    )  # fmt: skip


def _together(seats: Collection[Progress]) -> Progress:
    """Of a step by its seats: what is open comes first, then what was returned."""
    return next(
        (one for one in (Progress.LATE, Progress.NOW, Progress.RETURNED, Progress.DONE) if one in seats),
        Progress.SKIPPED,
    )


def _seat(item: WorkItem, decision: Decision | None, posts: Posts) -> Seat:
    progress, word = _progress(item, decision)
    named = _in_words(posts.get((item.duty, item.organisation_id), Seats())) if item.is_open else ""
    left = chips.chip(item).text if item.is_open else ""
    is_late = bool(item.decided_at and item.decided_at > item.due_at)
    return Seat(item.organisation.name, named, progress, word, spent(item), left, is_late)


def _in_words(seats: Seats) -> str:
    """The posts by their titles; where nobody is there, that they are vacant."""
    titles = "、".join(seats.titles)
    if seats.is_held:
        return titles
    return _("空岗：%(posts)s") % {"posts": titles} if titles else _("空岗")


def _progress(item: WorkItem, decision: Decision | None) -> tuple[Progress, str]:
    if item.is_open:
        is_late = item.due_at < clock.now() and item.suspended_at is None
        progress = Progress.LATE if is_late else Progress.NOW
        return progress, str(progress.label)
    if decision is None:
        return Progress.SKIPPED, _("已终止")
    told = steps.name_of(item.flow_key, item.step, decision)
    if decision == Decision.RETURN:
        return Progress.RETURNED, told
    return (Progress.LATE, told) if decision == Decision.LAPSED else (Progress.DONE, told)


def _word(progress: Progress, seats: Sequence[Seat]) -> str:
    is_late = progress == Progress.DONE and any(seat.is_late for seat in seats)
    return _("逾期办结") if is_late else str(progress.label)


def spent(item: WorkItem) -> str:
    """The days that it lay there, without those on which its limit stood still, and of how many: 2/5个工作日."""
    first, last = day_of(item.opened_at), day_of(item.closed_at or clock.now())
    if item.suspended_at:
        last = min(last, day_of(item.suspended_at) - ONE_DAY)
    counted = _calendar_days if item.in_calendar_days else working_days.working_days_between
    stood = sum(
        max(0, counted(max(first, pause.first - ONE_DAY), min(last, pause.last)))
        for pause in due.pauses(item.pauses)
        if pause.last > first
    )
    days = max(0, counted(first, last) - stood)
    if item.limit_days is None:
        return length(days, in_calendar_days=item.in_calendar_days)
    return f"{days}/{length(item.limit_days, in_calendar_days=item.in_calendar_days)}"


def _calendar_days(first: datetime.date, last: datetime.date) -> int:
    return (last - first).days
