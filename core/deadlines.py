"""A deadline by its inputs, and why it is this very day: 民法典 200 to 204, 行政许可法 82 (B30).

A limit is counted from a day that itself does not count, in working or in calendar days. Days on which it stood still
(退回、补正) do not count either, the first and the last of them included; whoever goes on after a pause has one
working day at least. A limit in calendar days whose last day is off ends on the next working day.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.clock import SHANGHAI
from core.working_days import ONE_DAY, Calendar


@dataclass(frozen=True)
class Pause:
    """How long a limit stood still, and why, in words; both days included."""

    first: datetime.date
    last: datetime.date
    why: str

    def covers(self, day: datetime.date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Terms:
    """What a deadline is counted from; `start` itself does not count."""

    start: datetime.date
    days: int
    in_calendar_days: bool = False
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class CountedDay:
    """One day of the count: its number (None when it does not count) and why."""

    day: datetime.date
    number: int | None
    reason: str
    is_provisional: bool = False


def last_day(terms: Terms, calendar: Calendar) -> datetime.date:
    """The day on which the limit ends."""
    *_before, last = _days(terms, calendar)
    return last.day


def explain(terms: Terms, calendar: Calendar) -> list[CountedDay]:
    """Every day from the start to the last: which counted, as which, and why not."""
    return list(_days(terms, calendar))


def day_of(moment: datetime.datetime) -> datetime.date:
    """The day that a moment has in Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def _days(terms: Terms, calendar: Calendar) -> Iterator[CountedDay]:
    """The start, the days of the count, and what follows them until a day on which the limit may end."""
    day, number = terms.start, 0
    yield _told(day, None, _("起算当日不计"), calendar)
    while number < terms.days:
        day += ONE_DAY
        pause = _pause_at(day, terms)
        counts = pause is None and (terms.in_calendar_days or calendar.is_working(day))
        number += counts
        yield _told(day, number if counts else None, pause.why if pause else calendar.reason(day), calendar)
    while not _may_end(day, terms, calendar):
        day += ONE_DAY
        pause = _pause_at(day, terms)
        yield _told(day, None, pause.why if pause else _deferred(day, terms, calendar), calendar)


def _may_end(day: datetime.date, terms: Terms, calendar: Calendar) -> bool:
    """On a working day; after a pause, on the first working day that follows it at the earliest."""
    return calendar.is_working(day) and all(day > pause.last for pause in terms.pauses)


def _deferred(day: datetime.date, terms: Terms, calendar: Calendar) -> str:
    if not calendar.is_working(day):
        return calendar.reason(day)
    return _("恢复计算后至少留一个工作日") if terms.pauses else _("末日放假，顺延至此日")


def _pause_at(day: datetime.date, terms: Terms) -> Pause | None:
    return next((pause for pause in terms.pauses if pause.covers(day)), None)


def _told(day: datetime.date, number: int | None, reason: str, calendar: Calendar) -> CountedDay:
    return CountedDay(day, number, reason, calendar.is_provisional(day))
