"""Which days count: 民法典 200 to 204 and 行政许可法 82; start day not counted, statutory holidays not counted,
Saturdays and Sundays that a notice of the State Council makes working days (调休) counted.

The published years come with `chinesecalendar`; notices loaded by hand (`CalendarDay`) win over it. Beyond both,
weekends only are days off and a date is provisional (暂定): nothing here raises for a far year.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property

import chinese_calendar
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import SHANGHAI
from core.models import CalendarDay, User

ONE_DAY = datetime.timedelta(days=1)
CLOSE_OF_BUSINESS = datetime.time(17, 30)
REREAD_AFTER_SECONDS = 30.0
BUILT_IN_HOLIDAYS, BUILT_IN_WORKDAYS = chinese_calendar.holidays, chinese_calendar.workdays
HOLIDAY_NAMES = {
    "New Year's Day": gettext_lazy("元旦"),
    "Spring Festival": gettext_lazy("春节"),
    "Tomb-sweeping Day": gettext_lazy("清明节"),
    "Labour Day": gettext_lazy("劳动节"),
    "Dragon Boat Festival": gettext_lazy("端午节"),
    "Mid-autumn Festival": gettext_lazy("中秋节"),
    "National Day": gettext_lazy("国庆节"),
    "Anti-Fascist 70th Day": gettext_lazy("抗战胜利七十周年纪念日"),
}
Recompute = Callable[[User | None], None]
_BUILT_IN_YEARS = {day.year for day in BUILT_IN_HOLIDAYS}


@dataclass(frozen=True)
class NoticeDay:
    """What a loaded notice says of one day."""

    is_working: bool
    name: str = ""


@dataclass(frozen=True)
class Calendar:
    """The working calendar as pure data: the built-in years and the notices loaded over them; `edition` is the number
    of the last of those."""

    notices: Mapping[datetime.date, NoticeDay] = field(default_factory=dict)
    edition: int = 0

    @cached_property
    def _between(self) -> dict[tuple[datetime.date, datetime.date], int]:
        """What was counted before: lists ask for the same few days again and again."""
        return {}

    @cached_property
    def years(self) -> frozenset[int]:
        """The published years; every notice names National Day, so its 1 October tells that a year is loaded."""
        return frozenset(_BUILT_IN_YEARS | {day.year for day in self.notices if (day.month, day.day) == (10, 1)})

    def is_provisional(self, day: datetime.date) -> bool:
        return day.year > max(_BUILT_IN_YEARS) and day.year not in self.years

    def is_working(self, day: datetime.date) -> bool:
        if notice := self.notices.get(day):
            return notice.is_working
        return day in BUILT_IN_WORKDAYS or (day.weekday() < 5 and day not in BUILT_IN_HOLIDAYS)

    def add(self, start: datetime.date, count: int) -> datetime.date:
        """The count-th working day after the start day; zero is the start day or, if off, the next working day."""
        day = start if count else start - ONE_DAY
        left = max(count, 1)
        while left:
            day += ONE_DAY
            left -= self.is_working(day)
        return day

    def between(self, first: datetime.date, last: datetime.date) -> int:
        """Working days after `first` up to and with `last`; negative when `last` lies before `first`."""
        if last < first:
            return -self.between(last, first)
        known = self._between.get((first, last))
        if known is None:
            days = (first + datetime.timedelta(days=step) for step in range(1, (last - first).days + 1))
            known = self._between[first, last] = sum(self.is_working(day) for day in days)
        return known

    def reason(self, day: datetime.date) -> str:
        """Why a day counts or not, for a clerk."""
        if notice := self.notices.get(day):
            return notice.name or (_("工作日") if notice.is_working else _("放假"))
        if day in BUILT_IN_WORKDAYS:
            return _("%(holiday)s调休上班") % {"holiday": HOLIDAY_NAMES[BUILT_IN_WORKDAYS[day]]}
        if day in BUILT_IN_HOLIDAYS:
            return str(HOLIDAY_NAMES[BUILT_IN_HOLIDAYS[day]])
        return _("工作日") if day.weekday() < 5 else _("周末")


def current() -> Calendar:
    """The calendar with the notices loaded so far, read again at most every half minute and after `forget()`; or the
    one of `counting_by`."""
    if (chosen := _chosen.get()) is not None:
        return chosen
    if _cache.calendar is None or time.monotonic() > _cache.read_again_at:
        rows = list(CalendarDay.objects.values_list("day", "is_working", "name", "edition"))
        edition = max((edition for *_day, edition in rows), default=0)
        _cache.calendar = Calendar({day: NoticeDay(works, name) for day, works, name, _edition in rows}, edition)
        _cache.read_again_at = time.monotonic() + REREAD_AFTER_SECONDS
    return _cache.calendar


@contextmanager
def counting_by(calendar: Calendar) -> Iterator[None]:
    """Count by another calendar: an earlier one, or one that is only proposed."""
    token = _chosen.set(calendar)
    try:
        yield
    finally:
        _chosen.reset(token)


def forget() -> None:
    """Read the notices again at the next question; whoever changes them calls this."""
    _cache.calendar = None


def is_working_day(day: datetime.date) -> bool:
    """Whether a day counts."""
    return current().is_working(day)


def is_provisional(day: datetime.date) -> bool:
    """Whether the day's year has no published holiday notice yet, so that a date in it may still move."""
    return current().is_provisional(day)


def add_working_days(start_day: datetime.date, n: int) -> datetime.date:
    """The n-th working day after the start day, which is not counted; for 0 the start day or the next working day."""
    if n < 0:
        raise ValueError("working days are counted forward")
    return current().add(start_day, n)


def working_days_between(a: datetime.date, b: datetime.date) -> int:
    """Working days after `a`, up to and with `b`; negative when `b` is earlier."""
    return current().between(a, b)


def due_at(opened: datetime.datetime, n: int) -> datetime.datetime:
    """Close of business of the n-th working day after the one on which something was opened (B30)."""
    return closing(add_working_days(opened.astimezone(SHANGHAI).date(), n))


def closing(day: datetime.date) -> datetime.datetime:
    """When a limit ends whose last day is this one: close of business in Shanghai (民法典 203)."""
    closes: datetime.time = getattr(settings, "CLOSE_OF_BUSINESS", CLOSE_OF_BUSINESS)
    return datetime.datetime.combine(day, closes, SHANGHAI)


def on_calendar_change(recompute: Recompute) -> Recompute:
    """Have dates computed again after a notice was loaded, in the name of whoever confirmed that they move; higher rooms
    register their open deadlines here."""
    recomputations.append(recompute)
    return recompute


recomputations: list[Recompute] = []


@dataclass
class _Cache:
    calendar: Calendar | None = None
    read_again_at: float = 0.0


_cache = _Cache()
_chosen: ContextVar[Calendar | None] = ContextVar("working_calendar", default=None)
