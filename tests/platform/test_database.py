"""One dialect, one driver, limits on every connection."""

from __future__ import annotations

import importlib.util

import pytest
from django.db import connection


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
