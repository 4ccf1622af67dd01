"""Months compared: how much was opened, decided, too late and given back, and how many working days a step took.

Read from the monthly counts alone: as many rows as months and steps, however much is stored. Units and steps, never
persons.
"""

from __future__ import annotations

import datetime
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.enums import OrganisationKind
from core.models import Organisation
from oversight.areas import within
from oversight.models import StepMonth
from oversight.periods import Period, Times
from workflows.desk import steps
from workflows.engine import drawing, registry

MEASURED = (OrganisationKind.PROVINCE, OrganisationKind.PREFECTURE, OrganisationKind.COUNTY)


@dataclass(frozen=True)
class Count:
    """What was done in a stretch of months."""

    opened: int = 0
    decided: int = 0
    late: int = 0
    returned: int = 0
    times: Times = field(default_factory=Times)

    @classmethod
    def of(cls, rows: Iterable[StepMonth]) -> Count:
        kept = list(rows)
        return cls(
            opened=sum(row.opened for row in kept),
            decided=sum(row.decided for row in kept),
            late=sum(row.late for row in kept),
            returned=sum(row.returned for row in kept),
            times=Times.of(row.times for row in kept),
        )

    @property
    def late_percent(self) -> float | None:
        """Of what was decided; None where nothing was."""
        return share(self.late, self.decided)

    @property
    def return_percent(self) -> float | None:
        return share(self.returned, self.decided)


@dataclass(frozen=True)
class Month:
    """One month of everything that is asked about."""

    first: datetime.date
    count: Count


@dataclass(frozen=True)
class StepLine:
    """One step in the period, and in the one before it."""

    flow_key: str
    step: str
    label: str
    flow_label: str
    count: Count
    before: Count

    @property
    def change(self) -> int | None:
        """By how many working days the median rose; None where there is nothing to compare."""
        now, then = self.count.times.median, self.before.times.median
        return None if now is None or then is None else now - then


@dataclass(frozen=True)
class Trends:
    """The page."""

    place: Organisation | None
    places: tuple[Organisation, ...]
    flows: tuple[tuple[str, str], ...]
    months: tuple[Month, ...]
    lines: tuple[StepLine, ...]
    whole: Count
    counted_at: datetime.datetime | None


def places_in(areas: tuple[str, ...]) -> tuple[Organisation, ...]:
    """The province, prefectures and counties of the areas, the widest first; one statement."""
    return tuple(Organisation.objects.filter(within(areas, "path"), kind__in=MEASURED, is_active=True).in_order())


def chosen(places: tuple[Organisation, ...], period: Period) -> Organisation | None:
    """The one that the address asks for, if it is among them; else the first."""
    asked = next((place for place in places if str(place.pk) == period.place), None)
    return asked or next(iter(places), None)


def trends(areas: tuple[str, ...], period: Period) -> Trends:
    """What the months of one place were; two statements."""
    places = places_in(areas)
    place = chosen(places, period)
    rows = list(rows_of(place, period))
    flows = tuple((key, steps.flow_title(key)) for key in sorted({row.flow_key for row in rows}))
    asked = [row for row in rows if not period.flow or row.flow_key == period.flow]
    now = [row for row in asked if period.holds(row.month)]
    return Trends(
        place=place,
        places=places,
        flows=flows,
        months=tuple(Month(first, Count.of(row for row in now if row.month == first)) for first in period.each),
        lines=step_lines(asked, period),
        whole=Count.of(now),
        counted_at=max((row.counted_at for row in rows), default=None),
    )


def rows_of(place: Organisation | None, period: Period) -> Iterable[StepMonth]:
    """The counts of the period and of the one before it."""
    return StepMonth.objects.filter(
        place=place, month__gte=period.before.first, month__lte=period.last
    ).order_by("flow_key", "step", "month")  # fmt: skip


def step_lines(rows: Iterable[StepMonth], period: Period) -> tuple[StepLine, ...]:
    """By flow and step, in the order of the regulation."""
    found: dict[tuple[str, str], list[StepMonth]] = defaultdict(list)
    for row in rows:
        found[row.flow_key, row.step].append(row)
    lines = [
        StepLine(
            flow_key=flow_key,
            step=step,
            label=steps.title(flow_key, step),
            flow_label=steps.flow_title(flow_key),
            count=Count.of(row for row in kept if period.holds(row.month)),
            before=Count.of(row for row in kept if not period.holds(row.month)),
        )
        for (flow_key, step), kept in found.items()
    ]
    return tuple(sorted(lines, key=lambda line: (line.flow_key, position(line.flow_key, line.step))))


def position(flow_key: str, step: str) -> int:
    """Where a step stands in the drawing of its flow; behind all of them where the regulation no longer has it."""
    try:
        return drawing.order(registry.flow(flow_key))[step]
    except KeyError:
        return sys.maxsize


def share(part: int, whole: int) -> float | None:
    """A percentage with one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None
