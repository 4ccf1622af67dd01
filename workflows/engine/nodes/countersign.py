"""Countersigning: a seat for every organisation of a list known only at run time, and the rule that closes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from viewflow import this
from viewflow.workflow import nodes
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge, Flow
from viewflow.workflow.nodes.join import JoinActivation
from viewflow.workflow.nodes.split import SplitActivation
from viewflow.workflow.token import Token

from core.errors import Conflict
from core.models import Organisation
from workflows.engine import turn
from workflows.engine.enums import CONSENTS, Decision
from workflows.engine.models import Opinion, TurnTask
from workflows.engine.nodes.base import Hook, Moving
from workflows.engine.nodes.step import Step


def split_prefix(token: Token) -> str:
    """What the tokens of all seats of one split begin with: `start/5_` of `start/5_2`."""
    return f"{token.token.rsplit('_', 1)[0]}_"


class CountersignActivation(Moving, SplitActivation):
    """The moment the seats are opened."""

    @Activation.status.super()
    def activate(self) -> None:
        for node, _case, seats, _seed in self.flow_task._branches:
            listed = dict.fromkeys(o.pk if isinstance(o, Organisation) else o for o in seats(self))
            self.next_tasks += [(node, {"organisation": pk}) for pk in listed]
        if not self.next_tasks:
            raise Conflict(_("会签至少需要一个单位"))


class Countersign(nodes.Split):
    """One seat of the next step for every organisation of `seats(activation)`; doubles count once."""

    activation_class = CountersignActivation

    def __init__(self, title: str | Promise | None = None) -> None:
        super().__init__()
        self._activate_next: list[Any] = []
        self.task_title = title or ""

    def Next(self, node: Step, *, seats: Hook) -> Countersign:  # noqa: N802  the library's word
        self._activate_next.append((node, None, seats, None))  # four places: drawn as multi-instance
        return self

    def _outgoing(self) -> Iterator[Edge]:
        return (Edge(src=self, dst=branch[0], edge_class="default") for branch in self._activate_next)

    def _resolve(self, instance: Flow) -> None:
        self._activate_next = [tuple(this.resolve(instance, part) for part in branch) for branch in self._activate_next]


@dataclass
class Tally:
    """What a rule is asked about: how many seats are open, and what the others decided."""

    open: int
    counts: Counter[str]

    @property
    def consents(self) -> int:
        return sum(self.counts[decision] for decision in CONSENTS)

    @property
    def answered(self) -> int:
        return self.counts.total()


class Votes(Tally):
    """The tally of one split under way; its opinions are read when the rule asks for them (one statement)."""

    def __init__(self, proceeding: int, prefix: str, open_seats: int) -> None:
        self._proceeding, self._prefix, self.open = proceeding, prefix, open_seats

    @cached_property
    def counts(self) -> Counter[str]:  # type: ignore[override]
        """Decisions by kind; the last one of each seat counts, those taken back and those of inner splits do not."""
        rows = Opinion.objects.standing().filter(proceeding_id=self._proceeding, seat__startswith=self._prefix)
        answers = rows.in_order().values_list("seat", "decision")
        return Counter({s: d for s, d in answers if "/" not in s.removeprefix(self._prefix)}.values())


Rule = Callable[[Tally], bool | None]


def everyone(votes: Tally) -> bool | None:
    """Wait for all; their opinions advise, they do not decide."""
    return None if votes.open else True


def at_least(k: int) -> Rule:
    """Pass at the k-th consent, fail as soon as k is out of reach."""

    def rule(votes: Tally) -> bool | None:
        if votes.consents >= k:
            return True
        return False if votes.consents + votes.open < k else None

    return rule


def veto(votes: Tally) -> bool | None:
    """Fail at the first objection; pass when all have answered and none objected."""
    if votes.counts[Decision.OBJECT]:
        return False
    return None if votes.open else True


def unanimous(votes: Tally) -> bool | None:
    """Fail at the first answer that is not a consent, silence among them; pass when all have consented."""
    if votes.answered > votes.consents:
        return False
    return None if votes.open else True


class GatherActivation(Moving, JoinActivation):
    """One waiting for the seats of one split."""

    @classmethod
    def create(
        cls, flow_task: Gather, prev_activation: Activation, token: Token, data: Any = None, seed: Any = None
    ) -> GatherActivation:
        task = flow_task.waiting(token)
        if task is None:
            base = token.get_base_split_token()
            task = TurnTask(process=prev_activation.process, flow_task=flow_task, token=base)
            task.data = {"seats": split_prefix(token)}
            task.save()
        task.previous.add(prev_activation.task)
        return cls(task)

    @cached_property
    def outcome(self) -> bool | None:
        """What the rule says now; the state machine asks twice, the rule answers once."""
        prefix = self.task.data["seats"]
        return self.flow_task.rule(Votes(self.process.pk, prefix, len(turn.now_in().live(prefix))))  # type: ignore[no-any-return]

    def is_done(self) -> bool:
        return self.outcome is not None

    @Activation.status.super()
    def complete(self) -> None:
        """Take away the seats still open and pass on what the rule said."""
        for task in turn.now_in().live(self.task.data["seats"]):
            task.flow_task.activation_class(task).cancel()
        self.task.data = {**self.task.data, "passed": self.outcome}
        super(JoinActivation, self).complete.original()

    @Activation.status.super()
    def create_next(self) -> Iterator[Activation]:
        passed = self.outcome or self.flow_task._otherwise is None
        node = self.flow_task._next if passed else self.flow_task._otherwise
        yield self.note_way(node)._create(self, self.task.token)


class Gather(nodes.Join):
    """Where the seats of one split come together: the rule says passed, failed or wait."""

    activation_class = GatherActivation

    def __init__(self, rule: Rule = everyone, title: str | Promise | None = None) -> None:
        super().__init__()
        self.rule: Rule = rule
        self._otherwise: Any = None
        self.task_title = title or ""

    def Otherwise(self, node: Any) -> Gather:  # noqa: N802  in the library's manner
        """Where it goes when the rule says failed."""
        self._otherwise = node
        return self

    def waiting(self, token: Token) -> TurnTask | None:
        """The open task of this gather for the split that `token` came from."""
        base = token.get_base_split_token()
        return next((t for t in turn.now_in().live() if t.flow_task is self and t.token == base), None)

    def _resolve(self, instance: Flow) -> None:
        super()._resolve(instance)
        self._otherwise = this.resolve(instance, self._otherwise)

    def _outgoing(self) -> Iterator[Edge]:
        yield from super()._outgoing()
        if self._otherwise:
            yield Edge(src=self, dst=self._otherwise, edge_class="cond_false")
