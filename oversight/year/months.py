"""What every bulletin of the simulated year had to say, and on which day it had to come, from what happened alone.

Like the oracle of the days it imports nothing that counts: it goes through the seats one by one.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator

from oversight.year.oracle import DAY, SHANGHAI, Lain, day_of, is_there, is_working, last_day

REPORTED_AT = datetime.time(16, 0)
"""On the first working day of a month the supervision office reports on the month before, in the first month of a quarter
finance on the spending of the quarter before."""
CLOSES = datetime.time(17, 30)
"""What is decided later on its last day is late."""
DECIDED, RETURNED, SILENT, TAKEN = "decided", "returned", "silent", "taken"
"""How a seat was closed: by a decision, by sending it back, by its limit without an answer, or because another sent back."""
COLOURS = {"first": "blue", "second": "orange"}

Unit = dict[str, int]
Issued = tuple[str, datetime.date]
"""What a bulletin is of, and the month that it bears."""


def expected_bulletins(days: list[datetime.date]) -> dict[Issued, datetime.date]:
    """Every bulletin that had to be issued in those days, and the day on which it was."""
    found: dict[Issued, datetime.date] = {}
    for day in reporting_days(days):
        before = first_of_month(first_of_month(day) - DAY)
        if before < first_of_month(days[0]):
            continue
        found["supervision", before] = day
        if day.month in (1, 4, 7, 10):
            found["spending", before] = day
    return found


def reporting_days(days: list[datetime.date]) -> Iterator[datetime.date]:
    """The first working day of each month."""
    reported = {first_of_month(days[0] - DAY)} if days[0].day > 1 else set()
    for day in filter(is_working, days):
        if first_of_month(day) not in reported:
            reported.add(first_of_month(day))
            yield day


def expected_units(items: list[Lain], month: datetime.date, slips: Iterable[tuple[int, str]]) -> dict[str, Unit]:
    """What every unit of the county did in the month, and how it stood at midnight after its last day; `slips` are those
    issued in the month, by item. Units without anything are not named."""
    midnight = datetime.datetime.combine(first_of_month(month + 32 * DAY), datetime.time(), SHANGHAI)
    found: dict[str, Counter[str]] = {}
    by_item = Counter(item for item, _which in slips)
    for item in items:
        if item.in_county:
            counts = found.setdefault(item.unit, Counter())
            counts.update(_counts(item, month, midnight))
            counts["slips"] += by_item[item.number]
    return {unit: {name: count for name, count in counts.items() if count} for unit, counts in found.items() if +counts}


def expected_colours(slips: Iterable[tuple[int, str]]) -> dict[str, int]:
    """How many slips of which colour."""
    return dict(Counter(COLOURS[which] for _item, which in slips))


def _counts(item: Lain, month: datetime.date, midnight: datetime.datetime) -> Iterator[str]:
    """What one seat counts as."""
    if item.opened >= midnight:
        return
    if is_in(item.opened, month):
        yield "opened"
    if item.closed is None or item.closed >= midnight:
        yield "open"
        if is_there(item, midnight) and last_day(item, midnight) < day_of(midnight):
            yield "overdue"
    elif is_in(item.closed, month) and item.ended != TAKEN:
        yield "decided"
        if item.closed > datetime.datetime.combine(last_day(item, item.closed), CLOSES, SHANGHAI):
            yield "late"
        if item.ended == RETURNED:
            yield "returned"


def is_in(moment: datetime.datetime, month: datetime.date) -> bool:
    """Whether it lies in the month that begins on that day."""
    return first_of_month(day_of(moment)) == month


def first_of_month(day: datetime.date) -> datetime.date:
    """The first of its month."""
    return day.replace(day=1)
