"""What the rules look at: one plan version as a small immutable picture. Amounts in yuan."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from plans.rules.parts import Part, parts_of

EVERY = ""
"""The key of what a row said before reasons were kept by rule: it stands for every warning of the row that has none of its
own, as it did then."""


@dataclass(frozen=True, kw_only=True)
class ProjectFact:
    """The library project behind an item, by the names of its fields; `amount` is its total investment,
    `content` its 建设内容 as the library has it (none in a picture kept before it was read), `county_standard` what the
    county grants a unit, named `county_unit`, by the standard that it picked."""

    name: str
    content: str = ""
    category: str = ""
    township: str = ""
    villages: tuple[str, ...] = ()
    competent: str = ""
    amount: Decimal = Decimal(0)
    poor_households: int = 0
    poor_people: int = 0
    starts_on: datetime.date = datetime.date.min
    ends_on: datetime.date = datetime.date.max
    county_standard: Decimal | None = None
    county_unit: str = ""
    standard_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class FundingFact:
    """What one source, by its number in the picture, pays for an item."""

    source: int
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class ItemFact:
    """One row of the plan, by the names of its fields, known by its number. `key` is the row in the register, for whoever
    opens it to write; no part of what is kept. `justifications` is what the row says to a rule, by the rule's code,
    `told_apart` are the codes of projects that it is not the same as, by the working group's word; `is_cancelled` is a
    row that a single change emptied, and that stays listed."""

    seq: int
    code: str
    key: int = 0
    project: ProjectFact
    amount: Decimal = Decimal(0)
    platform: str = ""
    content: str = ""
    quantity: Decimal | None = None
    unit_standard: Decimal | None = None
    parts: tuple[Part, ...] = ()
    schedule: str = ""
    responsible_unit: str = ""
    justifications: Mapping[str, str] = field(default_factory=dict)
    fundings: tuple[FundingFact, ...] = ()
    told_apart: tuple[str, ...] = ()
    is_cancelled: bool = False

    def reason(self, code: str) -> str:
        """What the row says to that rule; empty where it says nothing."""
        return answer(self.justifications, code)


@dataclass(frozen=True, kw_only=True)
class SourceFact:
    """One line of the fund table: what it gave (`amount`), what may be integrated and what the version takes."""

    name: str
    level: str
    amount: Decimal
    integrable: Decimal
    used: Decimal


@dataclass(frozen=True, kw_only=True)
class AllottedFact:
    """What batches of the plan allotted of a project from a source, and what the version arranges of it; `seq` is the row's
    number, 0 where the version does not list the project."""

    project: str
    source: str
    allotted: Decimal
    arranged: Decimal
    seq: int = 0


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A plan version at one moment. `poor_level` is national, provincial or empty (a county that follows of itself);
    `justified` is what the plan as a whole says to a rule, by the rule's code; `planned` what the plan of several years
    in force gives each category in this year, in yuan, empty where there is none; `allotted` what was allotted of its plan
    by then."""

    year: int
    poor_level: str
    items: tuple[ItemFact, ...]
    sources: tuple[SourceFact, ...] = ()
    justified: Mapping[str, str]
    planned: Mapping[str, Decimal] = field(default_factory=dict)
    allotted: tuple[AllottedFact, ...] = ()

    @property
    def total(self) -> Decimal:
        """Of all rows, in yuan."""
        return sum((item.amount for item in self.items), Decimal(0))


def answer(justifications: Mapping[str, str], code: str) -> str:
    """What stands for a rule among the reasons of a row."""
    return justifications.get(code) or justifications.get(EVERY, "")


def kept(picture: Picture) -> dict[str, Any]:
    """The same as plain JSON: amounts as text, days in ISO form."""
    plain = {name: _plain(value) for name, value in asdict(picture).items()}
    for row in plain["items"]:
        del row["key"]
    return plain


def from_kept(said: Mapping[str, Any]) -> Picture:
    """The picture that was kept; what a later release added to it takes its default, and the one reason that a row had in
    an earlier one stands for every warning of it."""
    return Picture(
        year=said["year"],
        poor_level=said["poor_level"],
        items=tuple(_item(row) for row in said["items"]),
        sources=tuple(_source(row) for row in said["sources"]),
        justified=dict(said["justified"]),
        planned={category: Decimal(amount) for category, amount in said.get("planned", {}).items()},
        allotted=tuple(_allotted(row) for row in said.get("allotted", ())),
    )


def _item(row: Mapping[str, Any]) -> ItemFact:
    project = {**row["project"], "amount": Decimal(row["project"]["amount"])}
    project["villages"] = tuple(project["villages"])
    for day in ("starts_on", "ends_on"):
        project[day] = datetime.date.fromisoformat(project[day])
    project["county_standard"] = _money(project.get("county_standard"))
    measured = {name: _money(row.get(name)) for name in ("quantity", "unit_standard")}
    fundings = tuple(FundingFact(source=one["source"], amount=Decimal(one["amount"])) for one in row["fundings"])
    own = {"project": ProjectFact(**project), "amount": Decimal(row["amount"]), "fundings": fundings, **measured}
    plain = {name: value for name, value in row.items() if name != "justification"}
    if text := row.get("justification"):
        plain["justifications"] = {EVERY: text}
    parts = tuple(parts_of(row.get("parts", ())))
    return ItemFact(**{**plain, **own, "parts": parts, "told_apart": tuple(row.get("told_apart", ()))})


def _money(said: str | None) -> Decimal | None:
    return None if said is None else Decimal(said)


def _source(row: Mapping[str, Any]) -> SourceFact:
    money = {name: Decimal(row[name]) for name in ("amount", "integrable", "used")}
    return SourceFact(name=row["name"], level=row["level"], **money)


def _allotted(row: Mapping[str, Any]) -> AllottedFact:
    money = {name: Decimal(row[name]) for name in ("allotted", "arranged")}
    return AllottedFact(project=row["project"], source=row["source"], seq=row["seq"], **money)


def _plain(value: Any) -> Any:
    match value:
        case Mapping():
            return {name: _plain(part) for name, part in value.items()}
        case tuple() | list():
            return [_plain(part) for part in value]
        case Decimal():
            return str(value)
        case datetime.date():
            return value.isoformat()
    return value
