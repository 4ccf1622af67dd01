"""Countersigning: a seat for every organisation of a list known only at run time, and the rule that closes it."""

from __future__ import annotations

from collections.abc import Iterator
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
from workflows.engine.enums import Act
from workflows.engine.models import TurnTask
from workflows.engine.nodes import votes
from workflows.engine.nodes.base import Hook, Moving
from workflows.engine.nodes.step import Step
from workflows.engine.nodes.votes import Rule, Votes, everyone

AHEAD = "ahead"
"""In the data of a seat whose countersign asks one after the other, and of its gather: number and organisation of those
that are asked later."""


def split_prefix(token: Token) -> str:
    """What the tokens of all seats of one split begin with: `start/5_` of `start/5_2`."""
    return f"{token.token.rsplit('_', 1)[0]}_"


class CountersignActivation(Moving, SplitActivation):
    """The moment the seats are opened."""

    @Activation.status.super()
    def activate(self) -> None:
        asked: list[tuple[Step, dict[str, Any]]] = []
        for node, _case, seats, _seed in self.flow_task._branches:
            listed = dict.fromkeys(o.pk if isinstance(o, Organisation) else o for o in seats(self))
            asked += [(node, {"organisation": pk}) for pk in listed]
        if not asked:
            raise Conflict(_("会签至少需要一个单位"))
        if self.flow_task.in_turn:
            (node, first), *later = asked
            ahead = [[number, data["organisation"]] for number, (_node, data) in enumerate(later, 2)]
            asked = [(node, {**first, AHEAD: ahead})]
        self.next_tasks += asked


class Countersign(nodes.Split):
    """One seat of the next step for every organisation of `seats(activation)`; doubles count once.

    All are asked at once, or, `in_turn`, one after the other in the order of the list, until the rule is decided.
    """

    activation_class = CountersignActivation

    def __init__(self, title: str | Promise | None = None, *, in_turn: bool = False) -> None:
        super().__init__()
        self._activate_next: list[Any] = []
        self.in_turn = in_turn
        self.task_title = title or ""

    def Next(self, node: Step, *, seats: Hook) -> Countersign:  # noqa: N802  the library's word
        self._activate_next.append((node, None, seats, None))  # four places: drawn as multi-instance
        return self

    def _outgoing(self) -> Iterator[Edge]:
        return (Edge(src=self, dst=branch[0], edge_class="default") for branch in self._activate_next)

    def _resolve(self, instance: Flow) -> None:
        self._activate_next = [tuple(this.resolve(instance, part) for part in branch) for branch in self._activate_next]


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
        arriving = prev_activation.task
        if AHEAD in arriving.data:
            task.data = {**task.data, AHEAD: arriving.data[AHEAD]}
            task.save()
        elif AHEAD in task.data and not any(AHEAD in seat.data for seat in turn.now_in().live(task.data["seats"])):
            # The gather alone knew them. Kept with the answer: who takes it back is asked again before them.
            arriving.data = {**arriving.data, AHEAD: task.data[AHEAD]}
            arriving.save()
        task.previous.add(arriving)
        return cls(task)

    @cached_property
    def votes(self) -> Votes:
        """What the rule is asked about now."""
        prefix, ahead = self.task.data["seats"], self._ahead
        live = turn.now_in().live(prefix)
        own = (task for task in live if "/" not in task.token.token.removeprefix(prefix))
        waiting = [int(task.data["organisation"]) for task in own if "organisation" in task.data]
        weights, vetoers = self.flow_task.weights, self.flow_task.vetoers
        return Votes(
            self.process.pk, prefix, len(live) + len(ahead), [*waiting, *(at for _n, at in ahead)],
            weights(self) if weights else None, frozenset(vetoers(self)) if vetoers else frozenset(),
        )  # fmt: skip

    @cached_property
    def outcome(self) -> bool | None:
        """What the rule says now; the state machine asks twice, the rule answers once."""
        return self.flow_task.rule(self.votes)  # type: ignore[no-any-return]

    @property
    def _ahead(self) -> list[tuple[int, int]]:
        """Who is asked later: the seat now open knows it, or else the gather."""
        live = turn.now_in().live(self.task.data["seats"])
        known: list[list[tuple[int, int]]] = [task.data[AHEAD] for task in live if AHEAD in task.data]
        return [*(known[0] if known else self.task.data.get(AHEAD, []))]

    def meanwhile(self) -> list[Activation]:
        """The next seat, where they are asked one after the other and the rule is not decided."""
        prefix, ahead = self.task.data["seats"], self._ahead
        if self.outcome is not None or not ahead or turn.now_in().live(prefix):
            return []
        (number, at), *later = ahead
        self.task.data = {**self.task.data, AHEAD: []}
        self.task.save()
        token = Token(f"{prefix}{number}")
        return [self.flow_task.seat._create(self, token, data={"organisation": at, AHEAD: later})]

    def is_done(self) -> bool:
        return self.outcome is not None

    @Activation.status.super()
    def complete(self) -> None:
        """Take away the seats still open and pass on what the rule said."""
        self.votes.cast  # noqa: B018  counted before the seats go
        for task in turn.now_in().live(self.task.data["seats"]):
            task.flow_task.activation_class(task).cancel()
        self.task.data = {**self.task.data, "passed": self.outcome}
        self._record()
        super(JoinActivation, self).complete.original()

    def _record(self) -> None:
        """Keep what was counted, in the ledger and with the act that closed it."""
        item = turn.now_in().occasion.cause
        if item is not None:
            told = votes.settlement(self.flow_task.rule, self.votes, self.outcome)
            place = {"work_item": item.pk, "step": item.step, "organisation": item.organisation_id, "seat": item.seat}
            turn.now_in().record(Act.GATHER, tally=told, **place)

    @Activation.status.super()
    def create_next(self) -> Iterator[Activation]:
        passed = self.outcome or self.flow_task._otherwise is None
        node = self.flow_task._next if passed else self.flow_task._otherwise
        yield self.note_way(node)._create(self, self.task.token)


class Gather(nodes.Join):
    """Where the seats of one split come together: the rule says passed, failed or wait.

    For a Ballot, `weights(activation)` gives what the seat of an organisation weighs, by its id, and `vetoers(activation)`
    the organisations that may veto.
    """

    activation_class = GatherActivation

    def __init__(
        self, rule: Rule = everyone, title: str | Promise | None = None, *, weights: Hook | None = None,
        vetoers: Hook | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.rule: Rule = rule
        self.weights, self.vetoers = weights, vetoers
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
        for name in ("_otherwise", "weights", "vetoers"):
            setattr(self, name, this.resolve(instance, getattr(self, name)))

    @property
    def seat(self) -> Step:
        """The step whose seats come together here, asked one after the other: there is one."""
        splits = (node for node in self.flow_class.instance.nodes() if isinstance(node, Countersign) and node.in_turn)
        seats: Iterator[Step] = (branch[0] for split in splits for branch in split._branches)
        return next(step for step in seats if self in _after(step))

    def _outgoing(self) -> Iterator[Edge]:
        yield from super()._outgoing()
        if self._otherwise:
            yield Edge(src=self, dst=self._otherwise, edge_class="cond_false")


def _after(step: Any) -> Iterator[Any]:
    """The nodes that follow a seat one by one."""
    node = step._next
    while node is not None:
        yield node
        node = getattr(node, "_next", None) if not isinstance(node, Gather) else None
