"""Time limits of steps by key: working days, declared with the flow or set in settings, and calendar days."""

from __future__ import annotations

import datetime

from django.conf import settings

from core import deadlines
from core.deadlines import Terms

_declared: dict[str, int] = {}


def declare(limits: dict[str, int]) -> None:
    """Default limits of a flow; settings.STEP_LIMITS of the installation wins."""
    _declared.update(limits)


def days(key: str) -> int:
    """The limit in working days. Raises KeyError for a key that nobody declared (engine.E004)."""
    return int({**_declared, **getattr(settings, "STEP_LIMITS", {})}[key])


def in_calendar_days(key: str) -> bool:
    """Whether the limit counts calendar days."""
    return key in _calendar()


def length(key: str) -> int:
    """The limit in its own days, working or calendar. Raises KeyError for a key that nobody declared."""
    return _calendar()[key] if in_calendar_days(key) else days(key)


def terms(key: str, start: datetime.datetime) -> Terms:
    """What a deadline of that limit is counted from."""
    return Terms(deadlines.day_of(start), length(key), in_calendar_days(key))


def is_known(key: str) -> bool:
    """Whether the key has a limit."""
    return key in _declared or key in getattr(settings, "STEP_LIMITS", {}) or key in _calendar()


def _calendar() -> dict[str, int]:
    found: dict[str, int] = getattr(settings, "CALENDAR_LIMITS", {})
    return found
