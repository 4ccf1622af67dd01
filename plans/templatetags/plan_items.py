"""What pages of plans say of one item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template
from django.utils.translation import gettext

from plans import listed
from plans.drafting.measures import scale_words
from plans.models import PlanItem, PlanVersion
from plans.rules.plan import Rest, rest_of
from workflows.desk.citing import Column

register = template.Library()


@register.filter
def scale(item: PlanItem) -> str:
    """Quantity and 补助标准 of its row, in one line."""
    return scale_words(item)


@register.filter
def wrong_in(to_correct: Mapping[str, Sequence[Column]], code: str) -> str:
    """In which columns of the row something is wrong, as the return named them that brought the dossier back."""
    return gettext("、").join(map(str, to_correct.get(code, ())))


@register.filter
def rest(item: PlanItem) -> Rest | None:
    """What the plan does not pay of a project that it pays for; `item` comes with its project."""
    return rest_of(item.amount, item.project.amount, item.project.funding_method)


@register.simple_tag
def row_address(version: PlanVersion, seq: int) -> str:
    """Where the page of a plan shows the row of that number."""
    return listed.address(version.pk, seq)
