"""Proceedings by their deadlines as a whole: a flow's own, and the overall one from a plan's start to its filing."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Least

from core import clock
from oversight.areas import within
from workflows.desk import chips, steps
from workflows.desk.chips import Chip
from workflows.engine.models import Proceeding

ROWS = 50


@dataclass(frozen=True)
class Row:
    """One flow under way, with the light of each of its deadlines."""

    process: Proceeding
    flow: str
    own: Chip | None
    overall: Chip | None


@dataclass(frozen=True)
class Listed:
    """How many are under way and how many late by either deadline, and one page of them."""

    total: int
    late: int
    rows: tuple[Row, ...]
    page: Page[Proceeding]


def listed(areas: tuple[str, ...], *, only_late: bool, page: str) -> Listed:
    """What is under way in the areas, the least time left first; two statements."""
    found = _under_way(areas)
    counted = found.aggregate(total=Count("pk"), late=Count("pk", filter=_late(clock.now())))
    shown = found.filter(_late(clock.now())) if only_late else found
    related = shown.select_related("dossier__owner", "dossier__county").alias(first=Least("due_at", "overall_due_at"))
    pages = Paginator(related.order_by("first", "pk"), ROWS)
    pages.count = counted["late"] if only_late else counted["total"]
    of = pages.get_page(page)
    return Listed(counted["total"], counted["late"], tuple(map(_row, of)), of)


def late(areas: tuple[str, ...]) -> QuerySet[Proceeding]:
    """One row: how `many` under way in the areas are late by either deadline."""
    found: QuerySet[Proceeding] = (
        _under_way(areas).filter(_late(clock.now())).order_by().values(all=Value(1)).annotate(many=Count("pk"))
    )
    return found


def _under_way(areas: tuple[str, ...]) -> QuerySet[Proceeding]:
    found: QuerySet[Proceeding] = Proceeding.objects.filter(
        within(areas, "dossier__county__path"), closed_at__isnull=True
    )
    return found


def _late(now: datetime.datetime) -> Q:
    return (Q(due_at__lt=now) | Q(overall_due_at__lt=now)) & Q(suspended_at__isnull=True)


def _row(process: Proceeding) -> Row:
    return Row(process, steps.flow_title(process.flow_key), *chips.whole(process))
