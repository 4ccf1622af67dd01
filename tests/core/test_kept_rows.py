"""A row that a kept statement writes and reads is the one that the ORM would."""

from __future__ import annotations

import contextlib
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core import clock, kept_rows
from core.kept_rows import Columns
from core.kept_statements import Kept
from tests.engine.statements import counted
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, Proceeding, TurnTask, WorkItem
from workflows.engine.trials import stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> WorkItem:
    stage.raise_stage()
    return stage.open_items(stage.begin())[0]


def written(item: WorkItem) -> Opinion:
    return Opinion(
        task_id=item.pk, proceeding_id=item.proceeding_id, dossier_id=item.dossier_id, county_id=item.county_id,
        organisation_id=item.organisation_id, step=item.step, round=item.round, seat=item.seat,
        actor=stage.holder(item.organisation_id), decision=Decision.APPROVE, text="同意 100%，$1。",
        detail={"at": clock.now(), "told": ["一", 2]}, request_id=uuid.uuid4(), written_at=clock.now(),
    )  # fmt: skip


def test_what_is_inserted_is_what_the_orm_would_have_saved(item: WorkItem) -> None:
    with transaction.atomic():
        by_orm = written(item)
        by_orm.save(force_insert=True)
        told = Opinion.objects.filter(pk=by_orm.pk).values().get()
        transaction.set_rollback(True)
    ours = written(item)
    ours.request_id, ours.detail, ours.written_at = by_orm.request_id, by_orm.detail, by_orm.written_at
    with counted() as seen:
        kept_rows.insert(ours)
    assert len(seen) == 1
    kept = Opinion.objects.filter(pk=ours.pk).values().get()
    assert not ours._state.adding
    assert ours.pk > by_orm.pk
    assert kept | {"id": None} == told | {"id": None}


def test_what_the_database_refuses_is_refused(item: WorkItem) -> None:
    kept_rows.insert(written(item))
    with pytest.raises(IntegrityError, match="task_id"), transaction.atomic():
        kept_rows.insert(written(item))
    assert Opinion.objects.count() == 1


def test_what_was_refused_is_committed_by_nobody_who_looks_away(item: WorkItem) -> None:
    """As with `save`: the transaction around it is undone, and what waits for its end is not done."""
    with transaction.atomic():
        kept_rows.insert(written(item))
        with contextlib.suppress(IntegrityError):
            kept_rows.insert(written(item))
        assert connection.needs_rollback
    assert Opinion.objects.count() == 0


READ = "SELECT 1, {columns} FROM {tables} ORDER BY 2"
TABLES = {
    Proceeding: "viewflow_process p JOIN engine_proceeding r ON p.id = r.process_ptr_id",
    TurnTask: "viewflow_task p",
    WorkItem: "engine_workitem p",
}


@pytest.mark.parametrize("model", TABLES)
def test_what_is_read_is_what_the_orm_would_have_read(item: WorkItem, model: Any) -> None:
    columns: Columns[Any] = Columns(model, *("p", "r") if model is Proceeding else "p")
    with connection.cursor() as cursor:
        Kept("read_back", READ.format(columns=columns.text, tables=TABLES[model]), ()).execute(cursor, [])
        rows = cursor.fetchall()
    ours = [columns.instance(row, 1) for row in rows]
    theirs = list(model.objects.order_by("pk"))
    assert [vars(one) | {"_state": None} for one in ours] == [vars(one) | {"_state": None} for one in theirs]
    assert {type(one) for one in ours} == {model}
    assert columns.instance([None] * columns.width) is None
