"""The day an open work item is due, counted anew when the calendar changes."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from core import working_days
from core.working_days import Calendar
from workflows.engine import registry, turn
from workflows.engine.enums import Act
from workflows.engine.models import WorkItem
from workflows.engine.nodes import Step
from workflows.engine.services import seating


@dataclass(frozen=True)
class Move:
    """An open item whose deadline another calendar moves."""

    item: WorkItem
    before: datetime.datetime
    after: datetime.datetime


def moved_by(calendar: Calendar) -> list[Move]:
    """Which open deadlines that calendar would move, in the order of counties and offices; nothing is changed."""
    items = WorkItem.objects.open().select_related("county", "organisation")
    with working_days.counting_by(calendar):
        counted = ((item, _due_at(item)) for item in items.order_by("county__path", "organisation__path", "pk"))
        return [Move(item, item.due_at, after) for item, after in counted if after != item.due_at]


def recompute_deadlines() -> None:
    """Count every open item's limit again, after a holiday notice was loaded; the ledger tells both days of each.

    Proceedings whose dates move are locked by their numbers and read again under the lock, so that nothing which is
    decided meanwhile is written over. Raises Stale when somebody holds one for longer than the lock time-out.
    """
    open_items = WorkItem.objects.open().in_order().iterator(chunk_size=2_000)
    for proceeding in sorted({item.proceeding_id for item in open_items if _due_at(item) != item.due_at}):
        with turn.take(proceeding=proceeding) as t:
            for item in (task.work_item for task in t.live() if getattr(task, "work_item", None)):
                before, item.due_at = item.due_at, _due_at(item)
                item.calendar_edition = working_days.current().edition
                t.put_item(item)
                if item.due_at != before:
                    t.record(Act.MOVE, before=before, due_at=item.due_at, **seating.place(item))


def _due_at(item: WorkItem) -> datetime.datetime:
    step = _step(item)
    return step.due_at(item) if step else item.due_at


def _step(item: WorkItem) -> Step | None:
    try:
        found: Step | None = registry.flow(item.flow_key).step(item.step)
    except KeyError:
        return None
    return found
