"""What a plan says of the negative list (六（六）): the items it touches, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable

from core import clock
from plans.models import NegativeListEntry, PlanItem
from plans.papers import JustificationRow
from plans.rules.negative_list import touched

UNNAMED = "负面清单提示事项"
"""Where an item explains itself although none of the list's words is found in it."""
UNEXPLAINED = "尚未写明说明"
"""What a draft shows; no plan leaves its drafter like that."""


def justified(items: Iterable[PlanItem]) -> tuple[JustificationRow, ...]:
    """In the order of the items; empty only where nothing in the plan touches the list today. One statement."""
    entries, today = list(NegativeListEntry.objects.order_by("code")), clock.today()
    rows = []
    for item in items:
        names = [name for name, _hit in touched(item, entries, today)]
        reason = item.justification.strip()
        if names or reason:
            entry = "、".join(names) or UNNAMED
            rows.append(JustificationRow(project=item.project.name, entry=entry, justification=reason or UNEXPLAINED))
    return tuple(rows)
