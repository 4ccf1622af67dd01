"""A migrated database that is copied wherever a test needs an empty one: migrating takes longer than most tests.

It is kept from run to run on the tests' server, under a name that tells which migrations made it. Where migrations have
only been added since, the former one is migrated on.
"""

from __future__ import annotations

import hashlib
import json
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
    made_of = _digests()
    name = f"{PREFIX}{hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:16]}"
    keeper = connection.copy()
    keeper.settings_dict["NAME"] = "postgres"
    try:
        with keeper.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            cursor.execute(
                "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE starts_with(datname, %s)",
                [PREFIX],
            )
            present = dict(cursor.fetchall())
            if name not in present:
                _make(cursor, name, made_of, present)
    finally:
        keeper.close()  # and the lock with it
    return name


def _make(cursor: Any, name: str, made_of: dict[str, str], others: dict[str, str | None]) -> None:
    """Under another name until it is whole: what was cut off is never copied."""
    former = next((other for other, comment in others.items() if _leads_to(made_of, comment)), None)
    for other in others.keys() - {former}:
        cursor.execute(f'DROP DATABASE "{other}"')
    if former:
        cursor.execute(f'ALTER DATABASE "{former}" RENAME TO "{name}{IN_MAKING}"')
        cursor.execute(f'COMMENT ON DATABASE "{name}{IN_MAKING}" IS NULL')
    else:
        cursor.execute(f'CREATE DATABASE "{name}{IN_MAKING}"')
    with entered(f"{name}{IN_MAKING}"):
        call_command("migrate", verbosity=0)
    cursor.execute(f'COMMENT ON DATABASE "{name}{IN_MAKING}" IS %s', [json.dumps(made_of)])
    cursor.execute(f'ALTER DATABASE "{name}{IN_MAKING}" RENAME TO "{name}"')


def _leads_to(made_of: dict[str, str], comment: str | None) -> bool:
    """Whether the database of this comment was made of nothing that has changed or gone since."""
    return bool(comment) and json.loads(comment or "{}").items() <= made_of.items()


def _digests() -> dict[str, str]:
    """Of each migration, and of the list of libraries, which have migrations of their own."""
    own = sorted(path for depth in ("*", "*/*") for path in BASE.glob(f"{depth}/migrations/**/*") if path.is_file())
    told = (*(path for path in own if path.suffix in {".py", ".sql"}), BASE / "requirements.lock")
    return {str(path.relative_to(BASE)): hashlib.sha256(path.read_bytes()).hexdigest() for path in told}
