"""The money of a plan version as the compliance rules look at it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from funds import allotting
from funds.models import FundSource, ItemFunding
from plans.compliance.picture import AllottedFact, FundingFact, SourceFact
from plans.compliance.reading import Money
from plans.enums import VersionKind
from plans.models import PlanVersion


def money_seen(version: PlanVersion) -> Money:
    """Every source of the version's county and year with what the version takes of it, and who pays for which row; a
    funding names its source by the place in the list. Two statements, and those of what was allotted for a version that follows another."""
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
        allotted=() if version.kind == VersionKind.INITIAL else tuple(_allotted(version)),
    )


def _allotted(version: PlanVersion) -> Iterator[AllottedFact]:
    """What was allotted of the plan beside what the version arranges of it; two statements, four where there is any."""
    given = allotting.allotted(version.plan_id)
    if not given:
        return
    arranged = {(line.project, line.source): line.share.planned for line in allotting.allotment_of(version).lines}
    seqs = dict(version.items.order_by("seq").values_list("project", "seq"))
    rows = allotting.rows_of(version.plan_id).select_related("item__project", "source").order_by("item__seq", "pk")
    named = {(row.item.project_id, row.source_id): row for row in rows}
    for (project, source), amount in given.items():
        row = named[project, source]
        yield AllottedFact(
            project=row.item.project.name, source=str(row.source), allotted=amount, seq=seqs.get(project, 0),
            arranged=arranged.get((project, source), Decimal(0)),
        )  # fmt: skip
