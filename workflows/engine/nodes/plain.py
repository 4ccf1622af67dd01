"""The nodes between the human steps: begin, gate, act, finish."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from viewflow.workflow import nodes
from viewflow.workflow.activation import Activation
from viewflow.workflow.nodes.end import EndActivation
from viewflow.workflow.nodes.func import FunctionActivation
from viewflow.workflow.nodes.if_gate import IfActivation
from viewflow.workflow.nodes.start import StartHandleActivation
from viewflow.workflow.status import PROCESS

from core import clock
from core.models import Dossier
from workflows.engine import turn
from workflows.engine.enums import Decision
from workflows.engine.nodes.base import Hook, Moving


class BeginActivation(Moving, StartHandleActivation):
    """The first task of a proceeding."""

    @Activation.status.super()
    def execute(self) -> None:
        self.complete()
        self.activate_next()


class Begin(nodes.StartHandle):
    """Where a flow begins: `services.start(actor=, flow=, dossier=)` is the only way in."""

    activation_class = BeginActivation


class GateActivation(Moving, IfActivation):
    """The moment the question is answered."""

    @Activation.status.super()
    def activate(self) -> None:
        self._condition_result = self.flow_task._condition(self)

    @Activation.status.super()
    def create_next(self) -> Iterator[Activation]:
        node = self.flow_task._on_true if self._condition_result else self.flow_task._on_false
        yield self.note_way(node)._create(self, self.task.token)


class Gate(nodes.If):
    """A question with two answers: `Gate(this.is_so).Then(...).Else(...)`; the condition changes nothing."""

    activation_class = GateActivation

    def __init__(self, condition: Hook, title: str | Promise | None = None) -> None:
        super().__init__(condition)
        self.task_title = title or ""


def answered(*decisions: Decision) -> Hook:
    """A condition for a Gate: the step just decided said one of these."""

    def condition(activation: Any) -> bool:
        return activation.decision in decisions

    return condition


class ActActivation(Moving, FunctionActivation):
    """The moment the service is called."""

    @Activation.status.super()
    def activate(self) -> None:
        turn.now_in().occasion.changed_by_act = True
        self.task.started = clock.real_now()
        self.flow_task._func(self)

    @Activation.status.super()
    def create_next(self) -> Iterator[Activation]:
        yield self.note_way(self.flow_task._next)._create(self, self.task.token)


class Act(nodes.Function):
    """A step that a service takes: `Act(this.issue)`, called with the activation, in the same transaction."""

    activation_class = ActActivation

    def __init__(self, func: Hook, title: str | Promise | None = None) -> None:
        super().__init__(func)
        self.task_title = title or ""


class FinishActivation(Moving, EndActivation):
    """The end, if nothing else is under way."""

    @Activation.status.super()
    def activate(self) -> None:
        self.task.started = clock.real_now()
        if turn.now_in().live() != [self.task]:
            return
        process, moment = self.process, clock.now()
        process.status, process.finished = PROCESS.DONE, self.task.started
        process.closed_at, process.outcome = moment, self.flow_task.name
        process.save()
        Dossier.objects.filter(pk=process.dossier_id).update(closed_at=moment, outcome=self.flow_task.name)


class Finish(nodes.End):
    """An end, named by its outcome; the last one closes the dossier with that name."""

    activation_class = FinishActivation

    def __init__(self, title: str | Promise | None = None) -> None:
        super().__init__()
        self.task_title = title or ""
