"""Keys of rows as pages send them back: a forged one is answered, not a crash."""

from __future__ import annotations

LAST = 2**63 - 1
"""The largest key that the database holds."""


def key(typed: str) -> int | None:
    """The key that was sent; None for anything that can be none."""
    if not typed.isdecimal() or len(typed) > len(str(LAST)):
        return None
    number = int(typed)
    return number if number <= LAST else None
