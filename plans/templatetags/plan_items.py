"""What pages of plans say of one item."""

from __future__ import annotations

from django import template

from plans.models import PlanItem
from plans.rules.plan import Rest, rest_of

register = template.Library()


@register.filter
def rest(item: PlanItem) -> Rest | None:
    """What the plan does not pay of a project that it pays for; `item` comes with its project."""
    return rest_of(item.amount, item.project.amount, item.project.funding_method)
