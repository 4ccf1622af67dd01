"""The rows that several papers print; amounts are yuan, shown in 万元."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class ProjectRow:
    """A project as 附表3, the notices and the forms list it (domain a.5; library minimum fields).

    `schedule` is the 时间进度 that a plan sets in words; a project of the library has its two days only.
    """

    code: str
    name: str
    category: str
    nature: str
    place: str
    content: str
    amount: Decimal
    total: Decimal | None = None
    central: Decimal = ZERO
    provincial: Decimal = ZERO
    prefecture: Decimal = ZERO
    county: Decimal = ZERO
    other: Decimal = ZERO
    quantity: str = ""
    standard: str = ""
    support: str = ""
    implementation: str = ""
    integration: str = ""
    funding_method: str = ""
    platform: str = ""
    competent: str = ""
    responsible_unit: str = ""
    responsible_person: str = ""
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    schedule: str = ""
    target: str = ""
    villages: str = ""
    households: int = 0
    people: int = 0
    poor_households: int = 0
    poor_people: int = 0
    linkage: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """A fund source as 附表1 lists it; `number` is the 指标文号 (finding 7)."""

    name: str
    level: str
    number: str
    issued_on: datetime.date | None
    amount: Decimal
    integrated: Decimal
    nature: str = "当年"
    competent: str = ""
    left_out_because: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ArrangementRow:
    """One category of 附表2."""

    category: str
    projects: int
    amount: Decimal
    subcategory: str = ""
    central: Decimal = ZERO
    provincial: Decimal = ZERO
    prefecture: Decimal = ZERO
    county: Decimal = ZERO
    other: Decimal = ZERO
    lead: str = ""


@dataclass(frozen=True, kw_only=True)
class JustificationRow:
    """A hit of the negative list, or of another rule, that the leading group lets stand, with its reason (domain f.1)."""

    project: str
    entry: str
    justification: str


@dataclass(frozen=True, kw_only=True)
class StandardRow:
    """A threshold of a rule that the province or the county has laid down otherwise than this system sets it; figures
    with their unit."""

    standard: str
    figure: str
    usual: str
    ground: str


def total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
