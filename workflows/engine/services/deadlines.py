"""The day an open work item is due, counted anew when the calendar changes."""

from __future__ import annotations

import datetime

from workflows.engine import registry, turn
from workflows.engine.models import WorkItem
from workflows.engine.nodes import Step


def recompute_deadlines() -> None:
    """Count every open item's limit again, after a holiday notice was loaded.

    Proceedings whose dates move are locked by their numbers and read again under the lock, so that nothing which is
    decided meanwhile is written over. Raises Stale when somebody holds one for longer than the lock time-out.
    """
    open_items = WorkItem.objects.open().in_order().iterator(chunk_size=2_000)
    for proceeding in sorted({item.proceeding_id for item in open_items if _due_at(item) != item.due_at}):
        with turn.take(proceeding=proceeding) as t:
            for item in (task.work_item for task in t.live() if getattr(task, "work_item", None)):
                item.due_at = _due_at(item)
                t.put_item(item)


def _due_at(item: WorkItem) -> datetime.datetime:
    step = _step(item)
    return step.due_at(item) if step else item.due_at


def _step(item: WorkItem) -> Step | None:
    try:
        found: Step | None = registry.flow(item.flow_key).step(item.step)
    except KeyError:
        return None
    return found
