"""Source by source and item by item, what is left to allot of a plan; of a source also by when."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from core import clock
from funds.allotting import Allotment, Share, due_on
from funds.models import FundSource
from plans.drafting.standing import standing_of
from plans.models import PlanVersion


@dataclass(frozen=True, kw_only=True)
class SourceLeft:
    """One source that the plan draws on; `due` is the last day by which its money is to be allotted."""

    source: FundSource
    share: Share
    due: datetime.date

    @property
    def is_late(self) -> bool:
        return self.share.left > 0 and self.due < clock.today()


def sources_left(version: PlanVersion, allotment: Allotment, sources: Iterable[FundSource]) -> list[SourceLeft]:
    """Of these sources those that the plan draws on, in their order; the days run from the whole plan, whatever single
    changes came since. `version` comes with its document."""
    issued_on = standing_of(version).issued_on
    shares = allotment.by_source
    return [
        SourceLeft(source=one, share=shares[one.pk], due=due_on(one.received_on, issued_on))
        for one in sources
        if one.pk in shares
    ]


@dataclass(frozen=True, kw_only=True)
class ItemLeft:
    """One item of the plan, whoever pays for it."""

    project: int
    name: str
    department: str
    share: Share


def items_left(allotment: Allotment) -> list[ItemLeft]:
    """In the order of the plan."""
    shares = allotment.by_item
    first = {line.item: line for line in reversed(allotment.lines)}
    return [
        ItemLeft(project=first[item].project, name=first[item].name, department=first[item].department, share=share)
        for item, share in shares.items()
    ]
