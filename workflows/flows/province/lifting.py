"""Foreign keys and indexes lifted while a large province is loaded, and set again afterwards.

Setting a foreign key or a unique index again checks every row of the table in one pass: what one check a row would have
taken minutes for takes seconds, and is no less true. All of it belongs to the load's transaction, so that nobody ever
sees the tables without. Primary keys, unconditional unique constraints, checks and triggers stay in force throughout;
what may be put off to the end of a transaction, such as that a source has what its movements add up to, is asked when all
rows are there, by indexes that stay.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from workflows.flows.province.casting import FROZEN

_FOREIGN_KEYS = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
        format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) ORDER BY conrelid::regclass::text, conname
"""
_INDEXES = """
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid = ANY(%s::regclass[])
        AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
        AND NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = indrelid AND tgdeferrable AND NOT tgisinternal)
    ORDER BY indexrelid::regclass::text
"""


_STORAGE = tuple(f"ALTER TABLE {model._meta.db_table} ALTER COLUMN content SET STORAGE {{}}" for model in FROZEN)
"""Compressing the documents' contents costs more than everything else about them and saves a third of their room: they
are stored as they are. What the application writes later is compressed as ever."""


@contextmanager
def lifted(tables: Iterable[str], say: Callable[[str], None], *, asked: Collection[str] = ()) -> Iterator[None]:
    """Within the block these tables have neither foreign keys nor indexes; those that triggers ask keep their indexes."""
    names = sorted(tables)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(_FOREIGN_KEYS, [names])
        keys = cursor.fetchall()
        cursor.execute(_INDEXES, [[name for name in names if name not in asked]])
        indexes = cursor.fetchall()
        for drop, _create in (*keys, *indexes):
            cursor.execute(drop)
        for storage in _STORAGE:
            cursor.execute(storage.format("EXTERNAL"))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield
        say("rows loaded; setting indexes and foreign keys again")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for storage in _STORAGE:
            cursor.execute(storage.format("EXTENDED"))
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for _drop, create in indexes:
            cursor.execute(create)
        say(f"indexes: {len(indexes)}")
        for name in names:
            cursor.execute(f"ANALYZE {name}")
        for _drop, create in keys:
            cursor.execute(create)
        say(f"foreign keys checked: {len(keys)}")
