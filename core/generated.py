"""Whether this installation holds a generated province: every page says so.

Asked of the database once a process, and again a minute later as long as the answer was no.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from core.models import GeneratedProvince

ASK_AGAIN_AFTER_SECONDS = 60.0


@dataclass
class _Memory:
    answer: bool = False
    asked_at: float = float("-inf")


_memory = _Memory()


def holds_generated_data() -> bool:
    """Whether a province was generated here."""
    if not _memory.answer and time.perf_counter() - _memory.asked_at > ASK_AGAIN_AFTER_SECONDS:
        remember(GeneratedProvince.objects.exists())
    return _memory.answer


def remember(answer: bool) -> None:
    """Take an answer for the database's; for the command that generates, and for tests."""
    _memory.answer, _memory.asked_at = answer, time.perf_counter()


def forget() -> None:
    """Ask the database the next time."""
    _memory.answer, _memory.asked_at = False, float("-inf")
