"""A human step: it cannot be written without who may act, where, and by when."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from viewflow import this
from viewflow.workflow import nodes
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Flow
from viewflow.workflow.nodes.view import ViewActivation
from viewflow.workflow.status import STATUS
from viewflow.workflow.token import Token

from core import clock, working_days
from core.models import Organisation, User
from roles import policies
from roles.duties import Duty
from workflows.engine import added, assisted, due, turn
from workflows.engine.enums import Decision, Why
from workflows.engine.models import WorkItem
from workflows.engine.nodes.base import Hook, Moving

Called = str | Promise | Mapping[Decision, str | Promise]

RESUME = "resume"
"""In the data of a returned step's task: the seats to open again instead of going on."""


def seat(activation: Activation) -> int:
    """The organisation of a countersign seat, as the Countersign listed it."""
    return int(activation.task.data["organisation"])


class StepActivation(Moving, ViewActivation):
    """One seat of a step."""

    @classmethod
    def create(
        cls, flow_task: Step, prev_activation: Activation, token: Token, data: Any = None, seed: Any = None
    ) -> StepActivation:
        activation = super().create(flow_task, prev_activation, token, data=data, seed=seed)
        activation.task.work_item = flow_task.work_item(activation)
        turn.now_in().put_item(activation.task.work_item)
        if flow_task.may_add_steps and RESUME not in (data or {}):
            added.carry_on(activation, prev_activation)
        return activation  # type: ignore[no-any-return]

    @property
    def returns_to(self) -> tuple[str, ...]:
        """The steps that this seat may return to."""
        return self.flow_task.returns_to  # type: ignore[no-any-return]

    @Activation.status.super()
    def assign(self, user: User) -> None:
        self._note(claimed_at=clock.now(), claimed_by=user)
        super().assign.original(user)

    @Activation.status.super()
    def unassign(self) -> None:
        assisted.end_with(self.task.work_item)
        self._note(claimed_at=None, claimed_by=None)
        super().unassign.original()

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.DONE)
    def conclude(self) -> None:
        """Decided: by its owner, or by nobody when the limit passed. STARTED is never stored."""
        moment = clock.now()
        assisted.end_with(self.task.work_item)
        self.task.started = self.task.finished = clock.real_now()
        self.task.save()
        self._note(decided_at=moment, closed_at=moment)

    @Activation.status.super()
    def cancel(self) -> None:
        super().cancel.original()
        assisted.end_with(self.task.work_item)
        self._note(closed_at=clock.now())

    @Activation.status.super()
    def create_next(self) -> Iterator[Activation]:
        """The first step that was added, the next node, or straight back to the seats that the dossier was returned from."""
        resume = self.task.data.get(RESUME)
        if first := added.first_after(self):
            yield added.begin(self, self.flow_class.unplanned_node(), first)
            return
        if not resume:
            yield self.note_way(self.flow_task._next)._create(self, self.task.token)
            return
        turn.now_in().occasion.why = Why.RESUMED
        for one in resume:
            node = self.flow_class.instance.node(one["step"])
            yield node._create(self, Token(one["seat"]), data={**one["data"], **one.get("clock", {})})

    def _note(self, **facts: Any) -> None:
        for name, fact in facts.items():
            setattr(self.task.work_item, name, fact)
        turn.now_in().put_item(self.task.work_item)


