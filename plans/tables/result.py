"""What the reader of published plan tables hands back: plain facts and warnings, no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Category(StrEnum):
    """The seven heads under which funds are integrated, 五(三)."""

    RELIEF = "生活救助"
    PRODUCTION_CONDITIONS = "基本生产条件改善"
    INDUSTRY = "特色产业发展"
    RELOCATION = "扶贫搬迁"
    FINANCE = "撬动金融投入支持扶贫"
    PUBLIC_SERVICES = "公共服务"
    CAPACITY = "能力建设"


class About(StrEnum):
    """What a warning on a table as a whole is about, where whoever passes it on must tell it from others."""

    UNREAD = "a column that is not read"
    NO_TOTAL = "a table without a total"


@dataclass(frozen=True, slots=True)
class ReadWarning:
    """Something a clerk must look at. `row` is the row of the sheet, the first row being 1, and None for
    the table as a whole; `column` is the printed heading, or what the column means where none is printed."""

    row: int | None
    column: str
    message: str
    about: About | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured piece of work: 清淤渠道 4.5 公里."""

    what: str
    amount: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{self.what}{self.amount.normalize():f}{self.unit}"


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One project of the table; money in yuan to 0.01."""

    row: int
    seq: str
    name: str
    amount_yuan: Decimal
    category: Category | None = None
    nature: str = ""
    content: str = ""
    note: str = ""
    places: tuple[str, ...] = ()
    place_text: str = ""
    department_text: str = ""
    implementing_unit: str = ""
    source_amounts: dict[str, Decimal] = field(default_factory=dict)
    period: str = ""
    target_text: str = ""
    beneficiaries_text: str = ""
    subsidy_standard: str = ""
    quantities: tuple[Quantity, ...] = ()
    name_is_built: bool = False


@dataclass(frozen=True)
class ReadSubtotal:
    """A printed subtotal or total and what the items it covers really sum to, in yuan."""

    row: int
    label: str
    printed_yuan: Decimal
    items_yuan: Decimal
    is_grand: bool

    @property
    def agrees(self) -> bool:
        return self.printed_yuan == self.items_yuan


@dataclass(frozen=True)
class ReadPlan:
    """One plan as its table prints it. `unit` is the money unit of the table (万元, 元, 亿元)."""

    title: str
    items: tuple[ReadItem, ...]
    total_yuan: Decimal
    subtotals: tuple[ReadSubtotal, ...]
    unit: str
    source_totals: dict[str, Decimal]
    warnings: tuple[ReadWarning, ...]

    @property
    def printed_total_yuan(self) -> Decimal | None:
        """What the table itself prints as its total, in yuan; None where it prints none. May differ from `total_yuan`,
        which is what its items sum to: the reader warns of it."""
        whole = [s.printed_yuan for s in self.subtotals if s.is_grand or s.items_yuan == self.total_yuan]
        return whole[-1] if whole else None
