"""What had to be told in the simulated year, day by day, from what happened alone.

It imports nothing of the project: its calendar is the State Council's notice for 2026 (国办发明电〔2025〕7号) typed off, its
limits are those of the trial flow, and it counts with loops.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

DAY = datetime.timedelta(days=1)
SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
OFF = (
    ("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-19", "06-21"),
    ("09-25", "09-27"), ("10-01", "10-07"),
)  # fmt: skip
WORKED = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
LIMITS = {"township_reviews": 5, "department_opines": 3, "leading_group_signs": 2, "province_acknowledges": 2}
BEFORE, HEAD_AFTER, OFFICE_AFTER = (3, 1), 1, 3
CHASED_AFTER, SLIP_DAYS = 5, 5
"""The office issues a blue slip of what is five working days late, to be answered in five; then the next one."""
CHASED_AT = datetime.time(16, 30)

Span = tuple[datetime.datetime, datetime.datetime | None]
Told = tuple[int, str, int]
"""Item, stage, working days ahead."""


@dataclass(frozen=True)
class Lain:
    """One open seat as it was: where, from when to when, the times in which its dossier was suspended, and how it ended."""

    number: int
    step: str
    opened: datetime.datetime
    closed: datetime.datetime | None
    was_returned: bool
    in_county: bool
    stood: tuple[Span, ...]
    unit: str = ""
    ended: str = ""


def expected(items: list[Lain], looked: list[datetime.datetime]) -> dict[Told, datetime.date]:
    """What had to be told of each item, once for ever, and on which day: the worker looked at those moments."""
    found: dict[Told, datetime.date] = {}
    for item in items:
        for moment in looked:
            if not is_open(item, moment):
                continue
            for stage, ahead in reached(item, moment):
                found.setdefault((item.number, stage, ahead), day_of(moment))
    return found


def expected_slips(items: list[Lain], days: list[datetime.date]) -> dict[tuple[int, str], datetime.date]:
    """The slips that the county's office had to issue: of each item a blue one, and the next colour once that ran out."""
    found: dict[tuple[int, str], datetime.date] = {}
    for item in items:
        answer_by = None
        for day in filter(is_working, days):
            moment = datetime.datetime.combine(day, CHASED_AT, SHANGHAI)
            if not item.in_county or not is_there(item, moment):
                continue
            if answer_by is None and working_days(last_day(item, moment), day) >= CHASED_AFTER:
                found[item.number, "first"], answer_by = day, after(day, SLIP_DAYS)
            elif answer_by is not None and day > answer_by:
                found.setdefault((item.number, "second"), day)
    return found


def after(day: datetime.date, count: int) -> datetime.date:
    """So many working days later."""
    while count:
        day += DAY
        count -= is_working(day)
    return day


def is_open(item: Lain, moment: datetime.datetime) -> bool:
    """Whether it was there to be told of: open, not returned to be changed, not suspended."""
    return not item.was_returned and is_there(item, moment)


def is_there(item: Lain, moment: datetime.datetime) -> bool:
    """Whether it was open and not suspended."""
    if moment < item.opened or (item.closed and item.closed <= moment):
        return False
    return not any(since <= moment and (until is None or moment < until) for since, until in item.stood)


def reached(item: Lain, moment: datetime.datetime) -> Iterator[tuple[str, int]]:
    """The stages that it had reached by then."""
    today, opened, last = day_of(moment), day_of(item.opened), last_day(item, moment)
    for ahead in BEFORE:
        if working_days(today, last) <= ahead < working_days(opened, last):
            yield "before", ahead
    if today >= last:
        yield "due", 0
    if not item.in_county:  # nobody heads the province's department, no office supervises it: there is nobody to tell
        return
    if today > last and working_days(last, today) >= HEAD_AFTER:
        yield "head", 0
    if today > last and working_days(last, today) >= OFFICE_AFTER:
        yield "office", 0


def last_day(item: Lain, moment: datetime.datetime) -> datetime.date:
    """The day on which its limit ended, by the suspensions that were over by then."""
    over = [(day_of(since), day_of(until)) for since, until in item.stood if until is not None and until <= moment]
    counted: list[tuple[datetime.date, datetime.date]] = []
    for first, last in over:
        if last >= day_of(item.opened) and first <= end(item, counted):  # what had run out by then stays late
            counted.append((first, last))
    return end(item, counted)


def end(item: Lain, stood: list[tuple[datetime.date, datetime.date]]) -> datetime.date:
    """The day on which its limit ends when it stood still on those days."""
    day, left = day_of(item.opened), LIMITS[item.step]
    while left:
        day += DAY
        if is_working(day) and not any(first <= day <= last for first, last in stood):
            left -= 1
    while not is_working(day) or any(day <= last for _first, last in stood):
        day += DAY
    return day


def working_days(after: datetime.date, until: datetime.date) -> int:
    """Working days after the one up to and with the other."""
    count, day = 0, after
    while day < until:
        day += DAY
        count += is_working(day)
    return count


def is_working(day: datetime.date) -> bool:
    """By the notice for 2026."""
    text = f"{day:%m-%d}"
    if text in WORKED:
        return True
    return day.weekday() < 5 and not any(first <= text <= last for first, last in OFF)


def day_of(moment: datetime.datetime) -> datetime.date:
    """The day in Shanghai."""
    return moment.astimezone(SHANGHAI).date()
