"""Time limits of steps in working days, by key: declared with the flow, overridden in settings."""

from __future__ import annotations

from django.conf import settings

_declared: dict[str, int] = {}


def declare(limits: dict[str, int]) -> None:
    """Default limits of a flow; settings.STEP_LIMITS of the installation wins."""
    _declared.update(limits)


def days(key: str) -> int:
    """The limit in working days. Raises KeyError for a key that nobody declared (engine.E004)."""
    return int({**_declared, **getattr(settings, "STEP_LIMITS", {})}[key])


def is_known(key: str) -> bool:
    """Whether the key has a limit."""
    return key in _declared or key in getattr(settings, "STEP_LIMITS", {})
