"""Statements that PostgreSQL keeps parsed and planned for as long as a connection lasts.

What is asked at every page or every decision is the same text with other values, and planning it anew costs several
times what answering does. A statement is prepared the first time a connection needs it, past the statement counters
of the ORM, and then executed by its name. It survives rolled-back transactions and is planned again by PostgreSQL when
a table changes, as long as its columns stay what they were: name them, for a `*` fails on every connection that kept it
("cached plan must not change result type") once a migration adds a column. The plan fits any value, never one in particular (connections say `plan_cache_mode`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

MOST = 200
"""So many a connection; whatever comes later is sent as text."""

INFERRED = "unknown"
"""The type is that of the column which the value is written to."""

_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class Kept:
    """One statement with $1, $2 … for its values; `kinds` are their types as PostgreSQL calls them, or INFERRED.

    Its name tells its text: made anew with the same text, such as by a cache that had dropped it, it is the one that the
    connection knows already.
    """

    def __init__(self, name: str, text: str, kinds: Sequence[str]) -> None:
        self.text, self.kinds = text, tuple(kinds)
        told = hashlib.sha256("\0".join([text, *self.kinds]).encode()).hexdigest()[:16]
        self.name = f"{re.sub(r'[^a-z0-9]+', '_', name.lower())[:40]}_{told}"
        self._prepare = f"PREPARE {self.name}{_listed(kinds)} AS {text}"
        self._call = f"EXECUTE {self.name}{_listed(['%s'] * len(kinds))}"
        numbered = {f"${number}": "%s" if kind == INFERRED else f"%s::{kind}" for number, kind in enumerate(kinds, 1)}
        self._order = [int(found[1:]) - 1 for found in re.findall(r"\$\d+", text)]
        self._text = re.sub(r"\$\d+", lambda found: numbered[found[0]], text.replace("%", "%%"))

    def execute(self, cursor: CursorWrapper, values: Sequence[Any], before: str = "") -> None:
        """Ask with these values; `before` is put in front, such as EXPLAIN."""
        text, parameters = self.asked(values)
        cursor.execute(before + text, parameters)

    def asked(self, values: Sequence[Any]) -> tuple[str, list[Any]]:
        """What to send and with which parameters; for this connection, at once."""
        if self._is_there():
            return self._call, list(values)
        return self._text, [values[place] for place in self._order]

    def _is_there(self) -> bool:
        """Whether the connection knows it; it learns it now if it can."""
        if not settings.KEEP_STATEMENTS:
            return False
        connection.ensure_connection()
        known = _known.setdefault(connection.connection, set())
        if self.name in known:
            return True
        if len(known) >= MOST:
            return False
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(self._prepare)
        known.add(self.name)
        return True


def forget(**_signal: Any) -> None:
    """Let the connection learn anew: after a migration a column may be of another type."""
    if connection.connection is not None and _known.pop(connection.connection, set()):
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")


def _listed(parts: Sequence[str]) -> str:
    return f" ({', '.join(parts)})" if parts else ""
