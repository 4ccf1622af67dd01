"""Versions of a plan as rows to compare, with what each source pays."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from funds.models import FundSource, ItemFunding
from plans.comparing import Comparison, Line, compare
from plans.drafting.measures import scale_words
from plans.models import EmergencyItem, PlanVersion


def compared(before: PlanVersion, after: PlanVersion) -> Comparison:
    """Two versions of one plan, the sources in the order of the fund table. Seven statements, however many rows."""
    found = compare(lines_of(before), lines_of(after))
    table = FundSource.objects.of(after.plan.county, after.plan.year)
    rank = {str(source): place for place, source in enumerate(table)}
    return replace(found, by_source=tuple(sorted(found.by_source, key=lambda total: rank.get(total.name, len(rank)))))


def lines_of(version: PlanVersion) -> list[Line]:
    """The rows of a version in their order; sources by name and 指标文号. Three statements."""
    paid: dict[int, dict[str, Decimal]] = defaultdict(dict)
    fundings = ItemFunding.objects.filter(item__version=version).select_related("source")
    for funding in fundings.order_by("source__pk"):
        paid[funding.item_id][str(funding.source)] = funding.amount
    urgent = set(EmergencyItem.objects.standing(version).values_list("project", flat=True))
    return [
        Line(
            project=item.project_id, code=item.project.code, name=item.project.name,
            category=item.project.get_category_display(), amount=item.amount, paid=paid[item.pk], content=item.content,
            scale=scale_words(item),
            platform=item.platform, schedule=item.schedule, responsible_unit=item.responsible_unit,
            is_emergency=item.project_id in urgent,
        )
        for item in version.items.select_related("project").order_by("seq")
    ]  # fmt: skip
