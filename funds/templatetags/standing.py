"""How a plan that is carried out is called: the whole plan, and through which notices single items of it changed."""

from __future__ import annotations

from django import template

from plans.drafting.standing import standing_of
from plans.models import PlanVersion

register = template.Library()


@register.filter
def as_it_stands(version: PlanVersion) -> str:
    """《…实施方案》（竹政发〔2027〕1号，经竹统筹组发〔2027〕3号调整）; one statement for its document, two more for a
    single change."""
    return str(standing_of(version))
