"""The money of a plan as its papers print it (附表1, 附表3, D17)."""

from __future__ import annotations

from decimal import Decimal

from funds import adjusting
from funds.enums import FundLevel
from funds.models import FundSource, ItemFunding, ListedSource
from plans.drafting import PlanMoney
from plans.drafting.language import official
from plans.enums import VersionKind
from plans.models import PlanVersion
from plans.papers import SourceRow

WORDS = {
    FundLevel.CENTRAL: "central",
    FundLevel.PROVINCE: "provincial",
    FundLevel.PREFECTURE: "prefecture",
    FundLevel.COUNTY: "county",
    FundLevel.OTHER: "other",
}


@official
def money_of(version: PlanVersion) -> PlanMoney:
    """The lines of the fund table that the version lists, and what each level pays for each item.

    A draft lists every line of its county and year that has money, as does a version that was closed before its lines
    were kept; any other prints the amounts that it was closed with, whatever moved since.
    """
    sources = FundSource.objects.of(version.plan.county, version.plan.year).select_related("competent")
    kept = {line.source_id: line for line in ListedSource.objects.standing().filter(version=version)}
    if kept:
        rows = [_row(source, kept[source.pk]) for source in sources if source.pk in kept]
    else:
        rows = [_row(source, source) for source in sources if source.amount]
    return PlanMoney(sources=tuple(rows), levels=levels_of(version), compared=adjusting.difference(version))


def listed_in(version: PlanVersion) -> set[int] | None:
    """The sources that 附表1 of the version lists; None for all of its county and year."""
    return set(ListedSource.objects.standing().filter(version=version).values_list("source", flat=True)) or None


def frozen_money_of(version: PlanVersion) -> PlanMoney:
    """What an issued version arranged, whatever came into the fund table since; of a single change what it changed."""
    is_change = version.kind == VersionKind.ITEM_CHANGE
    compared = adjusting.difference(version) if is_change else None
    return PlanMoney(sources=(), levels=levels_of(version), compared=compared)


def levels_of(version: PlanVersion) -> dict[int, dict[str, Decimal]]:
    """Yuan by item and level, as the version arranged it."""
    levels: dict[int, dict[str, Decimal]] = {}
    fundings = ItemFunding.objects.filter(item__version=version).select_related("source").order_by("pk")
    for funding in fundings:
        item = levels.setdefault(funding.item_id, {})
        word = WORDS[FundLevel(funding.source.level)]
        item[word] = item.get(word, Decimal(0)) + funding.amount
    return levels


def _row(source: FundSource, then: FundSource | ListedSource) -> SourceRow:
    """The line of a source with the amounts of `then`."""
    return SourceRow(
        name=source.name,
        level=source.get_level_display(),
        number=source.doc_no,
        issued_on=source.received_on,
        amount=then.amount,
        integrated=then.integrable,
        nature=source.get_nature_display(),
        competent=source.competent.name if source.competent else "",
        left_out_because=then.not_integrated_reason,
        note=source.note,
    )
