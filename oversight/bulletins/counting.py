"""What the units of a county did in a month, as it stood at the end of a day; villages count with their township."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation
from core.working_days import ONE_DAY
from oversight.bulletins.tables import SupervisionTable, UnitMonth
from oversight.models import Slip
from workflows.engine.enums import Decision
from workflows.engine.models import Suspension, WorkItem

CATEGORIES = {OrganisationKind.TOWNSHIP: "乡镇", OrganisationKind.COUNTY: "县政府"}
COUNTED = ("opened", "decided", "late", "returned", "open", "overdue")


def month_of(county: Organisation, month: datetime.date, as_of: datetime.date) -> SupervisionTable:
    """The month's figures until the end of `as_of`; three statements, whatever is stored."""
    start = datetime.datetime.combine(month, datetime.time(), clock.SHANGHAI)
    end = datetime.datetime.combine(as_of + ONE_DAY, datetime.time(), clock.SHANGHAI)
    units = _units(county)
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in _items(county, start, end):
        for name in COUNTED:
            found[_unit_path(county, row["path"])][name] += row[name]
    colours: dict[str, int] = defaultdict(int)
    for path, colour, number in _slips(county, start, end):
        found[_unit_path(county, path)]["slips"] += number
        colours[colour] += number
    named = [
        UnitMonth(CATEGORIES.get(OrganisationKind(units[path].kind), "部门"), units[path].name, **counts)
        for path, counts in sorted(found.items())
        if path in units and any(counts.values())
    ]
    return SupervisionTable(tuple(named), dict(colours))


def _units(county: Organisation) -> dict[str, Organisation]:
    """The county itself, its organs and townships, by path."""
    rows = Organisation.objects.filter(Q(pk=county.pk) | Q(parent=county)).in_order()
    return {row.path: row for row in rows}


def _unit_path(county: Organisation, path: str) -> str:
    """The path of the unit that an organisation counts with: itself, or the township above a village."""
    below = path.removeprefix(county.path).partition("/")[0]
    return f"{county.path}{below}/" if below else county.path


def _items(county: Organisation, start: datetime.datetime, end: datetime.datetime) -> Iterable[Any]:
    """By path of the organisation: what arrived and was decided in the month, and what lay there at its end; what was
    suspended then is nobody's delay, though it goes on by now."""
    in_month = Q(closed_at__gte=start, closed_at__lt=end, decided_at__isnull=False)
    lying = Q(opened_at__lt=end) & (Q(closed_at__isnull=True) | Q(closed_at__gte=end))
    items = WorkItem.objects.filter(organisation__path__startswith=county.path, opened_at__lt=end)
    items = items.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=start))
    given_back = Q(task__opinion__decision=Decision.RETURN, task__opinion__withdrawn_at__isnull=True)
    went_on = Suspension.objects.filter(dossier=OuterRef("dossier"), suspended_at__lt=end, resumed_at__gte=end)
    counted = (
        items.alias(went_on_later=Exists(went_on))
        .values(path=F("organisation__path"))
        .annotate(
            opened=Count("pk", filter=Q(opened_at__gte=start)),
            decided=Count("pk", filter=in_month),
            late=Count("pk", filter=in_month & Q(closed_at__gt=F("due_at"))),
            returned=Count("pk", filter=in_month & given_back),
            open=Count("pk", filter=lying),
            overdue=Count("pk", filter=lying & Q(due_at__lt=end, went_on_later=False) & ~Q(suspended_at__lt=end)),
        )
    )
    return counted.order_by("path")


def _slips(county: Organisation, start: datetime.datetime, end: datetime.datetime) -> Iterable[Any]:
    """Slips issued in the month, by path of the organisation and colour."""
    issued = Slip.objects.filter(organisation__path__startswith=county.path, issued_at__gte=start, issued_at__lt=end)
    counted = issued.values_list("organisation__path", "colour").annotate(issued=Count("pk"))
    return counted.order_by("organisation__path", "colour")
