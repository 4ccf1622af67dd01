"""How fast the departments of the province answer: they are measured like everyone else (六（六）: 省级部门不得阻碍)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import connection

from core import clock
from core.models import Organisation
from oversight.counting import calendar_between, statement
from oversight.periods import Period


@dataclass(frozen=True)
class Response:
    """One department: of the filings sent to it how many it signed for, registered, and asked about; whole working
    days, the day of arrival not counted."""

    department: str
    sent: int
    received: int
    receipt_median: int | None
    registered: int
    registration_median: int | None
    registration_p90: int | None
    asked: int
    asked_median: int | None


def responses(place: Organisation | None, period: Period) -> list[Response]:
    """To the filings of the counties of a place sent in the period, in the order of the departments; one statement."""
    if place is None:
        return []
    first, end = (datetime.datetime.combine(day, datetime.time(), clock.SHANGHAI) for day in (period.first, period.end))
    told = {"first": first, "end": end, "areas": [f"{place.path}%"], **calendar_between(period.first, clock.today())}
    with connection.cursor() as cursor:
        cursor.execute(statement("days", "provincial_responses"), told)
        return [Response(*row) for row in cursor.fetchall()]
