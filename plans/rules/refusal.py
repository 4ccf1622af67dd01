"""The answer of a rule: what is wrong, where, by which clause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.errors import Invalid
from plans.enums import Severity


@dataclass(frozen=True)
class Refusal:
    """One thing that a clause forbids or warns of; `where` names the project, field or amount."""

    message: str
    clause: str
    where: str = ""
    severity: Severity = Severity.FORBIDDEN

    def __str__(self) -> str:
        place = f"{self.where}：" if self.where else ""
        return f"{place}{self.message}（{self.clause}）"


def refuse(refusals: Iterable[Refusal]) -> None:
    """Raise Invalid naming every forbidden thing at once; warnings pass."""
    forbidden = [r for r in refusals if r.severity == Severity.FORBIDDEN]
    if forbidden:
        raise Invalid("；".join(map(str, forbidden)), clause=forbidden[0].clause)
