"""Names as anyone may read them."""

from django import template

from plans.rules import payees

register = template.Library()


@register.filter
def masked(name: str) -> str:
    """王**"""
    return payees.masked(name)
