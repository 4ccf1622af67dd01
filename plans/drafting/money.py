"""What the funds room tells of a plan's money; plain values, because this room lies below it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from plans.comparing import Comparison
from plans.papers import SourceRow


@dataclass(frozen=True)
class PlanMoney:
    """`levels` gives, by plan item, yuan by level in the words of ProjectRow: central, provincial, prefecture,
    county, other. `compared` is an adjustment beside the version that it adjusts."""

    sources: tuple[SourceRow, ...]
    levels: dict[int, dict[str, Decimal]] = field(default_factory=dict)
    compared: Comparison | None = None

    def of(self, item: int) -> dict[str, Decimal]:
        return self.levels.get(item, {})

    def by_level(self) -> dict[str, Decimal]:
        """The whole plan's yuan by level."""
        sums: dict[str, Decimal] = {}
        for levels in self.levels.values():
            for level, amount in levels.items():
                sums[level] = sums.get(level, Decimal(0)) + amount
        return sums
