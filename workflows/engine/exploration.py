"""Soundness of a workflow net, proved by visiting every marking it can reach.

Sound is: from every marking the end can be reached; when it is reached, nothing else is under way; no place ever
holds two tokens; and every way of the flow is taken by somebody (van der Aalst 1998). Each fault comes with the
shortest story that leads to it.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass

from core.proofs import ProofFailed
from workflows.engine.nets import END, EXIT, START, Marking, Move, Net

MOST_MARKINGS = 200_000


@dataclass(frozen=True)
class Fault:
    """What is not sound, and the moves that lead there."""

    what: str
    trace: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.what} · after {' → '.join(self.trace) or 'nothing'}"


class Space:
    """Everything that can be reached from the start of a net."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.came: dict[Marking, tuple[Marking, Move] | None] = {START: None}
        self.before: dict[Marking, set[Marking]] = defaultdict(set)
        self.leading_on: set[Marking] = set()
        self.fired: set[tuple[str, str]] = set()
        self.doubled: list[tuple[Marking, Move]] = []
        self._explore()

    def _explore(self) -> None:
        ahead = deque([START])
        while ahead:
            marking = ahead.popleft()
            for move in self.net.moves(marking):
                rest = marking - move.takes
                if rest & move.puts:
                    self.doubled.append((marking, move))
                following = rest | move.puts
                self.leading_on.add(marking)
                self.fired.add((move.node, move.way))
                self.before[following].add(marking)
                if following not in self.came:
                    self.came[following] = marking, move
                    ahead.append(following)
            if len(self.came) > MOST_MARKINGS:
                raise ProofFailed(f"{self.net.flow.key}: more than {MOST_MARKINGS} markings; the net grows without end")

    def trace(self, marking: Marking) -> tuple[str, ...]:
        """The shortest story that leads to a marking."""
        story: list[str] = []
        step = self.came[marking]
        while step:
            story.append(str(step[1]))
            step = self.came[step[0]]
        return tuple(reversed(story))

    def faults(self) -> list[Fault]:
        """What keeps the net from being sound; empty when it is."""
        return [*self._stuck(), *self._improper(), *self._unsafe(), *self._dead(), *self._half_ended()]

    def _stuck(self) -> Iterator[Fault]:
        finishing, ahead = {END}, [END]
        while ahead:
            for earlier in self.before[ahead.pop()] - finishing:
                finishing.add(earlier)
                ahead.append(earlier)
        lost = [marking for marking in self.came if marking not in finishing]  # breadth first: the nearest first
        for marking in sorted(lost, key=self.leading_on.__contains__)[:1]:  # where nothing moves tells most
            yield Fault(f"the end is out of reach with {_places(marking)}", self.trace(marking))

    def _improper(self) -> Iterator[Fault]:
        for marking in self.came:
            if marking != END and any(token.at == EXIT for token in marking):
                yield Fault(f"it ends while {_places(marking)} is under way", self.trace(marking))
                return

    def _unsafe(self) -> Iterator[Fault]:
        for marking, move in self.doubled[:1]:
            yield Fault(f"{move} puts a second token where one lies", self.trace(marking))

    def _dead(self) -> Iterator[Fault]:
        several = {(node, part) for node, way in self.fired for part in way.split(" + ")}
        for node, way in self.net.ways:
            if (node, way) not in several:
                yield Fault(f"{node}: {way} is never taken", ())

    def _half_ended(self) -> Iterator[Fault]:
        """An end before the end closes all that is open: it is declared for every step of a marking or for none, and at
        no step that nobody ever reaches."""
        declared = self.net.flow.ended_early
        if declared is None:
            return
        met: set[str] = set()
        for marking in self.came:
            open_steps = self.net.open_steps(marking)
            met |= open_steps
            if (some := open_steps & declared.steps) and open_steps - declared.steps:
                yield Fault(f"it may be ended at {sorted(some)} and not at what lies beside", self.trace(marking))
                return
        yield from (Fault(f"it may be ended at {name}, which is never open", ()) for name in declared.steps - met)


def _places(marking: Marking) -> str:
    return ", ".join(sorted(f"{token.at or 'nowhere'}{token.seat}" for token in marking if token.at != EXIT))
