"""The money of a plan version as the compliance rules look at it."""

from __future__ import annotations

from collections import defaultdict

from funds.models import FundSource, ItemFunding
from plans.compliance.picture import FundingFact, SourceFact
from plans.compliance.reading import Money
from plans.models import PlanVersion


def money_seen(version: PlanVersion) -> Money:
    """Every source of the version's county and year with what the version takes of it, and who pays for which row; a
    funding names its source by the place in the list. Two statements."""
    sources = list(FundSource.objects.of(version.plan.county, version.plan.year).with_used(version.pk))
    number = {source.pk: place for place, source in enumerate(sources)}
    paid: dict[int, list[FundingFact]] = defaultdict(list)
    fundings = ItemFunding.objects.filter(item__version=version, source__in=number).order_by("item_id", "source_id")
    for item, source, amount in fundings.values_list("item_id", "source_id", "amount"):
        paid[item].append(FundingFact(source=number[source], amount=amount))
    return Money(
        sources=tuple(
            SourceFact(
                name=str(source),
                level=source.level,
                amount=source.amount,
                integrable=source.integrable,
                used=source.used,
            )
            for source in sources
        ),
        fundings={item: tuple(parts) for item, parts in paid.items()},
    )
