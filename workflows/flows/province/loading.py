"""Loading sheets: one COPY a table, and the ledger's through its trigger."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

from django.db import connection

from workflows.flows.province.casting import LEDGER
from workflows.flows.province.stamping import Sheet

LEDGER_COLUMNS = ("chain_id", "clock_at", "actor_id", "action", "dossier_id", "detail")


def load(sheet: Sheet, columns: Mapping[str, tuple[str, ...]]) -> None:
    """Write a sheet's rows; the ledger's last and in the order of their moments, so that a chain tells its story."""
    for table, texts in sheet.rows.items():
        _copy(table, columns[table], texts)
    sheet.ledger.sort(key=lambda line: line[0])
    _copy(LEDGER, LEDGER_COLUMNS, (text for _moment, text in sheet.ledger))


def learn(tables: Iterable[str]) -> None:
    """Let the planner know how much is in the tables by now: the triggers' own questions are planned by it, and a
    plan made for empty tables reads the whole of them for every row."""
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"ANALYZE {table}")


def _copy(table: str, columns: tuple[str, ...], texts: Iterable[str]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", io.BytesIO("".join(texts).encode()), size=1 << 20)
