"""What pages of plans and projects say of the money that was allotted."""

from __future__ import annotations

from typing import Any

from django import template

from funds.allotting import allotment_of
from funds.models import BatchItem
from plans.models import PlanVersion, Project
from plans.services.adjustments import IN_FORCE

register = template.Library()


@register.inclusion_tag("funds/plan_allotment.html")
def plan_allotment(version: PlanVersion) -> dict[str, Any]:
    """How much of a plan in force has been allotted; nothing of any other version. Two statements, or none."""
    if version.state not in IN_FORCE:
        return {"share": None}
    return {"share": allotment_of(version).whole, "plan": version.plan_id}


@register.inclusion_tag("funds/project_allotments.html")
def project_allotments(project: Project) -> dict[str, Any]:
    """Which batches have allotted what of a project; one statement."""
    rows = BatchItem.objects.filter(item__project=project, batch__document__isnull=False)
    found = list(rows.select_related("batch__document", "source", "budget_subject").order_by("batch__seq", "source"))
    return {"rows": found}
