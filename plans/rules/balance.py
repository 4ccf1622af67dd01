"""One pool, every fen explained (B01)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import wan
from plans.rules.refusal import Refusal

BALANCE = "鄂政办发〔2015〕63号四（四）"


def excess_refusals(items: Iterable[tuple[str, Decimal, Decimal]]) -> list[Refusal]:
    """`items` are (name, amount, total investment of the project) in yuan: no plan pays more than a project costs."""
    shown = _("安排%(amount)s万元，超过项目总投资%(total)s万元，请减少安排资金")
    return [
        Refusal(shown % {"amount": wan(amount), "total": wan(total)}, BALANCE, name)
        for name, amount, total in items
        if amount > total
    ]


def balance_refusals(
    items: Iterable[tuple[str, Decimal, Decimal]], sources: Iterable[tuple[str, Decimal, Decimal]]
) -> list[Refusal]:
    """`items` are (name, amount, sum of its funding), `sources` (name, integrable, used); all in yuan."""
    found = []
    for name, amount, funded in items:
        if amount != funded:
            shown = _("安排%(amount)s万元，资金来源合计%(funded)s万元，两数不符")
            found.append(Refusal(shown % {"amount": wan(amount), "funded": wan(funded)}, BALANCE, name))
    for name, integrable, used in sources:
        if used > integrable:
            shown = _("可整合%(integrable)s万元，已安排%(used)s万元，超出%(over)s万元")
            figures = {"integrable": wan(integrable), "used": wan(used), "over": wan(used - integrable)}
            found.append(Refusal(shown % figures, BALANCE, name))
    return found
