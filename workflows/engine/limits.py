"""Time limits of steps by key: working days, declared with the flow or set in settings, and calendar days."""

from __future__ import annotations

import datetime

from django.conf import settings

from core import working_days

_declared: dict[str, int] = {}


def declare(limits: dict[str, int]) -> None:
    """Default limits of a flow; settings.STEP_LIMITS of the installation wins."""
    _declared.update(limits)


def days(key: str) -> int:
    """The limit in working days. Raises KeyError for a key that nobody declared (engine.E004)."""
    return int({**_declared, **getattr(settings, "STEP_LIMITS", {})}[key])


def due_at(key: str, start: datetime.datetime) -> datetime.datetime:
    """Close of business of the last day; one counted in calendar days is the next working day if it is off."""
    if key in _calendar():
        return working_days.due_at(start + datetime.timedelta(days=_calendar()[key]), 0)
    return working_days.due_at(start, days(key))


def is_known(key: str) -> bool:
    """Whether the key has a limit."""
    return key in _declared or key in getattr(settings, "STEP_LIMITS", {}) or key in _calendar()


def _calendar() -> dict[str, int]:
    found: dict[str, int] = getattr(settings, "CALENDAR_LIMITS", {})
    return found
