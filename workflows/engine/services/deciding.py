"""Deciding an open work item."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from core.errors import Conflict
from core.models import User
from workflows.engine import turn
from workflows.engine.enums import Act, Decision
from workflows.engine.models import Opinion
from workflows.engine.services import opinions, seating

FINAL = "final"
"""In the data of a decided step's task: the decision had effects that cannot be taken back."""


def decide(
    *,
    actor: User,
    work_item: int,
    decision: Decision,
    opinion: str,
    request_id: UUID,
    data: dict[str, Any] | None = None,
) -> Opinion:
    """Decide an open work item; the same request sent twice gets the same answer.

    Raises Refused without the duty or by separation of duties, Stale when someone else acted first, Conflict
    when the step does not offer the decision or a notice still runs, Invalid when reasons are missing, and
    whatever the step's own service raises; nothing has then changed.
    """
    decision = Decision(decision)
    with turn.take(task=work_item) as t:
        if earlier := opinions.replayed(t, actor, work_item, request_id):
            return earlier
        activation = seating.opened(t, work_item)
        item, step = activation.task.work_item, activation.flow_task
        if decision == Decision.RETURN or not step.allows(decision):
            raise Conflict(_("本环节不能作出“%(decision)s”的决定") % {"decision": decision.label})
        seating.unclaimed_or_own(actor, item)
        authority = seating.entitled(actor, item)
        seating.waits_for_nobody(item)
        seating.after_notice(item)
        text = opinions.with_reasons(decision, opinion, step.name_of(decision))
        own(activation, actor)
        written = opinions.write(
            t,
            item,
            actor=actor,
            on_behalf_of=authority.on_behalf_of,
            decision=decision,
            text=text,
            request_id=request_id,
            data=data,
        )
        move_on(t, activation)
        t.record(Act.DECIDE, decision=decision, on_behalf_of=authority.on_behalf_of, **seating.place(item))
        return written


def own(activation: Any, actor: User) -> None:
    """Deciding an unclaimed item claims it."""
    if activation.task.owner_id is None:
        activation.assign(actor)


def move_on(t: turn.Turn, activation: Any) -> None:
    """Call the step's own service, close the item and let the flow go on."""
    step, occasion = activation.flow_task, t.occasion
    if step.decided:
        step.decided(activation, occasion.acted)
    activation.conclude()
    activation.activate_next()
    if occasion.changed_by_act or (step.decided and not step.withdrawn):
        activation.task.data = {**activation.task.data, FINAL: True}
        t.put(activation.task)
