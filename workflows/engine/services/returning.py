"""Returning a dossier to an earlier step, also out of a parallel block."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from viewflow.workflow.token import Token

from core.errors import Conflict
from core.models import User
from workflows.engine import due, soundness, turn
from workflows.engine.enums import Act, Decision, Stop, Why
from workflows.engine.models import Opinion
from workflows.engine.nodes import Gather, Step
from workflows.engine.nodes.countersign import AHEAD
from workflows.engine.nodes.step import RESUME
from workflows.engine.services import opinions, seating
from workflows.engine.services.deciding import own

BASE = "start"
UNDECLARED = gettext_lazy("本环节不能退回到所选环节")


def return_to(
    *,
    actor: User,
    work_item: int,
    step: str,
    opinion: str,
    request_id: UUID,
    straight_back: bool = False,
    data: dict[str, Any] | None = None,
    recorded: Mapping[str, Any] | None = None,
) -> Opinion:
    """Send the dossier back to an earlier step that this step names in `returns_to`; a new round begins.

    Everything still open is taken away. After the fix the dossier goes through every step again, each with its full
    limit, or, with `straight_back`, at once to the seats that were open when it was returned, whose limits go on after a
    pause. What is `recorded` stands in the ledger beside where it went. Raises as `decide` does, and Conflict for a step
    that is not named.
    """
    with turn.take(task=work_item) as t:
        if earlier := opinions.replayed(t, actor, work_item, request_id):
            return earlier
        activation = seating.opened(t, work_item)
        item = activation.task.work_item
        if step not in activation.returns_to:
            raise Conflict(str(UNDECLARED))
        seating.unclaimed_or_own(actor, item)
        authority = seating.entitled(actor, item)
        seating.waits_for_nobody(item)
        text = opinions.with_reasons(Decision.RETURN, opinion)
        own(activation, actor)
        told = {**(data or {}), "to": step, "straight_back": straight_back}
        written = opinions.write(
            t,
            item,
            actor=actor,
            on_behalf_of=authority.on_behalf_of,
            decision=Decision.RETURN,
            text=text,
            request_id=request_id,
            data=told,
        )
        _send_back(t, activation, step, straight_back=straight_back)
        more = recorded or {}
        t.record(
            Act.RETURN, to=step, straight_back=straight_back, on_behalf_of=authority.on_behalf_of,
            **more, **seating.place(item),
        )  # fmt: skip
        return written


def _send_back(t: turn.Turn, activation: Any, step: str, *, straight_back: bool) -> None:
    occasion = t.occasion
    target = _target(activation.flow_class, step)
    if straight_back and not isinstance(target, Step):
        raise Conflict(_("退回到会签环节的，须重新办理各环节"))
    if activation.flow_task.decided:
        activation.flow_task.decided(activation, occasion.acted)
    _keep_queues(t)
    seats = [_seat(task) for task in t.live() if isinstance(task.flow_task, Step)]
    activation.conclude()
    for task in t.live():
        task.flow_task.activation_class(task).cancel()
    t.process.round += 1
    t.process.save()
    occasion.why = Why.RETURNED
    resume = {RESUME: seats} if straight_back else {}
    # Always with the base token: one from inside a split would grow with every return.
    activation._activate_next({target._create(activation, Token(BASE), data=resume)})


def _target(flow: Any, step: str) -> Any:
    """The step itself, or the outermost countersign around it."""
    return soundness.enclosing(flow).get(step) or flow.step(step)


def _keep_queues(t: turn.Turn) -> None:
    """Who is asked later is known to a seat, which comes back, where only the gather knew it, which does not."""
    for gather in (task for task in t.live() if isinstance(task.flow_task, Gather)):
        seats = t.live(gather.data["seats"])
        if gather.data.get(AHEAD) and not any(AHEAD in seat.data for seat in seats):
            seats[0].data = {**seats[0].data, AHEAD: gather.data[AHEAD]}
            t.put(seats[0])


def _seat(task: Any) -> dict[str, Any]:
    clock = due.stopped(task.work_item, Stop.RETURNED)
    return {"step": task.flow_task.name, "seat": task.token.token, "data": task.data, "clock": clock}
