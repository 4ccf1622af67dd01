"""What has been allotted of a plan, batch by batch: by project and source, by item, by source. Amounts in yuan.

What is allotted belongs to the plan, not to one version of it: an adjustment lists the project again, and what was
allotted of it before binds it (`bound_refusals`).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from core import working_days
from core.deadlines import Terms, last_day
from core.money import percent, wan
from funds.enums import BATCH_UNDER_WAY, BatchState
from funds.models import BatchItem, ItemFunding
from funds.models.year_end import unallotted_closed_of
from plans.models import PlanVersion
from plans.rules import Refusal

Key = tuple[int, int]
"""Project and source."""
STANDING = (*BATCH_UNDER_WAY, BatchState.ISSUED)
NOUGHT = Decimal(0)
CLAUSE = "鄂政办发〔2015〕63号四（六）"


def rows_of(plan: int, states: Collection[str] = (BatchState.ISSUED,)) -> QuerySet[BatchItem]:
    """What the batches of a plan in these states allot."""
    return BatchItem.objects.filter(batch__plan=plan, batch__state__in=sorted(states))


def allotted(plan: int, states: Collection[str] = (BatchState.ISSUED,), *, but: int = 0) -> dict[Key, Decimal]:
    """By project and source, what the batches in these states allot; without the batch `but`. One statement."""
    rows = rows_of(plan, states).exclude(batch=but).values("item__project", "source").annotate(sum=Sum("amount"))
    found = rows.order_by("item__project", "source").values_list("item__project", "source", "sum")
    return {(project, source): amount for project, source, amount in found}


@dataclass(frozen=True, kw_only=True)
class Share:
    """What of a sum that the plan arranges has been allotted, and what left it at the year's end before it was (`closed`)."""

    planned: Decimal = NOUGHT
    allotted: Decimal = NOUGHT
    closed: Decimal = NOUGHT

    @property
    def left(self) -> Decimal:
        return self.planned - self.allotted - self.closed

    @property
    def percent(self) -> Decimal | None:
        """下达率, in hundredths; None where nothing is arranged."""
        return percent(self.allotted, self.planned)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One item of a version as one source pays for it, and what was allotted of that."""

    item: int
    project: int
    name: str
    department: str
    source: int
    share: Share


@dataclass(frozen=True, kw_only=True)
class Allotment:
    """How far the money of a version has been allotted; `loose` is what was allotted and the version does not arrange."""

    lines: tuple[Line, ...]
    loose: dict[Key, Decimal]

    @property
    def whole(self) -> Share:
        return _summed(self.lines)

    def of_item(self, item: int) -> Share:
        return self.by_item.get(item, Share())

    def of_source(self, source: int) -> Share:
        return self.by_source.get(source, Share())

    @property
    def by_item(self) -> dict[int, Share]:
        return _grouped(self.lines, "item")

    @property
    def by_source(self) -> dict[int, Share]:
        return _grouped(self.lines, "source")

    @property
    def by_department(self) -> dict[str, Share]:
        return _grouped(self.lines, "department")


def allotment_of(version: PlanVersion | None) -> Allotment:
    """Of every row of a version what its plan's batches have allotted; two statements, none without a version."""
    if version is None:
        return Allotment(lines=(), loose={})
    given = allotted(version.plan_id)
    names = ("item", "item__project", "item__project__name", "item__project__competent__name", "source", "amount")
    rows = ItemFunding.objects.filter(item__version=version).order_by("item__seq", "source")
    rows = rows.annotate(closed=unallotted_closed_of())
    lines = tuple(
        Line(
            item=item, project=project, name=name, department=department, source=source,
            share=Share(planned=planned, allotted=given.pop((project, source), NOUGHT), closed=closed),
        )
        for item, project, name, department, source, planned, closed in rows.values_list(*names, "closed")
    )  # fmt: skip
    return Allotment(lines=lines, loose=given)


def bound_refusals(version: PlanVersion) -> list[Refusal]:
    """Where a version arranges less of a project from a source than was allotted by then; what is allotted binds
    (domain a.3: a changed plan leaves standing what was carried out under the former). Two statements, or three."""
    given = allotted(version.plan_id)
    if not given:
        return []
    rows = ItemFunding.objects.filter(item__version=version).values_list("item__project", "source", "amount")
    arranged = {(project, source): amount for project, source, amount in rows.order_by("item", "source")}
    short = {key: amount for key, amount in given.items() if arranged.get(key, NOUGHT) < amount}
    if not short:
        return []
    told = _("“%(source)s”已下达%(allotted)s万元，方案安排%(amount)s万元，不得少于已下达数")
    found = rows_of(version.plan_id).filter(item__project__in={project for project, _source in short})
    named = {
        (row.item.project_id, row.source_id): (row.item.project.name, str(row.source))
        for row in found.select_related("item__project", "source").order_by("pk")
    }
    return [
        Refusal(
            told % {"source": named[key][1], "allotted": wan(amount), "amount": wan(arranged.get(key, NOUGHT))},
            CLAUSE, named[key][0],
        )
        for key, amount in sorted(short.items())
    ]  # fmt: skip


def due_on(received_on: datetime.date, issued_on: datetime.date | None) -> datetime.date:
    """By when the money of a 指标文 is to be allotted: so many calendar days from its day, or from the issue of the plan
    where that came later, for nothing is allotted before it."""
    start = max(received_on, issued_on) if issued_on else received_on
    return last_day(Terms(start, settings.ALLOTMENT_DAYS, in_calendar_days=True), working_days.current())


def _grouped(lines: Iterable[Line], name: str) -> dict[Any, Share]:
    groups: dict[Any, list[Line]] = defaultdict(list)
    for line in lines:
        groups[getattr(line, name)].append(line)
    return {key: _summed(found) for key, found in groups.items()}


def _summed(lines: Iterable[Line]) -> Share:
    shares = [line.share for line in lines]
    return Share(
        planned=sum((one.planned for one in shares), NOUGHT), allotted=sum((one.allotted for one in shares), NOUGHT),
        closed=sum((one.closed for one in shares), NOUGHT),
    )  # fmt: skip
