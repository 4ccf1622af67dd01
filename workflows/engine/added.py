"""Steps that were added to a proceeding: which comes next, how it begins, and which are added again by themselves.

A task that has steps to come after it carries a mark (`ADDED`), so that every other one costs no statement more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from viewflow.workflow.token import Token

from core import clock
from workflows.engine import turn
from workflows.engine.enums import CONSENTS, Act, Decision, Why
from workflows.engine.models import Opinion, UnplannedStep, WorkItem

if TYPE_CHECKING:
    from workflows.engine.models import Proceeding

ADDED = "added"
"""In the data of a task: steps were added after it."""
ROW = "unplanned"
"""In the data of the task of an added step: its number."""
KEPT = ("name", "organisation_id", "days", "words", "added_by_id", "added_on_behalf_of_id")
"""What stays of one that is gone through again."""
_BETWEEN = "#"
"""Between the seat of the item after which it was put in and its number: `start#2`."""


def row(pk: int) -> UnplannedStep:
    """What was added, with the item that it comes after; one statement."""
    return UnplannedStep.objects.select_related("after").get(pk=pk)


def seat(after: str, number: int) -> str:
    """The seat of an added step: a place of its own beside that of the step it comes after."""
    return f"{after}{_BETWEEN}{number}"


def without_number(seat: str) -> str:
    """The seat of the step that an added one comes after; any other as it is."""
    return seat.partition(_BETWEEN)[0]


def ahead(after: int, beyond: int = 0) -> UnplannedStep | None:
    """The first step that was added after an item, or the one that follows that number; one statement."""
    standing = UnplannedStep.objects.standing().filter(after=after, number__gt=beyond)
    return standing.in_order().first()


def first_after(activation: Any) -> UnplannedStep | None:
    """The first step that was added after the step just decided: where it consented, and none without the mark."""
    if not activation.task.data.get(ADDED) or activation.decision not in CONSENTS:
        return None
    return ahead(activation.task.pk)


def begin(activation: Any, node: Any, step: UnplannedStep) -> Any:
    """Open it: an activation of the flow's node for added steps."""
    return node._create(activation, Token(step.seat), data={ROW: step.pk, "organisation": step.organisation_id})


def step_of(after: WorkItem, process: Proceeding) -> Any:
    """The step after which one was put in, by the edition on which the proceeding goes now."""
    from workflows.engine import editions  # which asks the nodes

    name = editions.name_in(after.step, after.flow_key, process.flow_key) or after.step
    return process.flow_class.step(name)


def decision_of(after: WorkItem) -> turn.Acted:
    """What was decided at the item after which steps were put in: by that the flow goes on."""
    written = Opinion.objects.select_related("actor").get(task=after.pk)
    return turn.Acted(
        actor=written.actor, decision=Decision(written.decision), opinion=written, data=written.detail, work_item=after
    )


def add(item: WorkItem, facts: dict[str, Any]) -> UnplannedStep:
    """Write one down within the open turn, as the last of its proceeding, and say so in the ledger: what is gone through
    again was added by nobody anew."""
    t = turn.now_in()
    last = UnplannedStep.objects.filter(proceeding=item.proceeding_id).order_by("-number").first()
    number = last.number + 1 if last else 1
    made = UnplannedStep.objects.create(
        proceeding_id=item.proceeding_id, dossier_id=item.dossier_id, after_id=item.pk, number=number,
        seat=seat(item.seat, number), added_at=clock.now(), **facts,
    )  # fmt: skip
    said = {"name": made.name, "organisation": made.organisation.name, "days": made.days, "words": made.words}
    is_again = made.again_id is not None
    record = t.record_of_itself if is_again else t.record
    record(
        Act.ADD_STEP, is_again=is_again,
        reason=_("“%(name)s”由%(organisation)s办理，%(days)d个工作日：%(words)s") % said,
        on_behalf_of=None if is_again else made.added_on_behalf_of_id, work_item=item.pk, step=item.step,
        organisation=item.organisation_id, seat=item.seat, **told(made),
    )  # fmt: skip
    return made


def told(step: UnplannedStep) -> dict[str, Any]:
    """How the ledger names it."""
    return {
        "unplanned": step.pk,
        "named": step.name,
        "days": step.days,
        "asked_at_organisation": step.organisation_id,
    }


def carry_on(activation: Any, before: Any) -> None:
    """A step opens again: what was added after it is to be gone through once more where it was not, or where the flow says
    so (`added_again`). `before` is the activation that leads here.

    Taken back with its decision, everything comes along; returned from an added step, that one and those after it do;
    returned from further on, all of them or none.
    """
    rows = list(_carried(activation, before))
    if not rows:
        return
    for one in rows:
        facts = {name: getattr(one, name) for name in KEPT}
        add(activation.task.work_item, {**facts, "again": one})
    activation.task.data = {**activation.task.data, ADDED: True}
    turn.now_in().put(activation.task)


def _carried(activation: Any, before: Any) -> Iterable[UnplannedStep]:
    step, data, occasion = activation.flow_task, activation.task.data or {}, turn.now_in().occasion
    standing = UnplannedStep.objects.standing().in_order()
    if occasion.why == Why.WITHDRAWN and before.flow_task is step:
        return standing.filter(after=before.task.pk) if data.get(ADDED) else ()
    if ROW in (before.task.data or {}):
        at = row(before.task.data[ROW])
        if step_of(at.after, activation.process) is not step:
            return ()
        return standing.filter(after=at.after_id, **({} if step.added_again else {"number__gte": at.number}))
    if not step.added_again or activation.process.round == 1:
        return ()
    every = UnplannedStep.objects.filter(proceeding=activation.process.pk).select_related("after").order_by("-number")
    last = next((one.after_id for one in every if step_of(one.after, activation.process) is step), None)
    return standing.filter(after=last) if last else ()
