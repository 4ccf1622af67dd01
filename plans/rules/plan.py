"""The five mandatory elements of a plan item and of the plan (四（四）; B02, B11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from plans.enums import Severity
from plans.models import PlanItem
from plans.rules.refusal import Refusal

FIVE_ELEMENTS = "鄂政办发〔2015〕63号四（四）"
ELEMENTS = {
    "platform": "使用平台",
    "content": "建设内容",
    "schedule": "进度安排",
    "responsible_unit": "责任单位",
}


OTHER_MONEY = ("自筹", "投工", "投劳", "社会", "贷款", "信贷", "捐", "企业", "其他", "入股", "帮扶", "配套")
"""Words in a project's 筹资方式 that name money or labour beside the pool."""


@dataclass(frozen=True, kw_only=True)
class Rest:
    """What a plan leaves of a project's cost, in yuan; `method` is the registered 筹资方式, empty where it names nothing beside the pool."""

    arranged: Decimal
    total: Decimal
    left: Decimal
    method: str


def rest_of(amount: Decimal, total: Decimal, method: str) -> Rest | None:
    """The rest of a project that a plan pays in part; None where it pays all of it or nothing yet."""
    if not 0 < amount < total:
        return None
    named = method.strip() if any(word in method for word in OTHER_MONEY) else ""
    return Rest(arranged=amount, total=total, left=total - amount, method=named)


def element_refusals(items: Sequence[PlanItem]) -> list[Refusal]:
    """来源渠道 is the funds room's to check; the other four elements and the amount are checked here."""
    if not items:
        return [Refusal(_("方案中还没有项目"), FIVE_ELEMENTS)]
    found = []
    for item in items:
        found += [
            Refusal(_("缺少“%(element)s”") % {"element": label}, FIVE_ELEMENTS, item.project.name)
            for name, label in ELEMENTS.items()
            if not getattr(item, name).strip()
        ]
        if item.amount <= 0:
            found.append(Refusal(_("尚未安排资金"), FIVE_ELEMENTS, item.project.name))
    return found


def schedule_warnings(items: Sequence[PlanItem], year: int) -> list[Refusal]:
    """A library project may wait for years; the plan prints its dates, and one that ends before the plan's year is
    named with its row. It may be meant, so it is no refusal."""
    shown = _("时间进度早于方案年度")
    row = _("第%(seq)d项“%(name)s”")
    return [
        Refusal(shown, FIVE_ELEMENTS, row % {"seq": item.seq, "name": item.project.name}, Severity.WARNING)
        for item in items
        if item.project.ends_on.year < year
    ]
