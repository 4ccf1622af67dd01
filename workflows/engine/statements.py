"""The engine's few hot statements, as texts built once; no SQL by hand is written elsewhere in the engine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models

from core.kept_statements import INFERRED, Kept

IDS_A_TURN = 8
_NEXT_IDS = "ARRAY(SELECT nextval('viewflow_task_id_seq') FROM generate_series(1, $1))"

# Lock one proceeding and take the numbers of the tasks to come. Both rows are locked, so that both are read
# again after a wait; NO KEY, or rows that refer to the proceeding could not be inserted meanwhile.
_LOCK = """
    SELECT {process}, {proceeding}, {ids} AS ids
    FROM engine_proceeding r JOIN viewflow_process p ON p.id = r.process_ptr_id
    WHERE r.process_ptr_id = {which}
    FOR NO KEY UPDATE OF r, p"""

_MORE_IDS = Kept("more_ids", f"SELECT {_NEXT_IDS}", ("integer",))

# The live tasks with their work items, and one more task by number (a replay asks about an ended one). A second
# statement, because rows joined into the first are those from before the wait. The dossier comes along, and whether it
# is proposed to end the proceeding.
_LIVE = """
    SELECT {task}, {item}, {dossier},
        EXISTS (SELECT FROM engine_termination e WHERE e.proceeding_id = $1 AND e.result = '') AS end_is_proposed
    FROM core_dossier d
    LEFT JOIN viewflow_task t
        ON t.process_id = $1 AND (t.status NOT IN ('DONE', 'CANCELED', 'REVIVED') OR t.id = $2)
    LEFT JOIN engine_workitem w ON w.task_id = t.id
    WHERE d.id = $3
    ORDER BY t.id"""

_LINK = "INSERT INTO viewflow_task_previous (from_task_id, to_task_id) VALUES {rows}"
_UPSERT = "INSERT INTO {table} ({columns}) VALUES {rows} ON CONFLICT ({key}) DO UPDATE SET {sets}"


@cache
def lock_by_proceeding() -> Kept:
    """The statement that locks the proceeding of a number."""
    return _locking("lock_by_proceeding", "$2")


@cache
def lock_by_task() -> Kept:
    """The statement that locks the proceeding of a task."""
    return _locking("lock_by_task", "(SELECT process_id FROM viewflow_task WHERE id = $2)")


@cache
def live() -> Kept:
    """The statement of live tasks, with the columns of work items as `w_...` and of the dossier as `d_...`."""
    text = _LIVE.format(
        task=_own_columns("engine", "TurnTask", "t"),
        item=_columns("engine", "WorkItem", "w"),
        dossier=_columns("core", "Dossier", "d"),
    )
    return Kept("live_tasks", text, ("bigint", "bigint", "bigint"))


def prefixed(row: Any, model: type[models.Model], prefix: str) -> Any:
    """The `model` instance whose columns a raw row carries under a prefix; None where the join found nothing."""
    names = [field.attname for field in model._meta.concrete_fields]
    values = [_read(field, getattr(row, f"{prefix}_{field.column}")) for field in model._meta.concrete_fields]
    pk = values[names.index(model._meta.pk.attname)]
    return None if pk is None else model.from_db("default", names, values)


def _read(field: models.Field[Any, Any], value: Any) -> Any:
    """What the driver gave for a column, as the field reads it (JSON comes as text)."""
    return json.loads(value) if isinstance(field, models.JSONField) and isinstance(value, str) else value


def next_ids() -> list[int]:
    """Another block of task numbers."""
    with connection.cursor() as cursor:
        _MORE_IDS.execute(cursor, [IDS_A_TURN])
        return list(cursor.fetchone()[0])


def link(links: Sequence[tuple[int, int]]) -> None:
    """Write which task came after which: pairs of (task, previous task)."""
    with connection.cursor() as cursor:
        _links(len(links)).execute(cursor, [pk for pair in links for pk in pair])


def upsert(rows: Sequence[Any], key: str, changes: tuple[str, ...]) -> None:
    """Write new and changed rows of one model in one statement; of rows that exist only `changes` are written."""
    fields = rows[0]._meta.concrete_fields
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        _upserting(rows[0]._meta.label, len(rows), key, changes).execute(cursor, values)


def _locking(name: str, which: str) -> Kept:
    text = _LOCK.format(
        process=_own_columns("viewflow", "Process", "p"),
        proceeding=_own_columns("engine", "Proceeding", "r"),
        ids=_NEXT_IDS,
        which=which,
    )
    return Kept(name, text, ("integer", "bigint"))


@cache
def _links(rows: int) -> Kept:
    return Kept("link_tasks", _LINK.format(rows=_slots(rows, 2)), ["bigint"] * rows * 2)


@cache
def _upserting(label: str, rows: int, key: str, changes: tuple[str, ...]) -> Kept:
    model = apps.get_model(label)
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    text = _UPSERT.format(
        table=model._meta.db_table,
        columns=", ".join(columns.values()),
        rows=_slots(rows, len(columns)),
        key=columns[key],
        sets=", ".join(f"{columns[name]} = EXCLUDED.{columns[name]}" for name in changes),
    )
    return Kept(f"write_{label}", text, [INFERRED] * rows * len(columns))


def _slots(rows: int, columns: int) -> str:
    """($1, $2), ($3, $4) …"""
    return ", ".join(
        f"({', '.join(f'${row * columns + column}' for column in range(1, columns + 1))})" for row in range(rows)
    )


def _columns(app: str, model: str, alias: str) -> str:
    fields = apps.get_model(app, model)._meta.concrete_fields
    return ", ".join(f"{alias}.{field.column} AS {alias}_{field.column}" for field in fields)


def _own_columns(app: str, model: str, alias: str) -> str:
    """The columns of the model's own table under their names: a kept `*` fails once a migration adds another."""
    meta = apps.get_model(app, model)._meta
    return ", ".join(f"{alias}.{f.column}" for f in meta.concrete_fields if f.model._meta.db_table == meta.db_table)
