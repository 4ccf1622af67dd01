"""When a work item is due, counted from what it keeps; and the limit of a step that goes on after a pause.

A limit goes on after a supplement, after a decision that was taken back, after a suspension, and where a dossier comes
straight back after a return. After any other return a step is opened anew, with its full limit.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from core import clock, deadlines, working_days
from core.deadlines import Pause, Terms
from core.working_days import ONE_DAY
from workflows.engine import limits
from workflows.engine.enums import Stop
from workflows.engine.models import Proceeding, WorkItem

CLOCK = "clock"
"""In the data of a task: what its limit was counted from before it was interrupted."""


@dataclass(frozen=True)
class Bound:
    """Another day that a step has to keep, and why, in words: the earlier of both counts, or this one alone where it
    `replaces` the limit. `terms` says how it was counted where it was; where a day was named instead, `named_on` says
    when: whoever named it knew what had been suspended until then."""

    at: datetime.datetime
    why: str
    replaces: bool = False
    terms: Terms | None = None
    named_on: datetime.date | None = None


def kept(process: Proceeding, opened: datetime.datetime, limit: str, data: dict[str, Any]) -> dict[str, Any]:
    """The columns of a work item that its deadline is counted from: anew, or going on after an interruption. Times in
    which the dossier was suspended come along, for what else bounds the item may be counted from an earlier day."""
    stopped, suspended = data.get(CLOCK), list(process.pauses)
    if not stopped:
        counted = {"limit_days": limits.length(limit, process.dossier.county_id, deadlines.day_of(opened))}
        counted["in_calendar_days"] = limits.in_calendar_days(limit)
        return {"counted_from": opened, "pauses": suspended, **counted}
    pause = [stopped["stopped"], opened.isoformat(), stopped["why"]]
    earlier = [*stopped["pauses"], *(one for one in suspended if one not in stopped["pauses"])]
    return {
        "counted_from": datetime.datetime.fromisoformat(stopped["from"]),
        "limit_days": stopped["days"],
        "in_calendar_days": stopped["in_calendar_days"],
        "pauses": [*earlier, pause],
    }


def stopped(item: WorkItem, why: Stop, since: datetime.datetime | None = None) -> dict[str, Any]:
    """What a task that goes on with the item's limit has to carry; nothing for an item that keeps no inputs."""
    if item.counted_from is None:
        return {}
    told = {
        "from": item.counted_from.isoformat(),
        "days": item.limit_days,
        "in_calendar_days": item.in_calendar_days,
        "pauses": item.pauses,
        "stopped": (since or clock.now()).isoformat(),
        "why": why.value,
    }
    return {CLOCK: told}


def terms(item: WorkItem, limit: str) -> Terms:
    """What the item's deadline is counted from; of an item that keeps no inputs, its step's limit as it is now."""
    start = deadlines.day_of(item.counted_from or item.opened_at)
    if item.not_before and item.not_before > start:
        start = item.not_before
    if item.limit_days is None:
        length, suspended = limits.length(limit, item.county_id, start), pauses(item.pauses)
        return Terms(start, length, limits.in_calendar_days(limit), suspended)
    return Terms(start, item.limit_days, item.in_calendar_days, pauses(item.pauses))


def pauses(kept_ones: list[list[str]]) -> tuple[Pause, ...]:
    """The days on which a limit stood still, of what is kept of them."""
    found = (_pause(first, last, Stop(why)) for first, last, why in kept_ones)
    return tuple(pause for pause in found if pause.first <= pause.last)


def held(item: WorkItem, bound: Bound | None) -> Bound | None:
    """What else bounds an item, moved by the time in which its dossier was suspended: counted with the pause, or, where
    it is a day that was named, later by as many working days as it stood still after that."""
    suspended = pauses([one for one in item.pauses if one[2] == Stop.SUSPENDED])
    if bound is None or not suspended:
        return bound
    if bound.terms is not None:
        counted = standing_still(bound.terms, suspended)
        return replace(bound, at=end(counted), terms=counted)
    named = day = deadlines.day_of(bound.at)
    for pause in suspended:
        lost = _lost(pause, bound.named_on) if pause.first <= day else 0  # as far as it had moved by then
        day = working_days.add_working_days(day, lost) if lost else day
    return replace(bound, at=working_days.closing(day)) if day != named else bound


def _lost(pause: Pause, named_on: datetime.date | None) -> int:
    """The working days of a pause, those after the day on which a day was named alone."""
    before = pause.first - ONE_DAY
    since = max(before, named_on) if named_on else before
    return max(0, working_days.working_days_between(since, pause.last))


def standing_still(counted: Terms, suspended: Iterable[Pause]) -> Terms:
    """A count that stands still in those times, as long as it has not run out before: what is late stays late."""
    for pause in suspended:
        if pause.first > deadlines.last_day(counted, working_days.current()):
            break
        counted = replace(counted, pauses=(*counted.pauses, pause))
    return counted


def due_at(counted: Terms, bound: Bound | None) -> datetime.datetime:
    """Close of business of the last day, by the calendar in force, or what else bounds it."""
    if bound and bound.replaces:
        return bound.at
    usual = end(counted)
    return min(usual, bound.at) if bound else usual


def end(counted: Terms) -> datetime.datetime:
    """Close of business of a limit's last day, by the calendar in force."""
    return working_days.closing(deadlines.last_day(counted, working_days.current()))


def _pause(since: str, until: str, why: Stop) -> Pause:
    """The day of a return does not count any more; the day of a decision does, so that nothing is gained by deciding
    and taking it back on the same day."""
    first, last = (deadlines.day_of(datetime.datetime.fromisoformat(moment)) for moment in (since, until))
    return Pause(first + ONE_DAY if why == Stop.WITHDRAWN else first, last, str(why.label))
