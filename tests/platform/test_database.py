"""One dialect, one driver, limits on every connection."""

from __future__ import annotations

import importlib.util

import pytest
from django.db import connection

from config.environment import database


def test_psycopg_3_is_absent() -> None:
    """Django would silently prefer it."""
    assert importlib.util.find_spec("psycopg") is None


@pytest.mark.django_db
def test_the_driver_is_psycopg2_on_postgresql() -> None:
    assert connection.vendor == "postgresql"
    connection.ensure_connection()
    assert type(connection.connection).__module__ == "psycopg2.extensions"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limit", "value"),
    [("lock_timeout", "5s"), ("statement_timeout", "1min"), ("idle_in_transaction_session_timeout", "1min")],
)
def test_every_connection_has_limits(limit: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [limit])
        assert cursor.fetchone() == (value,)


@pytest.mark.django_db
def test_a_commit_waits_for_the_disk_but_in_tests() -> None:
    assert "synchronous_commit" not in str(database("postgresql:///tongchou", "60s"))
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("off",)
