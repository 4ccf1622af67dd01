"""What pages of plans and projects say of the money that was allotted."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Sum, Value
from django.db.models.functions import Coalesce

from funds import payments
from funds.allotting import allotment_of
from funds.models import BatchItem
from funds.models.source import MONEY
from funds.payments import Spent
from plans.models import PlanVersion, Project
from plans.services.adjustments import IN_FORCE

register = template.Library()


@register.inclusion_tag("funds/plan_allotment.html")
def plan_allotment(version: PlanVersion) -> dict[str, Any]:
    """How much of a plan in force has been allotted and paid; nothing of any other version. Three statements, or none."""
    if version.state not in IN_FORCE:
        return {"share": None}
    share = allotment_of(version).whole
    spent = Spent(allotted=share.allotted, paid=payments.of_plan(version.plan_id))
    return {"share": share, "spent": spent, "plan": version.plan_id}


@register.inclusion_tag("funds/project_allotments.html")
def project_allotments(project: Project) -> dict[str, Any]:
    """Which batches have allotted what of a project, and what of it was paid; one statement."""
    rows = BatchItem.objects.filter(item__project=project, batch__document__isnull=False)
    rows = rows.annotate(paid=Coalesce(Sum("payments__amount"), Value(0), output_field=MONEY))
    found = list(rows.select_related("batch__document", "source", "budget_subject").order_by("batch__seq", "source"))
    return {"rows": found}
