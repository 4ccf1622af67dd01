"""How a plan spreads its money: not on one or two places, nor on everybody a little (四（四）; B21 to B23)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import wan
from plans.compliance.basis import Basis, Parameter
from plans.compliance.judges.money import percent, plain
from plans.compliance.picture import Picture
from plans.compliance.rule import Hit, Judge
from plans.enums import Category, Severity
from plans.rules.refusal import Refusal

CLAUSE = "鄂政办发〔2015〕63号四（四）"
SCATTERED = "鄂政办发〔2015〕63号二"
WAN = Decimal(10_000)


def concentrated(village: Parameter, township: Parameter, least: Parameter) -> Judge:
    """盆景式: the largest share of one village and of one township. A row of several villages counts for each with an
    equal part; a plan of fewer rows than `least` is not asked."""

    def judge(picture: Picture, basis: Basis) -> list[Hit]:
        if len(picture.items) < basis.value(least.key) or not picture.total:
            return []
        villages, townships = _by_village(picture), _by_township(picture)
        found = []
        for places, most in ((villages, basis.value(village.key)), (townships, basis.value(township.key))):
            name, amount = max(places.items(), key=lambda place: place[1], default=("", Decimal(0)))
            if amount * 100 > picture.total * most:
                shown = _("资金占全案的%(share)s%%，超过%(most)s%%；村级资金分布基尼系数%(gini)s")
                told = {"share": percent(amount, picture.total), "most": plain(most), "gini": gini(villages)}
                found.append(_whole(picture, "B21", Refusal(shown % told, CLAUSE, name, Severity.WARNING), amount))
        return found

    return judge


def scattered(small: Parameter, small_share: Parameter, alike_share: Parameter, least: Parameter) -> Judge:
    """撒胡椒面: too large a share of rows below `small` (万元), or one and the same amount for nearly all."""

    def judge(picture: Picture, basis: Basis) -> list[Hit]:
        count = len(picture.items)
        if count < basis.value(least.key):
            return []
        limit, found = basis.value(small.key), []
        tiny = [item for item in picture.items if item.amount < limit * WAN]
        if len(tiny) * 100 > count * basis.value(small_share.key):
            shown = _("%(count)d个项目不足%(limit)s万元，占项目数的%(share)s%%，超过%(most)s%%")
            told = {
                "count": len(tiny), "limit": plain(limit), "share": percent(Decimal(len(tiny)), Decimal(count)),
                "most": plain(basis.value(small_share.key)),
            }  # fmt: skip
            said = Refusal(shown % told, SCATTERED, severity=Severity.WARNING)
            found.append(_whole(picture, "B22", said, sum((item.amount for item in tiny), Decimal(0))))
        amount, alike = Counter(item.amount for item in picture.items).most_common(1)[0]
        if alike * 100 > count * basis.value(alike_share.key):
            shown = _("%(count)d个项目同为%(amount)s万元，占项目数的%(share)s%%，超过%(most)s%%，疑似平均分配")
            told = {
                "count": alike, "amount": wan(amount), "share": percent(Decimal(alike), Decimal(count)),
                "most": plain(basis.value(alike_share.key)),
            }  # fmt: skip
            said = Refusal(shown % told, CLAUSE, severity=Severity.WARNING)
            found.append(_whole(picture, "B22", said, amount * alike))
        return found

    return judge


def industry(share: Parameter) -> Judge:
    """The share of industry, pointed out below what is customary."""

    def judge(picture: Picture, basis: Basis) -> list[Hit]:
        amounts = [item.amount for item in picture.items if item.project.category == Category.INDUSTRY]
        amount = sum(amounts, Decimal(0))
        if not picture.total or amount * 100 >= picture.total * basis.value(share.key):
            return []
        shown = _("特色产业发展占全案的%(share)s%%，低于%(usual)s%%")
        told = {"share": percent(amount, picture.total), "usual": plain(basis.value(share.key))}
        return [Hit(Refusal(shown % told, severity=Severity.HINT), amount=amount)]

    return judge


def gini(places: Mapping[str, Decimal]) -> str:
    """0.00 where all places get the same, towards 1 where one gets all."""
    amounts: Sequence[Decimal] = sorted(places.values())
    whole = sum(amounts, Decimal(0))
    if not whole:
        return "0.00"
    ranked = sum((amount * rank for rank, amount in enumerate(amounts, 1)), Decimal(0))
    count = len(amounts)
    return f"{2 * ranked / (count * whole) - Decimal(count + 1) / count:.2f}"


def _by_village(picture: Picture) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for item in picture.items:
        for village in item.project.villages:
            found[village] += item.amount / len(item.project.villages)
    return found


def _by_township(picture: Picture) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for item in picture.items:
        if item.project.township:
            found[item.project.township] += item.amount
    return found


def _whole(picture: Picture, code: str, said: Refusal, amount: Decimal) -> Hit:
    return Hit(said, amount=amount.quantize(Decimal("0.01")), justification=picture.justified.get(code, ""))
