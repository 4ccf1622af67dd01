"""The engine's few hot statements, as texts built once; no SQL by hand is written elsewhere in the engine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models

IDS_A_TURN = 8
_NEXT_IDS = "ARRAY(SELECT nextval('viewflow_task_id_seq') FROM generate_series(1, %s))"

# Lock one proceeding and take the numbers of the tasks to come. Both rows are locked, so that both are read
# again after a wait; NO KEY, or rows that refer to the proceeding could not be inserted meanwhile.
_LOCK = f"""
    SELECT p.*, r.*, {_NEXT_IDS} AS ids
    FROM engine_proceeding r JOIN viewflow_process p ON p.id = r.process_ptr_id
    WHERE r.process_ptr_id = %s
    FOR NO KEY UPDATE OF r, p"""  # noqa: S608  texts of this file only
LOCK_BY_PROCEEDING = _LOCK
LOCK_BY_TASK = _LOCK.replace(
    "WHERE r.process_ptr_id = %s", "WHERE r.process_ptr_id = (SELECT process_id FROM viewflow_task WHERE id = %s)"
)

# The live tasks with their work items, and one more task by number (a replay asks about an ended one). A second
# statement, because rows joined into the first are those from before the wait. The dossier comes along.
_LIVE = """
    SELECT t.*, {item}, {dossier}
    FROM core_dossier d
    LEFT JOIN viewflow_task t
        ON t.process_id = %s AND (t.status NOT IN ('DONE', 'CANCELED', 'REVIVED') OR t.id = %s)
    LEFT JOIN engine_workitem w ON w.task_id = t.id
    WHERE d.id = %s
    ORDER BY t.id"""

_LINK = "INSERT INTO viewflow_task_previous (from_task_id, to_task_id) VALUES {rows}"
_UPSERT = "INSERT INTO {table} ({columns}) VALUES {rows} ON CONFLICT ({key}) DO UPDATE SET {sets}"


@cache
def live() -> str:
    """The statement of live tasks, with the columns of work items as `w_...` and of the dossier as `d_...`."""
    return _LIVE.format(item=_columns("engine", "WorkItem", "w"), dossier=_columns("core", "Dossier", "d"))


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
        cursor.execute(f"SELECT {_NEXT_IDS}", [IDS_A_TURN])
        return list(cursor.fetchone()[0])


def link(links: Sequence[tuple[int, int]]) -> None:
    """Write which task came after which: pairs of (task, previous task)."""
    with connection.cursor() as cursor:
        cursor.execute(_LINK.format(rows=", ".join(["(%s, %s)"] * len(links))), [pk for pair in links for pk in pair])


def upsert(rows: Sequence[Any], key: str, changes: tuple[str, ...]) -> None:
    """Write new and changed rows of one model in one statement; of rows that exist only `changes` are written."""
    fields = rows[0]._meta.concrete_fields
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_upsert_text(rows[0]._meta.label, len(rows), key, changes), values)


@cache
def _upsert_text(label: str, rows: int, key: str, changes: tuple[str, ...]) -> str:
    model = apps.get_model(label)
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    return _UPSERT.format(
        table=model._meta.db_table,
        columns=", ".join(columns.values()),
        rows=", ".join([f"({', '.join(['%s'] * len(columns))})"] * rows),
        key=columns[key],
        sets=", ".join(f"{columns[name]} = EXCLUDED.{columns[name]}" for name in changes),
    )


def _columns(app: str, model: str, alias: str) -> str:
    fields = apps.get_model(app, model)._meta.concrete_fields
    return ", ".join(f"{alias}.{field.column} AS {alias}_{field.column}" for field in fields)
