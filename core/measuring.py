"""Measuring acts side by side: interleaved, so that whatever else the machine does falls on all alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

Act = Callable[[], Any]


def interleaved(acts: Mapping[str, Act], *, runs: int, warm: int = 1) -> dict[str, list[float]]:
    """Seconds of each act in each run; the acts take turns, after `warm` runs that do not count."""
    found: dict[str, list[float]] = {name: [] for name in acts}
    for run in range(warm + runs):
        for name, act in acts.items():
            seconds = timed(act)
            if run >= warm:
                found[name].append(seconds)
    return found


def timed(act: Act) -> float:
    """Seconds that one call takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios within each run."""
    return statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))


def percentile(figures: Sequence[float], share: float) -> float:
    """The figure below which `share` (0 to 1) of them lie."""
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent within the block."""
    seen: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def rows_read(act: Act) -> dict[str, int]:
    """How many rows of each table the act reads, by scans and by indexes; what it changes is undone."""
    with transaction.atomic():
        before = _rows_read()
        act()
        after = _rows_read()
        transaction.set_rollback(True)
    return {table: rows - before.get(table, 0) for table, rows in after.items() if rows > before.get(table, 0)}


def _rows_read() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables")
        return {table: int(rows) for table, rows in cursor.fetchall()}
