"""The application's role on a migrated database: rows yes, tables no, the ledger once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import ProgrammingError, connection, transaction
from psycopg2.errors import InsufficientPrivilege

from config.embedded.accounts import APP, AUDITOR
from config.management.commands.grant_database_roles import GRANTS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def granted() -> Iterator[None]:
    """The roles, where the server lacks them, and their rights; undone with the test's transaction."""
    with connection.cursor() as cursor:
        for role in (APP, AUDITOR):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE ROLE {role}")
        cursor.execute(GRANTS.read_text())
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def attempt(role: str, statement: str) -> bool:
    """Whether `role` may run the statement; a statement without rows to change changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        try:
            with transaction.atomic():
                cursor.execute(statement)
        except ProgrammingError as refusal:
            if not isinstance(refusal.__cause__, InsufficientPrivilege):
                raise
            return False
        finally:
            cursor.execute("RESET ROLE")
    return True


@pytest.mark.parametrize(
    ("role", "statement", "allowed"),
    [
        (APP, "SELECT count(*) FROM core_ledgerentry", True),
        (APP, "UPDATE core_ledgerentry SET action = '' WHERE false", False),
        (APP, "DELETE FROM core_ledgerentry WHERE false", False),
        (APP, "TRUNCATE core_ledgerentry", False),
        (APP, "ALTER TABLE core_ledgerentry DISABLE TRIGGER ALL", False),
        (APP, "DROP TABLE core_ledgerentry", False),
        (APP, "UPDATE core_dossier SET title = title WHERE false", True),
        (APP, "CREATE TABLE mine ()", False),
        (APP, "DELETE FROM django_migrations WHERE false", False),
        (AUDITOR, "SELECT count(*) FROM core_ledgerentry", True),
        (AUDITOR, "SELECT username FROM core_user", True),
        (AUDITOR, "SELECT password FROM core_user", False),
        (AUDITOR, "SELECT * FROM django_session", False),
        (AUDITOR, "INSERT INTO core_dossier DEFAULT VALUES", False),
        (AUDITOR, "UPDATE core_dossier SET title = title WHERE false", False),
    ],
)
def test_rights(role: str, statement: str, allowed: bool) -> None:
    assert attempt(role, statement) is allowed
