"""What pages of plans say of money."""

from __future__ import annotations

from typing import Any

from django import template

from funds.models import FundSource
from plans.models import PlanVersion

register = template.Library()


@register.inclusion_tag("funds/plan_sources.html")
def plan_sources(version: PlanVersion) -> dict[str, Any]:
    """Every source of the plan's county and year: what it may give, what this version takes and what is left.

    Amounts in yuan; one statement. `version` comes with its plan and county.
    """
    sources = list(FundSource.objects.of(version.plan.county, version.plan.year).with_used(version.pk))
    return {
        "sources": sources,
        "integrable": sum(source.integrable for source in sources),
        "used": sum(source.used for source in sources),
        "left": sum(source.left for source in sources),
    }
