"""B39: what a year's plan gives each category, beside what the plan of several years says of that year."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import wan
from plans.compliance.basis import Basis, Parameter
from plans.compliance.judges.money import plain
from plans.compliance.picture import Picture
from plans.compliance.rule import Hit, Judge
from plans.enums import Category, Severity
from plans.rules.refusal import Refusal

CLAUSE = "鄂政办发〔2015〕63号四（四）"


def apart(share: Parameter) -> Judge:
    """Categories whose sum is further from what was planned than the largest share of it; nothing where no plan of
    several years is in force for the year."""

    def judge(picture: Picture, basis: Basis) -> list[Hit]:
        if not picture.planned:
            return []
        most, arranged = basis.value(share.key), by_category(picture)
        found = []
        for category, label in Category.choices:
            planned, given = picture.planned.get(category, Decimal(0)), arranged[category]
            if abs(given - planned) * 100 > planned * most:
                shown = _(
                    "%(category)s规划%(planned)s万元，本方案安排%(given)s万元，相差%(apart)s万元，超过规划的%(most)s%%"
                )
                told = {
                    "category": label, "planned": wan(planned), "given": wan(given), "apart": wan(abs(given - planned)),
                    "most": plain(most),
                }  # fmt: skip
                said = Refusal(shown % told, CLAUSE, severity=Severity.WARNING)
                found.append(Hit(said, amount=abs(given - planned), justification=picture.justified.get("B39", "")))
        return found

    return judge


def by_category(picture: Picture) -> dict[str, Decimal]:
    """What the version arranges, in yuan."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for item in picture.items:
        found[item.project.category] += item.amount
    return found
