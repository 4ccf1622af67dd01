"""What waits for a person beside his work items: news of meetings, objections. Rooms above register theirs.

Each is counted in the inbox's own statement, as one more row of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.models import User


@dataclass(frozen=True)
class Call:
    """One kind of thing: the rows that wait for somebody, what to say of their number, and where they lie."""

    key: str
    rows: Callable[[User], QuerySet[Any]]
    words: Callable[[int], str]
    url_name: str


_calls: dict[str, Call] = {}


def register(call: Call) -> None:
    """Make it known, at start-up; the same key again replaces it."""
    _calls[call.key] = call


def registered() -> tuple[Call, ...]:
    """All of them, in the order in which they were registered."""
    return tuple(_calls.values())
