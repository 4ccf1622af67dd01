"""Quantity, 补助标准 and ways of support of a project, as its page tells them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from core.money import plain_yuan, wan
from plans.drafting.measures import quantity_words, standard_words, support_words
from plans.models import Project
from plans.rules.measures import figure, otherwise_granted
from plans.rules.parts import parts_of

register = template.Library()


@register.filter
def measures(project: Project) -> dict[str, Any]:
    """The words, the product where one standard holds for all, the parts, and whether it departs from the county's."""
    product = ""
    if project.quantity is not None and project.unit_standard is not None:
        told = {"quantity": figure(project.quantity), "standard": plain_yuan(project.unit_standard)}
        told["product"] = wan(project.quantity * project.unit_standard)
        product = _("%(quantity)s×%(standard)s元＝%(product)s万元") % told
    picked = project.standard
    parts = parts_of(project.parts)
    return {
        "quantity": quantity_words(project), "standard": standard_words(project), "support": support_words(project),
        "product": product, "parts": parts,
        "departs": picked and otherwise_granted(project.unit_standard, parts, county_standard=picked.amount, unit=picked.unit),
    }  # fmt: skip


@register.filter
def yuan(amount: Decimal) -> str:
    """5000"""
    return plain_yuan(amount)
