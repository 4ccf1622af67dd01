"""Holding what the year told against what had to be told."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from typing import Any

from core.proofs import ProofFailed
from oversight.models import Bulletin, BulletinState
from oversight.year import months, oracle
from oversight.year.reporting import CODE


def same(due: Mapping[Any, Any], told: Mapping[Any, Any]) -> None:
    """Raises ProofFailed with the first that differs."""
    for one in sorted(due.keys() | told.keys()):
        if due.get(one) != told.get(one):
            raise ProofFailed(f"{one}: told {told.get(one)}, had to be {due.get(one)}")


def bulletins(items: list[oracle.Lain], days: list[datetime.date]) -> str:
    """Every bulletin on its day, numbered in order, and every figure of every unit; answers how many of which kind."""
    made = list(Bulletin.objects.filter(state=BulletinState.ISSUED).select_related("document").order_by("pk"))
    if len(made) != Bulletin.objects.count():
        raise ProofFailed("a bulletin was not issued")
    told = {(one.kind, one.month): one.signed_on for one in made}
    same(months.expected_bulletins(days), told)
    numbers = [one.document.number for one in made if one.document]
    same(dict(enumerate(f"{CODE}〔2026〕{n}号" for n in range(1, len(told) + 1))), dict(enumerate(numbers)))
    slips = oracle.expected_slips(items, days)
    figures = sum(_figures(items, slips, one) for one in made if one.kind == "supervision")
    kinds = Counter(kind for kind, _month in told)
    return "; ".join(f"{kind}: {count}" for kind, count in sorted(kinds.items())) + f"; figures by hand: {figures}"


def _figures(items: list[oracle.Lain], slips: dict[tuple[int, str], datetime.date], one: Bulletin) -> int:
    """How many figures of one bulletin were counted by hand."""
    of_month = [slip for slip, day in slips.items() if months.first_of_month(day) == one.month]
    units = {
        unit["unit"]: {name: count for name, count in unit.items() if count and name not in ("unit", "category")}
        for unit in one.table["units"]
    }
    due = months.expected_units(items, one.month, of_month)
    same({(one.month, unit): due[unit] for unit in due}, {(one.month, unit): units[unit] for unit in units})
    same(months.expected_colours(of_month), one.table["slips"])
    return sum(len(counts) for counts in due.values()) + len(one.table["slips"])
