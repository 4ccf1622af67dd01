"""A migrated database that is copied wherever a test needs an empty one: migrating takes longer than most tests.

It is kept from run to run on the tests' server, under a name that tells which migrations made it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from core.own_database import entered

BASE = Path(__file__).resolve().parent.parent
PREFIX = f"tongchou_migrated_{hashlib.sha256(str(BASE).encode()).hexdigest()[:8]}_"
"""Of this checkout: another one on the same server keeps its own."""
IN_MAKING = "_in_making"
LOCK = 1_563
"""Of whoever makes it; the other workers wait."""


def database() -> str:
    """Its name; made now where these migrations have none yet, and those of other migrations are dropped."""
    name = f"{PREFIX}{_digest()}"
    keeper = connection.copy()
    keeper.settings_dict["NAME"] = "postgres"
    try:
        with keeper.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
            present = {row[0] for row in cursor.fetchall()}
            if name not in present:
                _make(cursor, name, present)
    finally:
        keeper.close()  # and the lock with it
    return name


def _make(cursor: Any, name: str, others: set[str]) -> None:
    """Under another name until it is whole: what was cut off is never copied."""
    for other in others:
        cursor.execute(f'DROP DATABASE "{other}"')
    cursor.execute(f'CREATE DATABASE "{name}{IN_MAKING}"')
    with entered(f"{name}{IN_MAKING}"):
        call_command("migrate", verbosity=0)
    cursor.execute(f'ALTER DATABASE "{name}{IN_MAKING}" RENAME TO "{name}"')


def _digest() -> str:
    """Of every migration, the project's own and the libraries'."""
    own = sorted(path for depth in ("*", "*/*") for path in BASE.glob(f"{depth}/migrations/**/*") if path.is_file())
    told = hashlib.sha256()
    for path in (*(path for path in own if path.suffix in {".py", ".sql"}), BASE / "requirements.lock"):
        told.update(f"{path.relative_to(BASE)}\n".encode() + path.read_bytes())
    return told.hexdigest()[:16]
