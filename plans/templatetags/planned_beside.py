"""What a year's plan gives each category beside what the plan of several years in force says of the year (四（四）)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.db.models import Sum

from plans.compliance.reading import planned_for
from plans.enums import Category
from plans.models import PlanVersion

register = template.Library()


@dataclass(frozen=True)
class Beside:
    """One category, in yuan."""

    name: str
    planned: Decimal
    arranged: Decimal

    @property
    def apart(self) -> Decimal:
        return self.arranged - self.planned


@register.inclusion_tag("plans/planned_beside.html")
def planned_beside(version: PlanVersion) -> dict[str, Any]:
    """The table, empty where no plan of several years is in force for the year. One statement, or two."""
    planned = planned_for(version.plan.county_id, version.plan.year)
    if not planned:
        return {"rows": [], "version": version}
    sums = version.items.order_by("project__category").values_list("project__category").annotate(total=Sum("amount"))
    arranged = dict(sums)
    rows = [
        Beside(str(label), planned.get(category, Decimal(0)), arranged.get(category, Decimal(0)))
        for category, label in Category.choices
        if category in planned or category in arranged
    ]
    return {"rows": rows, "version": version}
