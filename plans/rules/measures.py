"""Quantity by 补助标准 is the amount, and what each way of support asks for (四（三）·4 to 6, 四（五）·2; B14).

Amounts are yuan; a sum may be off by one fen, for a quantity of three decimals need not come out even.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.money import FEN, plain_yuan, wan
from plans.enums import SupportMode
from plans.rules.parts import Part, parts_of, summed
from plans.rules.refusal import Refusal

RATE_BOUND = Decimal(100)
"""Per cent a year: what no loan costs."""
QUANTITY_BOUND = Decimal(10) ** 11
"""What a register keeps of a quantity: eleven digits before the point."""
STANDARDS = "鄂政办发〔2015〕63号四（三）"
SUPPORT = "鄂政办发〔2015〕63号四（五）"
Said = Mapping[str, Any]
Misfits = list[tuple[str, Refusal]]
"""The field and what is wrong with it."""


def figure(number: Decimal) -> str:
    """A quantity or a rate without trailing zeros: 90, 3.2."""
    return f"{number.normalize():f}"


def measure_misfits(said: Said, amount: Decimal | None) -> Misfits:
    """Quantity, unit, standard and parts against the amount in yuan; what is not said is not asked."""
    quantity, standard = said.get("quantity"), said.get("unit_standard")
    found = _out_of_bounds(quantity, standard)
    if found:
        return found
    if quantity is not None and "unit" in said and not said["unit"].strip():
        found.append(("unit", Refusal(_("请填写数量的计量单位"), STANDARDS)))
    if standard is not None and quantity is None and "quantity" in said:
        found.append(("quantity", Refusal(_("有补助标准的，须填写数量"), STANDARDS)))
    parts = parts_of(said.get("parts") or ())
    if parts and standard is not None:
        told = _("已按分项填写补助标准的，此处不再填写")
        found.append(("unit_standard", Refusal(told, STANDARDS)))
    elif standard is not None and quantity is not None and amount is not None:
        found += [("unit_standard", said_wrong) for said_wrong in by_standard(quantity, standard, amount)]
    return [*found, *_parts(parts, amount)]


def _out_of_bounds(quantity: Decimal | None, standard: Decimal | None) -> Misfits:
    """What neither of them can be, whatever the amount."""
    found: Misfits = []
    if quantity is not None and quantity <= 0:
        found.append(("quantity", Refusal(_("数量须大于零"), STANDARDS)))
    if quantity is not None and quantity >= QUANTITY_BOUND:
        found.append(("quantity", Refusal(_("数量过大，请核对计量单位"), STANDARDS)))
    if standard is not None and standard <= 0:
        found.append(("unit_standard", Refusal(_("补助标准须大于零"), STANDARDS)))
    return found


def by_standard(quantity: Decimal, standard: Decimal, amount: Decimal) -> Iterable[Refusal]:
    """数量×补助标准＝金额, to the fen (B14)."""
    product = quantity * standard
    if abs(product - amount) > FEN:
        told = _("数量%(quantity)s×补助标准%(standard)s元为%(product)s万元，与金额%(amount)s万元不符（可差0.01元）")
        figures = {"quantity": figure(quantity), "standard": plain_yuan(standard)}
        yield Refusal(told % {**figures, "product": wan(product), "amount": wan(amount)}, STANDARDS)


def _parts(parts: Sequence[Part], amount: Decimal | None) -> Misfits:
    """Each part by its own standard, and all of them together the amount."""
    found: Misfits = []
    for number, part in enumerate(parts, 1):
        if part.standard is None:
            continue
        wrong = by_standard(part.quantity, part.standard, part.amount)
        where = _("分项第%(number)d行“%(content)s”") % {"number": number, "content": part.content}
        found += [("parts", Refusal(said.message, said.clause, where)) for said in wrong]
    total = summed(parts)
    if parts and amount is not None and abs(total - amount) > FEN:
        told = _("分项金额合计%(total)s万元，与金额%(amount)s万元不符（可差0.01元）")
        found.append(("parts", Refusal(told % {"total": wan(total), "amount": wan(amount)}, STANDARDS)))
    return found


def support_misfits(said: Said) -> Misfits:
    """An interest subsidy says of which loan and at what rate; shares say whose they are. Other ways have no loan."""
    mode, loan, rate = said.get("support_mode"), said.get("loan_amount"), said.get("loan_rate")
    found: Misfits = []
    if mode == SupportMode.INTEREST:
        if loan is None and "loan_amount" in said:
            found.append(("loan_amount", Refusal(_("贷款贴息的项目须填写贷款金额"), SUPPORT)))
        if rate is None and "loan_rate" in said:
            found.append(("loan_rate", Refusal(_("贷款贴息的项目须填写贴息年利率"), SUPPORT)))
    elif "support_mode" in said:
        told = _("只有贷款贴息的项目填写贷款金额和利率")
        found += [(name, Refusal(told, SUPPORT)) for name in ("loan_amount", "loan_rate") if said.get(name) is not None]
    found += [(name, Refusal(_("须大于零"), SUPPORT)) for name, value in (("loan_amount", loan), ("loan_rate", rate))
              if value is not None and value <= 0]  # fmt: skip
    if rate is not None and rate >= RATE_BOUND:
        told = _("贴息年利率以百分比计，须小于100，如 4.35")
        found.append(("loan_rate", Refusal(told, SUPPORT)))
    if mode == SupportMode.SHARES and "linkage" in said and "股" not in (said["linkage"] or ""):
        told = _("财政资金入股的项目，须写明股份归谁、怎样分红，如“折股量化到贫困户，按股分红”")
        found.append(("linkage", Refusal(told, STANDARDS)))
    return found


def waits_for_acceptance(mode: str) -> bool:
    """Whether money of that way of support is paid only once the work was accepted: 先建后补 (四（五）·2, C07)."""
    return mode == SupportMode.BUILD_FIRST


def otherwise_granted(
    unit_standard: Decimal | None, parts: Sequence[Part], *, county_standard: Decimal | None, unit: str
) -> list[Decimal]:
    """What a project grants otherwise for a unit than the county's standard that it picked: by its own 补助标准, or by
    those of its parts that are counted in the unit of the county's standard."""
    granted = [unit_standard, *(part.standard for part in parts if part.unit == unit)]
    if county_standard is None:
        return []
    return [standard for standard in granted if standard is not None and standard != county_standard]
