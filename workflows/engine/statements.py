"""The engine's few hot statements, as texts built once; no SQL by hand is written elsewhere in the engine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection

from core import kept_rows
from core.kept_rows import Columns
from core.kept_statements import INFERRED, Kept

IDS_A_TURN = 8
_NEXT_IDS = "ARRAY(SELECT nextval('viewflow_task_id_seq') FROM generate_series(1, $1))"

# Lock one proceeding and take the numbers of the tasks to come. Both rows are locked, so that both are read
# again after a wait; NO KEY, or rows that refer to the proceeding could not be inserted meanwhile.
_LOCK = """
    SELECT {proceeding}, {ids}
    FROM engine_proceeding r JOIN viewflow_process p ON p.id = r.process_ptr_id
    WHERE r.process_ptr_id = {which}
    FOR NO KEY UPDATE OF r, p"""

_MORE_IDS = Kept("more_ids", f"SELECT {_NEXT_IDS}", ("integer",))

# The live tasks with their work items, and one more task by number (a replay asks about an ended one). A second
# statement, because rows joined into the first are those from before the wait. The dossier comes along, and whether it
# is proposed to end the proceeding.
_LIVE = """
    SELECT {task}, {item}, {dossier},
        EXISTS (SELECT FROM engine_termination e WHERE e.proceeding_id = $1 AND e.result = '')
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
    """The statement of live tasks."""
    parts = {name: columns.text for name, columns in zip(("task", "item", "dossier"), _live_columns(), strict=True)}
    return Kept("live_tasks", _LIVE.format(**parts), ("bigint", "bigint", "bigint"))


def locked(kept: Kept, which: int | None) -> Any:
    """The proceeding that one of the two statements above locks, with the `ids` of tasks to come; None where there is
    none."""
    with connection.cursor() as cursor:
        kept.execute(cursor, [IDS_A_TURN, which])
        row = cursor.fetchone()
    if row is None:
        return None
    process: Any = _proceeding().instance(row)
    process.ids = row[-1]
    return process


def live_of(process: Any, task: int | None) -> list[Any]:
    """The live tasks of a proceeding, each with its work item; the proceeding gets its dossier, and whether it is
    proposed to end it."""
    with connection.cursor() as cursor:
        live().execute(cursor, [process.pk, task, process.dossier_id])
        rows = cursor.fetchall()
    tasks, items, dossiers = _live_columns()
    process.dossier = dossiers.instance(rows[0], tasks.width + items.width)
    process.end_is_proposed = rows[0][-1]
    found = []
    for row in rows:
        if (one := tasks.instance(row)) is None:
            continue
        found.append(one)
        if item := items.instance(row, tasks.width):
            one.work_item, item.task = item, one
    return found


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
    with connection.cursor() as cursor:
        _upserting(rows[0]._meta.label, len(rows), key, changes).execute(cursor, kept_rows.values(rows))


def _locking(name: str, which: str) -> Kept:
    text = _LOCK.format(proceeding=_proceeding().text, ids=_NEXT_IDS, which=which)
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


@cache
def _proceeding() -> Columns[Any]:
    return Columns(apps.get_model("engine", "Proceeding"), "p", "r")


@cache
def _live_columns() -> tuple[Columns[Any], Columns[Any], Columns[Any]]:
    """Of the task, of its work item and of the dossier."""
    told = (("engine", "TurnTask", "t"), ("engine", "WorkItem", "w"), ("core", "Dossier", "d"))
    task, item, dossier = (Columns(apps.get_model(app, model), alias) for app, model, alias in told)
    return task, item, dossier
