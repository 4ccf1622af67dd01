"""Keeping the monthly counts: the last two months every hour, all of them once a day and when the calendar changes.

A decision may be taken back, a notice may move the calendar: so a month is never added to, it is counted anew.
"""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Min, Subquery

from core import clock
from core.working_days import ONE_DAY, current
from oversight.models import StepMonth, WayMonth
from workflows.engine.models import WorkItem

SQL = Path(__file__).parent / "sql"
BEGINNING = datetime.date(2000, 1, 1)
"""Before anything that this system could hold."""
MONTHS_BACK = 1
"""Besides the present month, so many are counted every hour."""


def first_of(day: datetime.date, back: int = 0) -> datetime.date:
    """The first day of the month so many months before the one of a day."""
    months = day.year * 12 + day.month - 1 - back
    return datetime.date(months // 12, months % 12 + 1, 1)


def count_lately() -> None:
    """The present month and the one before; all of them where none was counted yet or the last count is of an earlier
    day, so that whatever was taken back since is seen."""
    newest = StepMonth.objects.order_by("-month", "-counted_at").values_list("counted_at", flat=True).first()
    is_of_today = newest is not None and newest.astimezone(clock.SHANGHAI).date() == clock.today()
    count_since(first_of(clock.today(), MONTHS_BACK) if is_of_today else None)


def owed_since() -> datetime.datetime | None:
    """The midnight since which the months are to be counted anew, or when the first item came where none was counted yet;
    None once they are of today. One statement."""
    newest = StepMonth.objects.order_by("-counted_at").values("counted_at")[:1]
    items = WorkItem.objects.annotate(counted_at=Subquery(newest)).order_by("pk")
    came, counted = items.values_list("opened_at", "counted_at").first() or (None, None)
    if counted is None:
        return came
    midnight = datetime.datetime.combine(clock.today(), datetime.time(), clock.SHANGHAI)
    return midnight if counted < midnight else None


@transaction.atomic
def count_since(month: datetime.date | None = None) -> int:
    """Count every month from this one on, or all of them; answers how many rows there are of steps. Four statements of
    fixed size, and one that asks for the first day."""
    since = month or BEGINNING
    for table in (StepMonth, WayMonth):
        table.objects.filter(month__gte=since).delete()
    told = {
        **calendar(),
        "since": datetime.datetime.combine(since, datetime.time(), clock.SHANGHAI),
        "now": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement("days", "places", "step_times", "step_months"), told)
        counted = int(cursor.rowcount)
        cursor.execute(statement("days", "places", "way_months"), told)
    return counted


def calendar() -> dict[str, Any]:
    """The days from the first item until today, each with the working days up to it, for the statements here."""
    firsts = WorkItem.objects.aggregate(opened=Min("opened_at"), counted=Min("counted_from")).values()
    start = min((first.astimezone(clock.SHANGHAI).date() for first in firsts if first), default=clock.today()) - ONE_DAY
    return calendar_between(start, clock.today())


def calendar_between(first: datetime.date, last: datetime.date) -> dict[str, Any]:
    """The same from one day until the one after another."""
    rules, count = current(), 0
    days: list[datetime.date] = []
    counts: list[int] = []
    for step in range((last - first).days + 2):
        day = first + step * ONE_DAY
        count += rules.is_working(day)
        days.append(day)
        counts.append(count)
    return {"days": days, "counts": counts}


@cache
def statement(*parts: str) -> str:
    """The named files as one statement, each but the last a common table."""
    *tables, last = [named(part) for part in parts]
    return "WITH " + ",\n".join([*tables, last])


@cache
def named(name: str) -> str:
    """One file of SQL."""
    return (SQL / f"{name}.sql").read_text("utf-8").rstrip()
