"""The database's roles: who migrates, who runs the application, who reads over its shoulder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import psycopg2
from psycopg2 import sql

DATABASE = "tongchou"
SUPERUSER = "postgres"
OWNER = "tongchou_owner"
APP = "tongchou_app"
AUDITOR = "tongchou_auditor"
ROLES = (SUPERUSER, OWNER, APP, AUDITOR)

# May make databases, for tests and rehearsals, and take the other two's place.
_OWNER_RIGHTS = "LOGIN CREATEDB"


def ensure(sockets: Path, passwords: Mapping[str, str]) -> None:
    """Have the roles and the database; repeating it changes nothing."""
    connection = psycopg2.connect(host=str(sockets), dbname="postgres", user=SUPERUSER, password=passwords[SUPERUSER])
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles")
            present = {name for (name,) in cursor.fetchall()}
            for role in (OWNER, APP, AUDITOR):
                if role not in present:
                    rights = sql.SQL(_OWNER_RIGHTS if role == OWNER else "LOGIN")
                    statement = sql.SQL("CREATE ROLE {} {} PASSWORD %s").format(sql.Identifier(role), rights)
                    cursor.execute(statement, [passwords[role]])
            cursor.execute(
                sql.SQL("GRANT {}, {} TO {}").format(*(sql.Identifier(role) for role in (APP, AUDITOR, OWNER)))
            )
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
                )
    finally:
        connection.close()
