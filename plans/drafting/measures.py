"""How quantity, 补助标准 and the ways of support stand in the papers, and in a comparison of two versions."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import plain_yuan, wan
from plans.enums import SupportMode
from plans.models import Project
from plans.models.measured import Measured
from plans.rules.measures import figure, waits_for_acceptance
from plans.rules.parts import parts_of


def quantity_words(of: Measured) -> str:
    """90个; of several parts 机耕路3.2公里、水窖5座; empty where none was said."""
    if of.parts:
        return "、".join(f"{part.content}{figure(part.quantity)}{part.unit}" for part in parts_of(of.parts))
    return f"{figure(of.quantity)}{of.unit}" if of.quantity is not None else ""


def standard_words(of: Measured) -> str:
    """5000元/个; of several parts with the name of each; empty where nothing is granted by the unit."""
    if of.parts:
        granted = ((part.content, part.standard, part.unit) for part in parts_of(of.parts))
        return "、".join(f"{content}{_granted(yuan, unit)}" for content, yuan, unit in granted if yuan is not None)
    return _granted(of.unit_standard, of.unit) if of.unit_standard is not None else ""


def scale_words(of: Measured) -> str:
    """Both in one line, as two versions are compared by it."""
    return _listed((quantity_words(of), standard_words(of)))


def support_words(project: Project) -> str:
    """The way of support with what follows from it: when it is paid, of which loan (四（五）·2)."""
    label = str(project.get_support_mode_display())
    if waits_for_acceptance(project.support_mode):
        return _("%(mode)s（验收合格后支付）") % {"mode": label}
    if project.support_mode == SupportMode.INTEREST and project.loan_amount and project.loan_rate:
        told = _("%(mode)s（贷款%(loan)s万元，年利率%(rate)s%%）")
        return told % {"mode": label, "loan": wan(project.loan_amount), "rate": figure(project.loan_rate)}
    return label


def _granted(yuan: Decimal, unit: str) -> str:
    return _("%(yuan)s元/%(unit)s") % {"yuan": plain_yuan(yuan), "unit": unit}


def _listed(parts: Iterable[str]) -> str:
    return "；".join(part for part in parts if part)
