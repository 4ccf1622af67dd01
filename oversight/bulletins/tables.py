"""The frozen tables of bulletins: plain figures that are stored with the draft and never read anew."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import asdict, dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self, TypeVar

T = TypeVar("T")
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class UnitMonth:
    """What one unit did in the month."""

    category: str
    unit: str
    opened: int = 0
    decided: int = 0
    late: int = 0
    returned: int = 0
    open: int = 0
    overdue: int = 0
    slips: int = 0

    @property
    def on_time(self) -> Decimal | None:
        """Hundredths of what was decided; None where nothing was."""
        return percent(self.decided - self.late, self.decided) if self.decided else None


@dataclass(frozen=True)
class SupervisionTable:
    """Every unit with something in the month; `slips` is how many of which colour were issued."""

    units: tuple[UnitMonth, ...]
    slips: dict[str, int] = field(default_factory=dict)

    @property
    def whole(self) -> UnitMonth:
        names = ("opened", "decided", "late", "returned", "open", "overdue", "slips")
        return UnitMonth("", "", **{name: sum(getattr(unit, name) for unit in self.units) for name in names})

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        return cls(tuple(UnitMonth(**unit) for unit in stored["units"]), stored["slips"])


@dataclass(frozen=True)
class UnitSpending:
    """How far one unit spent what it was given: amounts in yuan where the source has them, the progress in percent."""

    category: str
    unit: str
    progress: Decimal
    allotted: Decimal | None = None
    paid: Decimal | None = None

    @property
    def balance(self) -> Decimal:
        return 100 - self.progress


@dataclass(frozen=True)
class SpendingTable:
    """Every unit as its source lists it, and what the county spent and has left, in yuan."""

    year: int
    units: tuple[UnitSpending, ...]
    paid: Decimal
    left: Decimal

    @property
    def progress(self) -> Decimal:
        """支出进度 = paid ÷ allotted (B33), in percent."""
        return percent(self.paid, self.paid + self.left)

    @property
    def balance(self) -> Decimal:
        """结余率 = 1 - 支出进度."""
        return 100 - self.progress

    def stored(self) -> dict[str, Any]:
        units = [
            {name: value if value is None else str(value) for name, value in asdict(u).items()} for u in self.units
        ]
        return {"year": self.year, "units": units, "paid": str(self.paid), "left": str(self.left)}

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        return cls(
            year=stored["year"],
            units=tuple(
                UnitSpending(
                    category=unit["category"],
                    unit=unit["unit"],
                    progress=Decimal(unit["progress"]),
                    allotted=Decimal(unit["allotted"]) if unit["allotted"] else None,
                    paid=Decimal(unit["paid"]) if unit["paid"] else None,
                )
                for unit in stored["units"]
            ),
            paid=Decimal(stored["paid"]),
            left=Decimal(stored["left"]),
        )


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """Two decimals, halves up; zero of nothing."""
    if not whole:
        return Decimal("0.00")
    return (Decimal(100) * part / whole).quantize(HUNDREDTH, ROUND_HALF_UP)


def shown(rate: Decimal | None) -> str:
    """As a bulletin prints it: 87.34%, 100%, a dash of nothing."""
    if rate is None:
        return "—"
    text = f"{rate:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


def ranked(rows: Sequence[T], by: Callable[[T], Decimal | None], kind: Callable[[T], Hashable]) -> list[tuple[str, T]]:
    """Within each kind, in the order in which the kinds come: the highest first, equal ones share a rank and the next
    is as many further; rows without a value come last and have none. Equal ones stay as they came."""
    found: list[tuple[str, T]] = []
    for one in dict.fromkeys(map(kind, rows)):
        alike = [row for row in rows if kind(row) == one]
        placed = [(value, row) for row in alike if (value := by(row)) is not None]
        placed.sort(key=lambda pair: -pair[0])
        found += [(str(1 + sum(value > mine for value, _row in placed)), row) for mine, row in placed]
        found += [("—", row) for row in alike if by(row) is None]
    return found
