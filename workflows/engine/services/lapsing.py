"""A limit that passes without an answer: recorded as 逾期未回复, never taken for consent (B27)."""

from __future__ import annotations

import datetime
import uuid

from django.utils.translation import gettext as _

from core import clock
from core.errors import Conflict, DomainError
from workflows.engine import registry, turn
from workflows.engine.enums import Act, Decision
from workflows.engine.models import Opinion, WorkItem
from workflows.engine.services import opinions, seating
from workflows.engine.services.deciding import move_on

SWEEP = 500
"""At most so many items a sweep; the next one takes the rest."""


def lapse(*, work_item: int) -> Opinion:
    """Close an overdue seat as 逾期未回复 and let the flow go on by its declared rule.

    Raises Conflict before the limit has passed or where the step does not lapse, Stale when it was answered.
    """
    with turn.take(task=work_item) as t:
        activation = seating.opened(t, work_item)
        item = activation.task.work_item
        if not activation.flow_task.lapses:
            raise Conflict(_("本环节不因逾期而终止"))
        if clock.now() <= item.due_at:
            raise Conflict(_("办理期限未到"))
        opinion = opinions.write(
            t,
            item,
            actor=None,
            on_behalf_of=None,
            decision=Decision.LAPSED,
            text="",
            request_id=uuid.uuid5(uuid.NAMESPACE_OID, f"lapse/{item.pk}"),
            data=None,
        )
        move_on(t, activation)
        t.record(Act.LAPSE, due_at=item.due_at, **seating.place(item))
        return opinion


def lapse_overdue(now: datetime.datetime | None = None) -> int:
    """Lapse every overdue seat of steps that lapse, each in a transaction of its own; answers how many."""
    steps = {
        (entry.key, node.name)
        for entry in registry.registered()
        for node in entry.flow.instance.nodes()
        if getattr(node, "lapses", False)
    }
    if not steps:
        return 0
    overdue = WorkItem.objects.overdue(now or clock.now()).filter(step__in={step for _key, step in steps})
    rows = list(overdue.by_urgency().values_list("pk", "flow_key", "step")[:SWEEP])
    return sum(_lapsed(pk) for pk, flow_key, step in rows if (flow_key, step) in steps)


def _lapsed(work_item: int) -> int:
    try:
        lapse(work_item=work_item)
    except DomainError:  # answered meanwhile, or the next step cannot open yet: the next sweep asks again
        return 0
    return 1
