"""A flow as a workflow net: what may happen next at every marking, without running anything.

The net is coloured: a token knows its node, the seat of the countersign it belongs to, and how that seat answered.
Lists known only at run time are tried with one to `most` seats; what the data decides (a gate, an answer, a rule's
vote) may go either way. Beside the edges of the flow it knows what people may do across them: return, straight back
too, add a seat and remove one; and put in steps that the flow does not know, of which any number may follow. Taking a decision back restores the marking before it and so adds nothing new; an end
before the end leads from wherever it is declared to the end itself.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from workflows.engine import soundness
from workflows.engine.enums import CONSENTS, Decision
from workflows.engine.nodes import Begin, Countersign, Finish, Gate, Gather, Regulation, Step, Unplanned, everyone
from workflows.engine.nodes.votes import Tally, outcomes

ENTRY, EXIT = "i", "o"
"""The two places outside: before the flow has begun, and after it has ended."""


@dataclass(frozen=True)
class Token:
    """One thing under way: at a node, or arrived at a gather and waiting for the other seats."""

    at: str
    seat: str = ""
    answer: str = ""
    waits: bool = False
    ahead: tuple[int, ...] = ()
    """The numbers of the seats that are asked after this one."""
    resumes: frozenset[Token] = frozenset()
    """What was open when the dossier was returned, if it may go straight back to it."""
    then: tuple[str, str] | None = None
    """Of an added step, the step after which it was put in and the way by which that one goes on."""


Marking = frozenset[Token]
START: Marking = frozenset({Token(ENTRY)})
END: Marking = frozenset({Token(EXIT)})


@dataclass(frozen=True)
class Move:
    """One transition as it fires: its node, which way, the tokens it takes and those it puts."""

    node: str
    way: str
    takes: Marking
    puts: Marking

    def __str__(self) -> str:
        seats = sorted({token.seat for token in self.takes} - {""})
        return f"{self.node}{f'[{seats[0]}]' if len(seats) == 1 else ''}: {self.way}"


Ways = dict[tuple[str, str], str | None]
"""(node, way) -> the node it leads to; None where the flow leaves the way open, and a token is lost."""


@dataclass(frozen=True)
class Net:
    """The workflow net of one flow."""

    flow: type[Regulation]
    most: int = 2
    ways: Ways = field(default_factory=dict)

    @classmethod
    def of(cls, flow: type[Regulation], most: int = 2) -> Net:
        """As the flow is written."""
        return cls(flow, most, {key: to for node in flow.instance.nodes() for key, to in _ways(flow, node)})

    def without(self, node: str, way: str) -> Net:
        """The same net with one way cut off."""
        return replace(self, ways={**self.ways, (node, way): None})

    def moves(self, marking: Marking) -> Iterator[Move]:
        """Every transition that may fire here."""
        for token in marking:
            if token.at == ENTRY:
                yield Move(ENTRY, "begin", frozenset({token}), frozenset({Token(self.flow.begin_node().name)}))
            elif token.at in self._nodes and not token.waits:
                yield from self._leaving(token, marking)
        yield from self._gathered(marking)

    def open_steps(self, marking: Marking) -> frozenset[str]:
        """The human steps at which somebody has something to do."""
        return frozenset(
            token.at for token in marking if isinstance(self._nodes.get(token.at), Step) and not token.waits
        )

    def may_end(self, steps: Iterable[str]) -> bool:
        """Whether the flow may be ended early while these steps are open: from there the end is reached in one move, which
        is no way of the flow, so that nothing becomes sound by it."""
        declared = self.flow.ended_early
        return declared is not None and declared.decider(list(steps)) is not None

    @cached_property
    def _nodes(self) -> dict[str, Any]:
        return {node.name: node for node in self.flow.instance.nodes()}

    def _leaving(self, token: Token, marking: Marking) -> Iterator[Move]:
        node, taken = self._nodes[token.at], frozenset({token})
        if isinstance(node, Countersign):
            yield from self._opened(node, token)
        elif isinstance(node, Unplanned):
            yield from self._from_added(node, token, marking)
        elif token.resumes:
            yield Move(node.name, "straight back", taken, token.resumes)
            for way, to in self._ways_of(node):
                if way.startswith(RETURNS):
                    yield from self._returned(token, marking, way, to)
        else:
            for way, to in self._ways_of(node):
                yield from self._by(node, token, marking, way, to)
            if isinstance(node, Step) and node.is_seat and token.seat:
                yield from self._reseated(token, marking)

    def _ways_of(self, node: Any) -> Iterator[tuple[str, str | None]]:
        return ((way, to) for (name, way), to in self.ways.items() if name == node.name)

    def _by(self, node: Any, token: Token, marking: Marking, way: str, to: str | None) -> Iterator[Move]:
        """One way of a node, back or on; a consent may lead to steps that were added first."""
        if way.startswith(RETURNS):
            yield from self._returned(token, marking, way, to)
            return
        taken = frozenset({token})
        yield Move(node.name, way, taken, frozenset({self._arriving(token, way, to)}))
        if isinstance(node, Step) and node.may_add_steps and way in CONSENTS:
            there = Token(self.flow.unplanned_node().name, token.seat, then=(node.name, way))
            yield Move(node.name, way, taken, frozenset({there}))

    def _from_added(self, node: Unplanned, token: Token, marking: Marking) -> Iterator[Move]:
        """To the next added step, on to where the step leads that it was put in after, or back to that one."""
        after, goes = token.then or ("", "")
        taken = frozenset({token})
        for way in map(str, node.decisions):
            if self.ways[node.name, way] is None:
                yield Move(node.name, way, taken, frozenset({Token("")}))
                continue
            yield Move(node.name, way, taken, taken)
            there = replace(token, at=after, then=None)
            yield Move(node.name, way, taken, frozenset({self._arriving(there, goes, self.ways[after, goes])}))
        way = f"{RETURNS}{after}"
        yield from self._returned(token, marking, way, self.ways[node.name, way])

    def _arriving(self, token: Token, way: str, to: str | None) -> Token:
        if to == EXIT:
            return Token(EXIT)
        answer = way if isinstance(self._nodes[token.at], Step) and token.seat else token.answer
        waits = isinstance(self._nodes.get(to or ""), Gather)
        return Token(to or "", token.seat, answer, waits=waits, ahead=token.ahead)

    def _opened(self, node: Countersign, token: Token) -> Iterator[Move]:
        branches = [way for name, way in self.ways if name == node.name]
        for numbers in itertools.product(range(self.most + 1), repeat=len(branches)):
            if not 0 < sum(numbers) <= self.most:
                continue
            listed = [way for way, number in zip(branches, numbers, strict=True) for _seat in range(number)]
            opened = [
                Token(self.ways[node.name, way] or "", f"{token.seat}/{node.name}.{index}")
                for index, way in enumerate(listed, 1)
            ]
            if node.in_turn:
                opened = [replace(opened[0], ahead=tuple(range(2, len(listed) + 1)))]
            yield Move(node.name, " + ".join(listed), frozenset({token}), frozenset(opened))

    def _returned(self, token: Token, marking: Marking, way: str, to: str | None) -> Iterator[Move]:
        node = token.at
        yield Move(node, way, marking, frozenset({Token(to or "")}))
        if self.flow.may_go_straight_back and isinstance(self._nodes.get(to or ""), Step):
            yield Move(node, f"{way}, then straight back", marking, frozenset({Token(to or "", resumes=marking)}))

    def _reseated(self, token: Token, marking: Marking) -> Iterator[Move]:
        prefix = _prefix(token.seat)
        beside = [other for other in marking if other.seat.startswith(prefix)]
        taken = {_seat_of(other.seat, prefix) for other in beside}
        taken |= {f"{prefix}{number}" for other in beside for number in other.ahead}
        free = [seat for index in range(1, self.most + 1) if (seat := f"{prefix}{index}") not in taken]
        if free:
            added = Token(token.at, free[0])
            yield Move(token.at, "add a seat", frozenset({token}), frozenset({token, added}))
        others = [other for other in beside if _seat_of(other.seat, prefix) != token.seat]
        if others and token.ahead:  # one of the others, answered or not, knows from now on who is asked later
            heir = min(others, key=lambda other: (not other.waits, other.seat))
            handed = frozenset({replace(heir, ahead=token.ahead)})
            yield Move(token.at, "remove a seat", frozenset({token, heir}), handed)
        elif others:
            yield Move(token.at, "remove a seat", frozenset({token}), frozenset())

    def _gathered(self, marking: Marking) -> Iterator[Move]:
        waiting = {(token.at, _prefix(token.seat)) for token in marking if token.waits and token.seat}
        for name, prefix in sorted(waiting):
            seats = frozenset(token for token in marking if token.seat.startswith(prefix))
            here = [token for token in seats if token.waits and token.at == name and _prefix(token.seat) == prefix]
            answers = Counter(token.answer for token in here)
            ahead = [token for token in seats if token.ahead]
            still = len(seats) - len(here) + sum(len(token.ahead) for token in ahead)
            for outcome in outcomes(self._nodes[name].rule, Tally(open=still, counts=answers)):
                if outcome is None:
                    if ahead and len(here) == len(seats):
                        yield self._asked_next(name, prefix, ahead[0])
                    continue
                way = PASSED if outcome else FAILED
                to = self.ways.get((name, way))
                parent = prefix.rpartition("/")[0]
                gone = isinstance(self._nodes.get(to or ""), Gather)
                yield Move(name, way, seats, frozenset({Token(to or "", parent, waits=gone)}))

    def _asked_next(self, name: str, prefix: str, token: Token) -> Move:
        """The seat after one that has answered, where they are asked one after the other."""
        number, *later = token.ahead
        way = prefix.rpartition("/")[2].removesuffix(".")
        step = next(to for (node, _way), to in self.ways.items() if node == way)
        following = Token(step or "", f"{prefix}{number}", ahead=tuple(later))
        return Move(name, "ask the next", frozenset({token}), frozenset({replace(token, ahead=()), following}))


RETURNS, PASSED, FAILED = "return to ", "passed", "failed"


def _prefix(seat: str) -> str:
    """What the seats of one countersign share."""
    return f"{seat.rpartition('.')[0]}."


def _seat_of(seat: str, prefix: str) -> str:
    """The seat itself, or that of the same countersign inside which it was opened."""
    return prefix + seat.removeprefix(prefix).split("/")[0]


def _ways(flow: type[Regulation], node: Any) -> Iterator[tuple[tuple[str, str], str | None]]:
    """The ways that lead away from a node, with their ends."""
    if isinstance(node, Unplanned):
        yield from (((node.name, str(decision)), node.name) for decision in node.decisions)
        adding = (one for one in flow.instance.nodes() if isinstance(one, Step) and one.may_add_steps)
        yield from (((node.name, f"{RETURNS}{one.name}"), one.name) for one in adding)
    elif isinstance(node, Step):
        silent = (Decision.LAPSED,) if node.lapses else ()
        yield from (((node.name, str(decision)), _name(node._next)) for decision in (*node.decisions, *silent))
        yield from (((node.name, f"{RETURNS}{to}"), _opener(flow, to)) for to in node.returns_to)
    elif isinstance(node, Gate):
        yield (node.name, "yes"), _name(node._on_true)
        yield (node.name, "no"), _name(node._on_false)
    elif isinstance(node, Gather):
        yield (node.name, PASSED), _name(node._next)
        if node.rule is not everyone:
            yield (node.name, FAILED), _name(node._otherwise)
    elif isinstance(node, Countersign):
        yield from (((node.name, branch[0].name), branch[0].name) for branch in node._branches)
    elif isinstance(node, Finish):
        yield (node.name, "end"), EXIT
    else:
        yield (node.name, "begun" if isinstance(node, Begin) else "done"), _name(node._next)


def _opener(flow: type[Regulation], name: str) -> str | None:
    """Where a return to that step puts its token: at the step, or at the outermost countersign around it."""
    return _name(soundness.enclosing(flow).get(name) or flow.step(name))


def _name(node: Any) -> str | None:
    return None if node is None else str(node.name)
