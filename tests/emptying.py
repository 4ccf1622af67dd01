"""Tests with real connections empty the tables afterwards, which the ledger and the accounts refuse.

The owner of the tables lifts their triggers for that one statement. What a migration entered is entered again, for
any test may come after them in the same process.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.backends.postgresql.operations import DatabaseOperations

KEPT = (
    "core_ledgerentry", "core_ledgeranchor", "core_user", "funds_fundmovement", "plans_compliancecheck",
    "plans_keptverdict", "plans_rulethreshold", "funds_allotmentbatch", "funds_batchitem",
    "funds_yearendstatement", "funds_yearendline", "funds_payment",
)  # fmt: skip


def allow_emptying() -> None:
    """Let `flush` do its work in this process, and nothing else."""
    DatabaseOperations.execute_sql_flush = _execute_sql_flush  # type: ignore[method-assign, assignment]


def _execute_sql_flush(operations: Any, sql_list: list[str]) -> None:
    """What Django runs, between lifting the triggers and setting them again."""
    alias = operations.connection.alias
    lift = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in KEPT]
    set_again = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in KEPT]
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        for statement in [*lift, *sql_list, *set_again]:
            cursor.execute(statement)
        import_module("plans.migrations.0002_negative_list").enter(apps, None)
        import_module("funds.migrations.0008_allotment_batches").enter_subjects(apps, None)
