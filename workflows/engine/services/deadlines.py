"""The day an open work item is due, counted anew when the calendar changes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from core import working_days
from core.models import User
from core.working_days import Calendar
from workflows.engine import registry, turn, whole
from workflows.engine.due import Bound
from workflows.engine.enums import Act
from workflows.engine.models import Proceeding, WorkItem
from workflows.engine.services import seating

Bounds = Mapping[tuple[str, str], Mapping[int, Bound]]
"""By flow and step, and by dossier."""


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
        bounds = _bounds()
        counted = ((item, _due_at(item, bounds)) for item in items.order_by("county__path", "organisation__path", "pk"))
        return [Move(item, item.due_at, after) for item, after in counted if after != item.due_at]


def recompute_deadlines(actor: User | None = None) -> None:
    """Count every open item's limit again, after a holiday notice was loaded; the ledger tells both days of each, and
    the actor who confirmed that they move.

    Proceedings whose dates move are locked by their numbers and read again under the lock, so that nothing which is
    decided meanwhile is written over. Raises Stale when somebody holds one for longer than the lock time-out.
    """
    open_items = WorkItem.objects.open().in_order().iterator(chunk_size=2_000)
    bounds = _bounds()
    moving = {item.proceeding_id for item in open_items if _due_at(item, bounds) != item.due_at}
    for proceeding in sorted(moving | _moving_as_a_whole()):
        with turn.take(proceeding=proceeding) as t:
            t.occasion = turn.Occasion(actor=actor)
            for item in (task.work_item for task in t.live() if getattr(task, "work_item", None)):
                before, item.due_at = item.due_at, _due_at(item)
                item.calendar_edition = working_days.current().edition
                t.put_item(item)
                if item.due_at != before:
                    t.record(Act.MOVE, before=before, due_at=item.due_at, **seating.place(item))
            if whole.count(t.process):
                t.process.save()


def limit_older_proceedings() -> int:
    """Give what is under way without any limit of its flow the one that was in force on the day on which it began, and
    answer how many got one: they began before limits of whole flows were kept. Safe to repeat.

    What a plan's filing took over from the plan, its overall deadline, is not known of those any more.
    """
    without = Proceeding.objects.filter(
        closed_at__isnull=True, limit_days__isnull=True, overall_days__isnull=True
    ).select_related("dossier")
    return sum(_limited(process) for process in without.order_by("pk"))


def _limited(process: Proceeding) -> int:
    """Nothing where no limit was in force, or another gave it one meanwhile."""
    whole.begin(process, None)
    if process.due_at is None and process.overall_due_at is None:
        return 0
    same = Proceeding.objects.filter(pk=process.pk, closed_at__isnull=True, limit_days__isnull=True)
    given: int = same.update(
        limit_days=process.limit_days, due_at=process.due_at, overall_from=process.overall_from,
        overall_days=process.overall_days, overall_due_at=process.overall_due_at,
    )  # fmt: skip
    return given


def _moving_as_a_whole() -> set[int]:
    """Open proceedings whose own deadline or overall one moves by the calendar in force."""
    kept = Proceeding.objects.filter(closed_at__isnull=True).exclude(due_at=None, overall_due_at=None)
    return {process.pk for process in kept.order_by("pk").iterator(chunk_size=2_000) if whole.count(process)}


def _bounds() -> Bounds:
    """What else than its limit bounds each open item; two statements a bounded step, however many lie there."""
    open_items, found = WorkItem.objects.open(), {}
    places = open_items.order_by("flow_key", "step").values_list("flow_key", "step").distinct()
    for flow_key, name in places:
        step = registry.step(flow_key, name)
        if step and step.due:
            lying = open_items.filter(flow_key=flow_key, step=name).order_by("dossier")
            found[flow_key, name] = step.bounds(list(lying.values_list("dossier", flat=True)))
    return found


def _due_at(item: WorkItem, bounds: Bounds | None = None) -> datetime.datetime:
    step = registry.step(item.flow_key, item.step)
    if step is None:
        return item.due_at
    return step.due_at(item, None if bounds is None else bounds.get((item.flow_key, item.step), {}))
