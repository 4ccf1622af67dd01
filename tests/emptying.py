"""Tests with real connections empty the tables afterwards, which the ledger and the accounts refuse.

The owner of the tables lifts their triggers for that one statement.
"""

from __future__ import annotations

from django.db import connection, transaction

KEPT = ("core_ledgerentry", "core_user")


def execute_sql_flush(sql_list: list[str]) -> None:
    """What Django's `flush` runs, between lifting the triggers and setting them again."""
    if not sql_list:
        return
    lift = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in KEPT]
    set_again = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in KEPT]
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in [*lift, *sql_list, *set_again]:
            cursor.execute(statement)
