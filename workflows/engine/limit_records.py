"""What the province and its counties have set, in memory: read again at most every half minute and after `forget()`.

A record begins on a day after the one on which it is made, so that a process that reads late still counts right.
"""

from __future__ import annotations

import datetime
import time
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TypeVar

from workflows.engine.models import CountyLimit, LimitBounds

REREAD_AFTER_SECONDS = 30.0
Dated = TypeVar("Dated")


@dataclass(frozen=True)
class Bounds:
    """What the province allows, in the days of the limit."""

    lowest: int
    usual: int
    highest: int

    def within(self, days: int) -> int:
        """The nearest that is allowed: bounds that were drawn narrower later win over a county's earlier limit."""
        return min(max(days, self.lowest), self.highest)


@dataclass
class Records:
    """Dated records in order: bounds by key, a county's own by county and key."""

    bounds: dict[str, list[tuple[datetime.date, Bounds]]] = field(default_factory=dict)
    own: dict[tuple[int, str], list[tuple[datetime.date, int]]] = field(default_factory=dict)


@dataclass
class _Cache:
    records: Records | None = None
    read_again_at: float = 0.0


_cache = _Cache()


def forget() -> None:
    """Read again at the next question; whoever sets a limit calls this."""
    _cache.records = None


def remember(records: Records) -> None:
    """Take these as what is set."""
    _cache.records, _cache.read_again_at = records, time.monotonic() + REREAD_AFTER_SECONDS


def bounds(key: str, on: datetime.date) -> Bounds | None:
    """What the province allows on that day; None where it has laid nothing down."""
    return _in_force(_current().bounds.get(key, []), on)


def own(county: int, key: str, on: datetime.date) -> int | None:
    """What the county set for itself, as it stood on that day; None where it set nothing."""
    return _in_force(_current().own.get((county, key), []), on)


def days(key: str, county: int | None, on: datetime.date, otherwise: int) -> int:
    """The limit in force for a county on a day: its own within the bounds, else the province's, else `otherwise`."""
    allowed = bounds(key, on)
    if allowed is None:
        return otherwise
    set_here = own(county, key, on) if county is not None else None
    return allowed.usual if set_here is None else allowed.within(set_here)


def _in_force(dated: list[tuple[datetime.date, Dated]], on: datetime.date) -> Dated | None:
    begun = bisect_right(dated, on, key=lambda record: record[0])
    return dated[begun - 1][1] if begun else None


def _current() -> Records:
    if _cache.records is None or time.monotonic() > _cache.read_again_at:
        remember(_read())
    return _cache.records or Records()


def _read() -> Records:
    found = Records(bounds=defaultdict(list), own=defaultdict(list))
    laid_down = LimitBounds.objects.order_by("starts_on", "pk")
    for key, day, lowest, usual, highest in laid_down.values_list("key", "starts_on", "lowest", "usual", "highest"):
        found.bounds[key].append((day, Bounds(lowest, usual, highest)))
    rows = CountyLimit.objects.order_by("starts_on", "pk").values_list("county_id", "key", "starts_on", "days")
    for county, key, day, length in rows:
        found.own[county, key].append((day, length))
    return found
