"""What is granted a unit: it comes to the amount, and departs from the county's standard for a reason only (B14, C04)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.money import FEN, plain_yuan, wan
from plans.compliance.basis import Basis
from plans.compliance.judges.rows import of_row
from plans.compliance.picture import ItemFact, Picture
from plans.compliance.rule import Hit
from plans.enums import Severity
from plans.rules.measures import STANDARDS, figure, otherwise_granted
from plans.rules.parts import summed
from plans.rules.refusal import Refusal


def product(picture: Picture, basis: Basis) -> list[Hit]:
    """B14: quantity by standard, or all parts together, is what the row arranges or, where other money pays the rest, what
    the project costs."""
    return [of_row(item, said) for item in picture.items if (said := _product(item))]


def _product(item: ItemFact) -> Refusal | None:
    told: dict[str, str] = {}
    if item.parts:
        found, shown = summed(item.parts), _("分项金额合计%(product)s万元，与安排金额%(amount)s万元不符")
    elif item.quantity is not None and item.unit_standard is not None:
        found = item.quantity * item.unit_standard
        shown = _("数量%(quantity)s×补助标准%(standard)s元为%(product)s万元，与安排金额%(amount)s万元不符")
        told = {"quantity": figure(item.quantity), "standard": plain_yuan(item.unit_standard)}
    else:
        return None
    if any(abs(found - amount) <= FEN for amount in (item.amount, item.project.amount)):
        return None
    figures = {**told, "product": wan(found), "amount": wan(item.amount)}
    return Refusal(shown % figures, STANDARDS, item.project.name, Severity.WARNING)


def departing(picture: Picture, basis: Basis) -> list[Hit]:
    """C04: a row that grants otherwise than the county's standard which its project picked, itself or by a part; what the
    project said when it was proposed answers for it, unless the row says more."""
    found = []
    for item in picture.items:
        county, unit = item.project.county_standard, item.project.county_unit
        granted = otherwise_granted(item.unit_standard, item.parts, county_standard=county, unit=unit)
        if county is None or not granted:
            continue
        shown = _("补助标准%(granted)s元，与县定标准%(county)s元不同")
        figures = "、".join(plain_yuan(yuan) for yuan in dict.fromkeys(granted))
        told = shown % {"granted": figures, "county": plain_yuan(county)}
        said = Refusal(told, STANDARDS, item.project.name, Severity.WARNING)
        found.append(Hit(said, item.key, item.seq, item.amount, "", item.project.standard_reason.strip()))
    return found
