"""Keys: while the model county lives its rows get keys from a range of their own; afterwards nothing has moved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import connection, models

from workflows.flows.province.marks import FIRST, MOST, SPAN

ROOMS = (
    "core",
    "roles",
    "documents",
    "viewflow",
    "engine",
    "desk",
    "plans",
    "funds",
    "oversight",
    "disclosure",
    "flows",
)
NOT_CAST = frozenset(
    {
        "core_heartbeat",
        "core_throttletally",
        "core_clockoffset",
        "core_calendarday",
        "core_generatedprovince",
        "core_ledgeranchor",
        "documents_numberseries",
    }
)
"""What an installation has once, and the number series, which follow from the documents."""


@dataclass(frozen=True)
class Table:
    """A table that moulds are taken from; `owner` is the table whose keys it uses, itself or its parent's."""

    model: type[models.Model]
    name: str
    key: str
    owner: str

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(str(f.column) for f in self.model._meta.local_concrete_fields)


def tables() -> list[Table]:
    """Every table of the rooms, in the order in which rows may refer to each other."""
    found = []
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy and model._meta.db_table not in NOT_CAST:
                found.append(_table(model))
    return found


def _table(model: type[models.Model]) -> Table:
    key = model._meta.pk
    owner = model
    while isinstance(owner._meta.pk, models.OneToOneField):
        owner = owner._meta.pk.related_model
    return Table(model, model._meta.db_table, str(key.column), owner._meta.db_table)


def owners() -> list[Table]:
    """The tables that number their rows themselves."""
    return [table for table in tables() if table.owner == table.name]


def positions() -> dict[str, int]:
    """The last key given out in each table; one statement."""
    asked = " UNION ALL ".join(
        f"SELECT '{name}', last_value, is_called FROM {sequence}"  # noqa: S608  names of the database
        for name, sequence in _sequences().items()
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return {name: int(last) if called else int(last) - 1 for name, last, called in cursor.fetchall()}


def move(positions: dict[str, int]) -> None:
    """Let each table's next key be the one after the given."""
    with connection.cursor() as cursor:
        for name, last in positions.items():
            cursor.execute("SELECT setval(%s, %s, %s)", [_sequences()[name], max(last, 1), last > 0])


@contextmanager
def marked() -> Iterator[None]:
    """Within the block new rows get keys above `FIRST`; afterwards the series stand where they stood.

    A series is no part of a transaction, so that this is undone by hand.
    """
    before = positions()
    if len(before) > MOST:
        raise LookupError(f"{len(before)} tables number their rows, there are keys for {MOST}")
    move({name: FIRST + n * SPAN for n, name in enumerate(before)})
    try:
        yield
    finally:
        move(before)


def mend() -> None:
    """Bring back the series that a run which was cut off left in the marked range."""
    stand = positions()
    with connection.cursor() as cursor:
        for table in owners():
            if stand[table.name] >= FIRST:
                cursor.execute(f"SELECT coalesce(max({table.key}), 0) FROM {table.name}")  # noqa: S608  names only
                move({table.name: int(cursor.fetchone()[0])})


@cache
def _sequences() -> dict[str, str]:
    """What numbers the rows of each table."""
    with connection.cursor() as cursor:
        found = {}
        for table in owners():
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table.name, table.key])
            found[table.name] = str(cursor.fetchone()[0])
    return found
