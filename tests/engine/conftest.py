"""The stage on which the engine is tested."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from workflows.engine.trials import stage

GUARDED = ("core_ledgerentry", "core_user")


@pytest.fixture
def on_stage(db: None) -> None:
    """A province, one county and its people, gone with the test's transaction."""
    stage._code.cache_clear()
    stage.raise_stage()


@pytest.fixture
def on_real_stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The same, committed, for threads with connections of their own.

    The database refuses to empty the ledger and the accounts, so its guards are lifted for the cleaning.
    """
    with django_db_blocker.unblock():
        stage._code.cache_clear()
        stage.raise_stage()
        try:
            yield
        finally:
            _empty()


def _empty() -> None:
    with connection.cursor() as cursor:
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("TRUNCATE core_organisation, core_user CASCADE")
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
