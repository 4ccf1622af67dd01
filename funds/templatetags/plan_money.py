"""What pages of plans say of money."""

from __future__ import annotations

from typing import Any

from django import template

from funds.drafting import listed_in
from funds.models import FundSource
from plans.enums import VersionState
from plans.models import PlanVersion

register = template.Library()


@register.inclusion_tag("funds/plan_sources.html")
def plan_sources(version: PlanVersion) -> dict[str, Any]:
    """Every source of the plan's county and year: what it may give, what this version takes and what is left.

    Those that 附表1 lists are summed up; one that was entered after the version was closed is no part of it, and stands
    below the sum. Of a version that was adjusted it shows only what that took: what is left is the newer one's affair.
    Amounts in yuan; two statements. `version` comes with its plan and county.
    """
    found = list(FundSource.objects.of(version.plan.county, version.plan.year).with_used(version.pk))
    kept = listed_in(version)
    sources = [source for source in found if kept is None or source.pk in kept]
    return {
        "plan": version.plan,
        "is_past": version.state == VersionState.SUPERSEDED,
        "sources": sources,
        "later": [source for source in found if source not in sources],
        "integrable": sum(source.integrable for source in sources),
        "used": sum(source.used for source in sources),
        "left": sum(source.left for source in sources),
    }
