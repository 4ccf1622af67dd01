"""The measured lifecycle on SpiffWorkflow, its whole state in one row of PostgreSQL, read and written at each step.

The library is a peer of the benches only (requirements-bench.lock) and is loaded when one runs.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from core.benches import CannotMeasure

if TYPE_CHECKING:
    from workflows.engine.benches.lifecycle import Lifecycle, Timed

MODEL = Path(__file__).parent / "plan.bpmn"


def make_table() -> None:
    """Where the states are kept."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_spiff (id bigserial PRIMARY KEY, state text NOT NULL)")


class Store:
    """Workflows in the table, without their model, which all of them share."""

    def __init__(self) -> None:
        from SpiffWorkflow.bpmn.parser import BpmnParser
        from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
        from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

        parser = BpmnParser()
        parser.add_bpmn_file(str(MODEL))
        self._spec = parser.get_spec("plan")
        self._serializer = BpmnWorkflowSerializer()
        self._kept = self._serializer.to_dict(self._spec)
        self._workflow = BpmnWorkflow

    def begin(self) -> int:
        """A new one, at its first human step."""
        workflow = self._workflow(self._spec)
        workflow.do_engine_steps()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_spiff (state) VALUES (%s) RETURNING id", [self._written(workflow)])
            return int(cursor.fetchone()[0])

    def step(self, pk: int, name: str, told: dict[str, str] | None = None) -> None:
        """Complete one human step."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT state FROM bench_spiff WHERE id = %s FOR UPDATE", [pk])
            workflow = self._read(cursor.fetchone()[0])
            task = next(iter(workflow.get_tasks(state=_ready(), spec_name=name)))
            task.data.update(told or {})
            task.run()
            workflow.do_engine_steps()
            cursor.execute("UPDATE bench_spiff SET state = %s WHERE id = %s", [self._written(workflow), pk])

    def is_done(self, pk: int) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT state FROM bench_spiff WHERE id = %s", [pk])
            return bool(self._read(cursor.fetchone()[0]).completed)

    def _written(self, workflow: Any) -> str:
        state = self._serializer.to_dict(workflow)
        del state["spec"]
        return json.dumps(state, default=str)

    def _read(self, text: str) -> Any:
        return self._serializer.from_dict({**json.loads(text), "spec": self._kept})


def _ready() -> Any:
    from SpiffWorkflow.util.task import TaskState

    return TaskState.READY


def lifecycle(county: int) -> Lifecycle:
    """The lifecycle; counties are nothing to it."""
    from workflows.engine.benches.lifecycle import LOOPS_EVERY

    try:
        store = Store()
    except ImportError as missing:
        raise CannotMeasure(f"install requirements-bench.lock: {missing}") from missing

    def run(number: int, timed: Timed) -> None:
        pk = timed(store.begin)
        for verdict in ["no"] * (number % LOOPS_EVERY == 0) + ["ok"]:
            for name in ("review", "finance", "housing", "land"):
                timed(store.step, pk, name)
            timed(store.step, pk, "leads", {"verdict": verdict})
        for name in ("agriculture", "resources"):
            timed(store.step, pk, name)
        if not store.is_done(pk):
            raise RuntimeError("the workflow did not end")

    return run
