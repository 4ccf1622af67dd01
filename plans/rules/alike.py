"""Whether two records of one thing say the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def reads_alike(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """By the keys that both have: what a later release keeps beside them is no change that anybody made."""
    return all(before[key] == now[key] for key in before.keys() & now.keys())
