"""增加环节: the one node of a flow on which the steps lie that whoever has an item in hand puts in before it goes on.

No edge of the flow leads there and none away: a step that declares `may_add_steps` leads to it where somebody has added
one, and from the last of them it goes on to where that step leads.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from viewflow import this
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Flow
from viewflow.workflow.token import Token

from roles.duties import Duty
from workflows.engine import added, turn
from workflows.engine.due import CLOCK
from workflows.engine.enums import Decision, Why
from workflows.engine.models import UnplannedStep, WorkItem
from workflows.engine.nodes.base import Hook
from workflows.engine.nodes.step import Step, StepActivation


def place(activation: Activation) -> int:
    """The organisation that an added step was given to."""
    return int(activation.task.data["organisation"])


class UnplannedActivation(StepActivation):
    """One added step."""

    @cached_property
    def row(self) -> UnplannedStep:
        """What was added."""
        return added.row(self.task.data[added.ROW])

    @property
    def returns_to(self) -> tuple[str, ...]:
        """Back to the step after which it was put in, and nowhere else."""
        return (self._adder.name,)

    @property
    def _adder(self) -> Any:
        return added.step_of(self.row.after, self.process)

    @Activation.status.super()
    def create_next(self) -> Iterator[Activation]:
        """The next added step, or, after the last, where the step leads that it was put in after, as that one decided."""
        if following := added.ahead(self.row.after_id, self.row.number):
            yield added.begin(self, self.flow_task, following)
            return
        turn.now_in().occasion.acted = added.decision_of(self.row.after)
        node = self.note_way(self._adder._next, leaving=self._adder.name)
        yield node._create(self, Token(self.row.after.seat))


class Unplanned(Step):
    """Where added steps lie: whoever has the `duty` at one of the organisations that `asked(activation)` finds may be asked,
    `most` steps after one item, each with a limit of at most `longest` working days.

    An objection is written down and the dossier goes on; what must be put right is returned to who added the step.
    """

    activation_class = UnplannedActivation

    def __init__(
        self, *, duty: Duty, asked: Hook, limit: str, title: str | Promise, most: int = 3, longest: int = 10
    ) -> None:
        super().__init__(
            duty=duty, organisation=place, limit=limit, title=title, decisions=(Decision.APPROVE, Decision.OBJECT)
        )
        self.asked, self.most, self.longest = asked, most, longest

    def _resolve(self, instance: Flow) -> None:
        super()._resolve(instance)
        self.asked = this.resolve(instance, self.asked)

    def allows(self, decision: Decision) -> bool:
        return decision == Decision.RETURN or super().allows(decision)

    def work_item(self, activation: Any) -> WorkItem:
        """With the name and the limit that were given to it; a limit that goes on after a pause is kept."""
        item = super().work_item(activation)
        item.unplanned = activation.row.name
        if item.why == Why.STEP:
            item.why = Why.UNPLANNED
        if CLOCK not in (activation.task.data or {}):
            item.limit_days, item.in_calendar_days = activation.row.days, False
            item.due_at = self.due_at(item)
        return item
