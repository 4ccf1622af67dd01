"""Dates of open work items: the first day on which one may be decided, and the day it is due."""

from __future__ import annotations

import datetime

from core.models import User
from workflows.engine import registry, turn
from workflows.engine.enums import Act
from workflows.engine.models import WorkItem
from workflows.engine.nodes import Step
from workflows.engine.services import seating


def hold_until(*, work_item: int, date: datetime.date, actor: User | None = None) -> None:
    """Let an open item be decided from that day on only, and count its limit from then."""
    with turn.take(task=work_item) as t:
        activation = seating.opened(t, work_item)
        item = activation.task.work_item
        item.not_before = date
        item.due_at = activation.flow_task.due_at(item.opened_at, date)
        t.put_item(item)
        t.occasion.actor = t.occasion.actor or actor
        t.record(Act.HOLD, until=date, **seating.place(item))


def recompute_deadlines() -> None:
    """Count every open item's limit again, after a holiday notice was loaded."""
    changed = []
    for item in WorkItem.objects.open().in_order().iterator(chunk_size=2_000):
        step = _step(item)
        due_at = step.due_at(item.opened_at, item.not_before) if step else item.due_at
        if due_at != item.due_at:
            item.due_at = due_at
            changed.append(item)
    WorkItem.objects.bulk_update(changed, ["due_at"], batch_size=1_000)


def _step(item: WorkItem) -> Step | None:
    try:
        found: Step | None = registry.flow(item.flow_key).step(item.step)
    except KeyError:
        return None
    return found
