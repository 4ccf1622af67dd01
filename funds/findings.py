"""What a reconciliation comes to: sums that have to be the same, and what the finance bureau has to do. In yuan."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Two sums that have to be the same, in yuan."""

    stage: str
    left: str
    right: str
    left_sum: Decimal
    right_sum: Decimal

    @property
    def difference(self) -> Decimal:
        return self.left_sum - self.right_sum

    @property
    def holds(self) -> bool:
        return self.left_sum == self.right_sum


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing that the finance bureau has to do: where, how much (yuan), and what."""

    where: str
    what: str
    amount: Decimal
    page: str = ""
