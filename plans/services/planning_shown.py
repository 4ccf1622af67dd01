"""What pages show of a plan of several years: its sums, its townships and how far each village is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from core.models import User
from plans.drafting import master_plan as wording
from plans.enums import MasterPlanState, NeedsState
from plans.models import MasterPlanVersion, TownshipNeeds, VillageNeeds
from plans.papers import PeriodRow
from roles.duties import ADMINISTRATIVE
from roles.holdings import holdings
from workflows.engine.enums import TERMINATED


@dataclass(frozen=True)
class Shown:
    """The tables of a version, in yuan: by category and by township, with each township's part."""

    years: Sequence[int]
    rows: tuple[PeriodRow, ...]
    parts: list[TownshipNeeds]
    silent: dict[str, list[str]]
    """The villages that have not reported, by township."""

    @property
    def totals(self) -> list[Decimal]:
        """Of each year."""
        return [sum((row.amounts[n] for row in self.rows), Decimal(0)) for n in range(len(self.years))]

    @property
    def categories(self) -> list[dict[str, Any]]:
        """Each category as its row of the table shows it."""
        return [
            {
                "name": row.name,
                "lines": row.lines,
                "by_year": list(zip(self.years, row.amounts, strict=True)),
                "amount": row.amount,
            }
            for row in self.rows
        ]

    @property
    def by_year(self) -> list[tuple[int, Decimal]]:
        """Each year with its sum."""
        return list(zip(self.years, self.totals, strict=True))

    @property
    def total(self) -> Decimal:
        return sum(self.totals, Decimal(0))

    @property
    def lines(self) -> int:
        return sum(row.lines for row in self.rows)


PUBLISHED = (MasterPlanState.ISSUED, MasterPlanState.SUPERSEDED)


def published_to(actor: User) -> Q:
    """The condition on versions that are issued to the actor: every organ, township and village of the county reads what
    its plans are judged by (B39), though not the proceeding behind it. At most one statement."""
    business = (held for held in holdings(actor) if held.duty not in ADMINISTRATIVE)
    counties = sorted({held.county for held in business if held.county is not None})
    return Q(state__in=PUBLISHED, plan__county__in=counties)


def of(version: MasterPlanVersion) -> Shown:
    """Three statements, however many villages."""
    lines, villages = wording.lines_of(version), wording.villages_of(version)
    silent: dict[str, list[str]] = {}
    for held in villages:
        if wording.is_silent(held):
            silent.setdefault(held.needs.township.name, []).append(held.village.name)
    return Shown(version.plan.years, wording.categories(version, lines), list(parts(version)), silent)


def parts(version: MasterPlanVersion) -> QuerySet[TownshipNeeds, Any]:
    """Each township's part with how many villages it has and how many of them have reported or stay silent,
    which all do where the part was ended. One statement."""
    said, ended = Q(villages__state=NeedsState.REPORTED), Q(dossier__outcome=TERMINATED)
    found = version.townships.select_related("township", "dossier").annotate(
        asked=Count("villages"),
        reported=Count("villages", filter=said & ~ended),
        silent=Count("villages", filter=~said | ended),
    )
    return found.order_by("township__path")


def villages(part: TownshipNeeds) -> QuerySet[VillageNeeds, Any]:
    """Each village of a township with how many lines it has and what they want. One statement."""
    found = part.villages.select_related("village").annotate(
        line_count=Count("lines"), wanted=Sum("lines__amount", default=Decimal(0)),
        poor=Sum("lines__poor_households", default=0),
    )  # fmt: skip
    return found.order_by("village__path")
