"""Advisory locks of PostgreSQL: names for things that have no row to lock.

The first number says what kind of thing, the second which one. The ledger's trigger uses 771001 for its chains.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

BUSY = ("55P03", "40P01")
"""lock_not_available, deadlock_detected: somebody else is at it."""

WORKERS = 771002
SCHEDULER = 771003
REMINDERS = 771004
BEGINNINGS = 771005
"""By dossier: beginning a flow for it and suspending it happen one after the other."""
MESSAGES = 771007
DELIVERIES = 771008


@contextmanager
def held(kind: int, which: int = 0) -> Iterator[bool]:
    """Hold a lock for the block if nobody else does; yields whether it was gained, without waiting."""
    gained = take(kind, which)
    try:
        yield gained
    finally:
        if gained:
            _ask("SELECT pg_advisory_unlock(%s, %s)", kind, which)


def take(kind: int, which: int = 0) -> bool:
    """Take a lock until the connection ends, however it ends; False when another connection has it."""
    return bool(_ask("SELECT pg_try_advisory_lock(%s, %s)", kind, which))


def take_turns(kind: int, which: int) -> None:
    """Take a lock until the transaction ends, waiting for whoever has it. Raises OperationalError (`is_busy`) after the
    lock time-out."""
    _ask("SELECT pg_advisory_xact_lock(%s, %s)", kind, which)


def holders(kind: int) -> set[int]:
    """Which locks of a kind are held by anyone in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
            " WHERE locktype = 'advisory' AND classid = %s AND granted AND datname = current_database()",
            [kind],
        )
        return {which for (which,) in cursor.fetchall()}


def is_busy(error: BaseException) -> bool:
    """Whether a statement failed because somebody else held what it needed; nothing has then changed."""
    return isinstance(error, OperationalError) and getattr(error.__cause__, "pgcode", None) in BUSY


def _ask(statement: str, kind: int, which: int) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, [kind, which])
        return cursor.fetchone()[0]