class Step(nodes.View):
    """A human step.

    `duty` and `organisation` (a function of the activation: `seat`, or an organisation or its id) say who may
    act, `limit` is a key of the limits. `decisions` are those a person may choose; returning needs
    `returns_to`, the names of the steps it may go back to. `decided(activation, act)` runs in the same
    transaction after the opinion is written and before the flow moves on; `withdrawn(activation)` undoes it,
    and a step with the first and without the second cannot be taken back. With `lapses` a passed limit is
    recorded as 逾期未回复 and the flow goes on by its declared rule. `by_meeting` steps are decided from the
    minutes. `not_before` gives the first day on which it may be decided, such as the day a notice has run out.
    `due(dossiers)` gives the `Bound` that it has to keep beside its limit, or instead, for each of those dossiers that
    has one, by their numbers; it only reads, in as many statements for many as for one.
    `called` gives a decision the name of what it does here: what stands on its button and in the story of the
    dossier; words alone name the approval, and a decision without any keeps its own.
    `review_list` is what is looked at here; who returns names at least one point of it (domain a.3).
    `papers` names the documents that it concerns where the dossier has several: separation of duties keeps apart
    who signs and who registers one document, not who signs one and registers another.
    `may_add_steps` lets whoever has it in hand put in steps that the flow does not know before it goes on (增加环节, `Unplanned`);
    with `added_again` the dossier goes through them once more when it comes back from further on.
    `in_batches` lets several of its items be approved together (批量同意). Only a step that asks nothing beside the
    opinion and gives no document a number may declare it; a check refuses a form, a meeting and papers.
    """

    activation_class = StepActivation

    def __init__(
        self,
        *,
        duty: Duty,
        organisation: Hook,
        limit: str,
        title: str | Promise | None = None,
        decisions: Sequence[Decision] = (Decision.APPROVE,),
        returns_to: Sequence[str] = (),
        decided: Hook | None = None,
        withdrawn: Hook | None = None,
        form: type[Any] | None = None,
        lapses: bool = False,
        by_meeting: bool = False,
        not_before: Hook | None = None,
        due: Hook | None = None,
        called: Called | None = None,
        papers: Sequence[str] = (),
        review_list: Sequence[TextChoices] = (),
        in_batches: bool = False,
        may_add_steps: bool = False,
        added_again: bool = False,
    ) -> None:
        super().__init__(view=None)
        self.duty, self.organisation, self.limit = Duty(duty), organisation, limit
        self.decisions, self.returns_to = tuple(decisions), tuple(returns_to)
        self.decided, self.withdrawn, self.not_before, self.due = decided, withdrawn, not_before, due
        self.form, self.lapses, self.by_meeting = form, lapses, by_meeting
        self.review_list, self.in_batches = tuple(review_list), in_batches
        self.may_add_steps, self.added_again = may_add_steps, added_again
        self.called = called if isinstance(called, Mapping) else {Decision.APPROVE: called} if called else {}
        self.papers, self.task_title = frozenset(papers), title or self.duty.label

    def _resolve(self, instance: Flow) -> None:
        super()._resolve(instance)
        for name in ("organisation", "decided", "withdrawn", "not_before", "due"):
            setattr(self, name, this.resolve(instance, getattr(self, name)))

    @property
    def is_seat(self) -> bool:
        """Whether a Countersign opens it once for each organisation of a list."""
        return self.organisation is seat

    def allows(self, decision: Decision) -> bool:
        """Whether a person may choose the decision here."""
        return bool(self.returns_to) if decision == Decision.RETURN else decision in self.decisions

    def name_of(self, decision: Decision | str) -> str:
        """What the decision is called here."""
        return str(self.called.get(Decision(decision), Decision(decision).label))

    def bounds(self, dossiers: Collection[int]) -> Mapping[int, due.Bound]:
        """What other day than its limit the step has to keep, by dossier; nothing of those that have none."""
        found: Mapping[int, due.Bound] = self.due(dossiers) if self.due and dossiers else {}
        return found

    def bound(self, dossier: int) -> due.Bound | None:
        """The same of one dossier."""
        return self.bounds([dossier]).get(dossier)

    def due_at(self, item: WorkItem, bounds: Mapping[int, due.Bound] | None = None) -> datetime.datetime:
        """When an item of this step is due, by what it keeps and the calendar in force; `bounds` where they are known."""
        bound = self.bound(item.dossier_id) if bounds is None else bounds.get(item.dossier_id)
        return due.due_at(due.terms(item, self.limit), due.held(item, bound))

    def work_item(self, activation: StepActivation) -> WorkItem:
        """The inbox row of a seat just opened."""
        process, occasion, opened = activation.process, turn.now_in().occasion, clock.now()
        at = self.organisation(activation)
        not_before = self.not_before(activation) if self.not_before else None
        item = WorkItem(
            task=activation.task,
            proceeding_id=process.pk,
            dossier_id=process.dossier_id,
            county_id=process.dossier.county_id,
            organisation_id=at.pk if isinstance(at, Organisation) else at,
            duty=self.duty,
            flow_key=process.flow_key,
            step=self.name,
            round=process.round,
            seat=activation.task.token.token,
            why=occasion.why or (Why.SEAT if self.is_seat else Why.STEP),
            sender=occasion.actor,
            cause=occasion.cause,
            opened_at=opened,
            not_before=not_before,
            calendar_edition=working_days.current().edition,
            **due.kept(process, opened, self.limit, activation.task.data or {}),
        )
        item.due_at = self.due_at(item)
        return item

    def can_assign(self, user: Any, task: Any) -> bool:
        """Never by login alone: our policy is asked, default deny."""
        return task.owner_id is None and self._may(user, task)

    def can_execute(self, user: Any, task: Any) -> bool:
        """Owning the task is not enough: the duty is asked again."""
        return task.owner_id is not None and task.owner_id == user.pk and self._may(user, task)

    def can_unassign(self, user: Any, task: Any) -> bool:
        return task.owner_id is not None and task.owner_id == user.pk

    def _may(self, user: Any, task: Any) -> bool:
        return isinstance(user, User) and policies.may(user, self.duty, task.work_item.organisation_id)
