"""Time limits by key: of a step as its flow names it, of a whole flow, and of all that a plan goes through.

Working days, declared with the flow or set in settings, or calendar days; over both lies what the province and the county
have set (`limit_records`), as it stood on the day from which a deadline is counted.
"""

from __future__ import annotations

import datetime

from django.conf import settings

from core import clock, deadlines
from core.deadlines import Terms
from workflows.engine import limit_records

FLOW, OVERALL = "flow:", "overall:"
"""What the keys of whole flows begin with, and of a flow with everything that follows from it."""

_declared: dict[str, int] = {}


def declare(limits: dict[str, int]) -> None:
    """Default limits of a flow; settings.STEP_LIMITS of the installation wins."""
    _declared.update(limits)


def standard(key: str) -> int:
    """The limit where neither province nor county has set any. Raises KeyError for a key that nobody declared
    (engine.E004)."""
    return int(everything()[key])


def days(key: str) -> int:
    """The limit in working days, where no county is concerned. Raises KeyError for a key that nobody declared."""
    return length(key)


def in_calendar_days(key: str) -> bool:
    """Whether the limit counts calendar days."""
    return key in _calendar()


def length(key: str, county: int | None = None, on: datetime.date | None = None) -> int:
    """The limit in its own days, working or calendar, in force for a county on a day (today). Raises KeyError for a
    key that nobody declared."""
    return limit_records.days(key, county, on or clock.today(), standard(key))


def of_flow(flow: str, county: int, on: datetime.date) -> int | None:
    """Working days that the whole flow may take; None where nothing is set."""
    return length(FLOW + flow, county, on) if FLOW + flow in everything() else None


def overall(flow: str, county: int, on: datetime.date) -> int | None:
    """Working days for the flow and everything that follows from it; None where nothing is set."""
    return length(OVERALL + flow, county, on) if OVERALL + flow in everything() else None


def terms(key: str, start: datetime.datetime, county: int | None = None) -> Terms:
    """What a deadline of that limit is counted from."""
    first = deadlines.day_of(start)
    return Terms(first, length(key, county, first), in_calendar_days(key))


def is_known(key: str) -> bool:
    """Whether the key has a limit."""
    return key in everything()


def everything() -> dict[str, int]:
    """Every limit by key, as it is where neither province nor county has set any."""
    flows = {FLOW + key: days for key, days in getattr(settings, "FLOW_LIMITS", {}).items()}
    whole = {OVERALL + key: days for key, days in getattr(settings, "OVERALL_LIMITS", {}).items()}
    return {**_declared, **getattr(settings, "STEP_LIMITS", {}), **_calendar(), **flows, **whole}


def _calendar() -> dict[str, int]:
    found: dict[str, int] = getattr(settings, "CALENDAR_LIMITS", {})
    return found
