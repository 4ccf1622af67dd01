"""How the seats of a countersign are counted: the rules that a regulation may declare, and what they were asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from workflows.engine.enums import CONSENTS, Decision
from workflows.engine.models import Opinion

OPEN = ""
"""The answer of a seat that has given none."""


@dataclass(frozen=True)
class Cast:
    """One seat: whose, how much it weighs, whether it may veto, and its answer; OPEN while it has none."""

    organisation: int
    weight: int
    vetoes: bool
    answer: str

    @property
    def consents(self) -> bool:
        return self.answer in CONSENTS


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

    def __init__(
        self, proceeding: int, prefix: str, open_seats: int, waiting: list[int] | None = None,
        weights: Mapping[int, int] | None = None, vetoers: frozenset[int] = frozenset(),
    ) -> None:  # fmt: skip
        self._proceeding, self._prefix, self.open = proceeding, prefix, open_seats
        self._waiting, self._weights, self._vetoers = waiting or [], weights or {}, vetoers

    @cached_property
    def answers(self) -> dict[str, tuple[str, int]]:
        """Decision and organisation by seat; the last one of each counts, those of inner splits do not."""
        rows = Opinion.objects.answers(self._proceeding, self._prefix)
        found = rows.in_order().values_list("seat", "decision", "organisation_id")
        return {seat: (said, at) for seat, said, at in found if "/" not in seat.removeprefix(self._prefix)}

    @cached_property
    def counts(self) -> Counter[str]:  # type: ignore[override]
        """Decisions by kind."""
        return Counter(said for said, _at in self.answers.values())

    @cached_property
    def cast(self) -> list[Cast]:
        """Every seat, answered or not, with its weight; one that the regulation gives none weighs one."""
        said = [(at, said) for said, at in self.answers.values()]
        every = [*said, *((at, OPEN) for at in self._waiting)]
        return [Cast(at, self._weights.get(at, 1), at in self._vetoers, answer) for at, answer in every]


Rule = Callable[[Tally], bool | None]


def everyone(votes: Tally) -> bool | None:
    """Wait for all; their opinions advise, they do not decide."""
    return None if votes.open else True


@dataclass(frozen=True)
class AtLeast:
    """Pass at the k-th consent, fail as soon as k is out of reach."""

    k: int

    def __call__(self, votes: Tally) -> bool | None:
        if votes.consents >= self.k:
            return True
        return False if votes.consents + votes.open < self.k else None


def at_least(k: int) -> AtLeast:
    """The rule of so many consents."""
    return AtLeast(k)


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


@dataclass(frozen=True)
class Ballot:
    """Pass when the consents weigh at least `passes_at` of all seats, and the answers given at least `quorum` of them.

    A seat that may veto ends it by an objection, and while it is silent nothing has passed. Silence weighs for nobody
    and counts for no quorum (B27). It is decided as soon as what is open cannot change it.
    """

    passes_at: Fraction
    quorum: Fraction = field(default=Fraction(0))

    def __call__(self, votes: Tally) -> bool | None:
        return self.of(votes.cast) if isinstance(votes, Votes) else None

    def of(self, cast: list[Cast]) -> bool | None:
        """What the rule says of these seats."""
        if any(one.vetoes and one.answer == Decision.OBJECT for one in cast):
            return False
        weighed = Weighed.of(cast)
        needed, present = self.passes_at * weighed.total, self.quorum * weighed.total
        if weighed.yes + weighed.open < needed or weighed.given + weighed.open < present:
            return False
        veto_open = any(one.vetoes and one.answer == OPEN for one in cast)
        decided = weighed.yes >= needed and weighed.given >= present and not veto_open
        return True if decided else None

    def might(self, votes: Tally) -> tuple[bool | None, ...]:
        """What it may say where the weights are not known: the flow as a net goes every such way."""
        return (None, True, False) if votes.open else (True, False)


@dataclass(frozen=True)
class Weighed:
    """The weights of all seats, of those that consented, gave any answer, and gave none yet."""

    total: int
    yes: int
    given: int
    open: int

    @classmethod
    def of(cls, cast: list[Cast]) -> Weighed:
        silent = (OPEN, str(Decision.LAPSED))
        return cls(
            sum(one.weight for one in cast),
            sum(one.weight for one in cast if one.consents),
            sum(one.weight for one in cast if one.answer not in silent),
            sum(one.weight for one in cast if one.answer == OPEN),
        )


def outcomes(rule: Rule, votes: Tally) -> tuple[bool | None, ...]:
    """What a rule may say of a tally without organisations."""
    return rule.might(votes) if isinstance(rule, Ballot) else (rule(votes),)


def settlement(rule: Rule, votes: Votes, outcome: bool | None) -> dict[str, Any]:
    """What was counted, by which rule and with what result, as plain data: it is kept for ever."""
    return {
        "rule": _told(rule),
        "seats": [
            {"organisation": one.organisation, "weight": one.weight, "vetoes": one.vetoes, "said": one.answer}
            for one in votes.cast
        ],
        "passed": bool(outcome),
    }


def read(told: Mapping[str, Any]) -> tuple[Rule, list[Cast]]:
    """Rule and seats of what was kept."""
    kept = told["rule"]
    kind = kept["counting"]
    if kind == "ballot":
        rule: Rule = Ballot(Fraction(kept["passes_at"]), Fraction(kept["quorum"]))
    else:
        rule = AtLeast(int(kept["k"])) if kind == "at_least" else _PLAIN[kind]
    return rule, [Cast(one["organisation"], one["weight"], one["vetoes"], one["said"]) for one in told["seats"]]


_PLAIN: dict[str, Rule] = {"everyone": everyone, "veto": veto, "unanimous": unanimous}


def _told(rule: Rule) -> dict[str, Any]:
    if isinstance(rule, Ballot):
        return {"counting": "ballot", "passes_at": str(rule.passes_at), "quorum": str(rule.quorum)}
    if isinstance(rule, AtLeast):
        return {"counting": "at_least", "k": rule.k}
    return {"counting": next(kind for kind, plain in _PLAIN.items() if plain is rule)}


def recount(rule: Rule, cast: list[Cast]) -> bool | None:
    """What the rule says of these seats: the same as it said when the countersign closed."""
    if isinstance(rule, Ballot):
        return rule.of(cast)
    given = [one.answer for one in cast if one.answer != OPEN]
    return rule(Tally(open=len(cast) - len(given), counts=Counter(given)))
