"""The answer of a rule: what is wrong, where, by which clause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from core.errors import Invalid
from plans.enums import Severity


@dataclass(frozen=True)
class Refusal:
    """One thing that a clause forbids or warns of; `where` names the project, field or amount. A sum that does not add
    up cites no clause."""

    message: str
    clause: str = ""
    where: str = ""
    severity: Severity = Severity.FORBIDDEN

    def __str__(self) -> str:
        return f"{self.words}{_cited(self.clause)}"

    @property
    def words(self) -> str:
        """Without its clause."""
        return f"{self.where}：{self.message}" if self.where else self.message


def _cited(clause: str) -> str:
    return f"（{clause}）" if clause else ""


def told(refusals: Iterable[Refusal]) -> str:
    """All of them in one sentence; what one clause says several things about is followed by it once."""
    groups = groupby(refusals, key=lambda refusal: refusal.clause)
    return "；".join(f"{'；'.join(r.words for r in found)}{_cited(clause)}" for clause, found in groups)


def refuse(refusals: Iterable[Refusal]) -> None:
    """Raise Invalid naming every forbidden thing at once; warnings pass."""
    forbidden = [r for r in refusals if r.severity == Severity.FORBIDDEN]
    if forbidden:
        raise Invalid(told(forbidden), clause=forbidden[0].clause)
