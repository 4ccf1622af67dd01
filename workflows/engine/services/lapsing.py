"""A limit that passes without an answer: recorded as 逾期未回复, never taken for consent (B27)."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.errors import Conflict, DomainError
from workflows.engine import registry, turn
from workflows.engine.enums import Act, Decision
from workflows.engine.models import Opinion, WorkItem
from workflows.engine.services import opinions, seating
from workflows.engine.services.deciding import move_on

PAGE = 500
"""So many overdue items are read at a time."""


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
    """Lapse every overdue seat of steps that lapse, each in a transaction of its own; answers how many.

    One that cannot lapse now is passed by, so that it keeps nobody behind it waiting.
    """
    return sum(_lapsed(pk) for pk in _in_pages(_overdue(now or clock.now())))


def oldest_to_lapse(now: datetime.datetime) -> datetime.datetime | None:
    """When the oldest seat that should have lapsed by now was due; None when there is none."""
    found: datetime.datetime | None = _overdue(now).order_by("due_at").values_list("due_at", flat=True).first()
    return found


def _overdue(now: datetime.datetime) -> QuerySet[WorkItem]:
    """The overdue seats of the steps that lapse."""
    lapsing = Q(pk__in=())
    for entry in registry.registered():
        steps = [node.name for node in entry.flow.instance.nodes() if getattr(node, "lapses", False)]
        if steps:
            lapsing |= Q(flow_key=entry.key, step__in=steps)
    return WorkItem.objects.overdue(now).filter(lapsing)


def _in_pages(overdue: QuerySet[WorkItem]) -> Iterator[int]:
    """The most urgent first, each once."""
    rows = overdue.by_urgency().values_list("due_at", "pk")  # type: ignore[attr-defined]
    page = list(rows[:PAGE])
    while page:
        yield from (pk for _due_at, pk in page)
        due_at, last = page[-1]
        page = list(rows.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=last))[:PAGE])


def _lapsed(work_item: int) -> int:
    try:
        lapse(work_item=work_item)
    except DomainError:  # answered meanwhile, or the next step cannot open yet: the next sweep asks again
        return 0
    return 1
