"""Loading sheets: one COPY a table, and the ledger's through its trigger; the next sheet is made meanwhile."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection

from plans.models import PlanVersion
from workflows.flows.province.casting import LEDGER
from workflows.flows.province.stamping import Sheet

LEDGER_COLUMNS = ("chain_id", "clock_at", "actor_id", "action", "dossier_id", "detail")
VERSIONS = PlanVersion._meta.db_table
"""Written after its rows: the database lets nobody add to a version that is issued (`funds` 0007)."""
AHEAD = 2
"""How many sheets may wait to be written."""
Columns = Mapping[str, tuple[str, ...]]


@contextmanager
def loading(columns: Columns) -> Iterator[Callable[[Sheet], None]]:
    """Sheets handed over are written in their order, in the caller's transaction, all before the block ends.

    The database works while the next sheet is made: a thread sends them over the caller's own connection, so that
    the caller must not use it within the block. What fails there is raised here.
    """
    link, number, waiting = connection.connection, 0, deque[Future[None]]()
    with ThreadPoolExecutor(max_workers=1) as writer:

        def hand_over(sheet: Sheet) -> None:
            nonlocal number
            number += 1
            waiting.append(writer.submit(_load, link, sheet, columns, learns=_has_doubled(number)))
            while len(waiting) > AHEAD:
                waiting.popleft().result()

        yield hand_over
        while waiting:
            waiting.popleft().result()


def _load(link: Any, sheet: Sheet, columns: Columns, *, learns: bool) -> None:
    """Write a sheet's rows; the ledger's last and in the order of their moments, so that a chain tells its story."""
    sheet.ledger.sort(key=lambda line: line[0])
    with link.cursor() as cursor:
        for table in sorted(sheet.rows, key=VERSIONS.__eq__):
            _copy(cursor, table, columns[table], sheet.rows[table])
        _copy(cursor, LEDGER, LEDGER_COLUMNS, (text for _moment, text in sheet.ledger))
        if learns:
            _learn(cursor, (*sheet.rows, LEDGER))


def _learn(cursor: Any, tables: Iterable[str]) -> None:
    """Let the planner know how much is in the tables by now: the triggers' own questions are planned by it, and a
    plan made for empty tables reads the whole of them for every row. A glance tells how many rows there are."""
    cursor.execute("SET LOCAL default_statistics_target = 1")
    for table in sorted(tables):
        cursor.execute(f"ANALYZE {table}")
    cursor.execute("SET LOCAL default_statistics_target = DEFAULT")


def _copy(cursor: Any, table: str, columns: tuple[str, ...], texts: Iterable[str]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", io.BytesIO("".join(texts).encode()), size=1 << 20)


def _has_doubled(number: int) -> bool:
    """Whether it is a power of two."""
    return number & (number - 1) == 0
