"""What was paid out of last year's first batch, and the statement of that year's end once the year is over."""

from __future__ import annotations

import datetime
from decimal import Decimal

from core import clock
from core.enums import Sector
from core.models import User
from funds import payments, year_end
from funds.models import BatchItem, Payment
from funds.payments import Paid
from funds.year_end import Kept
from funds.year_end_reading import rows_of
from plans.models import PlanVersion
from roles.duties import Duty
from workflows.flows.demonstration import standards
from workflows.flows.demonstration.county_work import CountyWork
from workflows.flows.demonstration.days import pause
from workflows.flows.rehearsal.people import holder

ROAD, WATER, ORCHARD, TEA = (
    "龙井村二组至五组通组公路硬化",
    "双庙村安全饮水巩固提升",
    "九华村核桃基地管护",
    "龙井村茶园提档升级",
)
TEA_VILLAGE = "103211"
BUILDER, WATERWORKS, HOUSEHOLDS = "演示县公路工程公司", "演示县水利工程公司", "农户（名单见凭证）"
SLIP = "凭证金额录入有误，多录一成，冲销后按原凭证重新登记。"
SUPPORT = Decimal(3600)
"""Yuan that one household gets for its tea garden."""
BUILT = "已下达主管部门，按合同和工程进度支付。"
CONTINUES = "已招标并签订施工合同，工程跨年续建。"


def out_of_first_batch(work: CountyWork, version: PlanVersion) -> None:
    """A builder has all of his part, a second most of his after a slip that was taken back; households by their list, one
    by whoever receives for it."""
    keeper = holder(Duty.MANAGE_SOURCES, work.bureaus[Sector.FINANCE])
    consent = standards.foster(TEA_VILLAGE)
    road, water, orchard = (_row(version, name) for name in (ROAD, WATER, ORCHARD))
    _pay(keeper, road, road.amount, _number(work, 1), payee=BUILDER)
    wrong = _pay(keeper, water, water.amount * Decimal("0.8"), _number(work, 2), payee=WATERWORKS)
    payments.reverse(actor=keeper, payment=wrong.pk, reason=SLIP)
    pause()
    _pay(keeper, water, water.amount * Decimal("0.7"), _number(work, 2), payee=WATERWORKS)
    _pay(keeper, orchard, orchard.amount * Decimal("0.45"), _number(work, 3), payee=HOUSEHOLDS)
    _pay(keeper, _row(version, TEA), SUPPORT, _number(work, 4), consent=consent.pk)


def close_the_year(work: CountyWork, version: PlanVersion) -> None:
    """The statement lies with the head of the bureau: what is left of the road and of the water works is carried over, what
    else was not allotted or not paid goes back. None while the plan's year goes on, in which a further batch and a change are under way."""
    if work.days.today.year == work.year:
        return
    keeper = holder(Duty.MANAGE_SOURCES, work.bureaus[Sector.FINANCE])
    made = year_end.draw(actor=keeper, plan=version.plan_id)
    left = [row for row in rows_of(made.version) if row.left > 0]
    kept = {
        row.funding.pk: Kept(row.left, CONTINUES)
        for row in left
        if row.allotment is None and row.funding.item.project.name == ROAD
    }
    unpaid = {
        row.allotment.pk: Kept(row.left, BUILT)
        for row in left
        if row.allotment and row.funding.item.project.name == WATER
    }
    pause()
    last_day = datetime.date(work.year, 12, 31)
    year_end.write(
        actor=keeper, statement=made.pk, kept=kept, unpaid=unpaid, doc_no=f"演示财农〔{work.year}〕31号", dated=last_day
    )  # fmt: skip
    year_end.submit(actor=keeper, statement=made.pk)
    pause()


def _row(version: PlanVersion, name: str) -> BatchItem:
    """The largest row of the project in the plan's first batch."""
    rows = BatchItem.objects.filter(batch__plan=version.plan_id, batch__seq=1, item__project__name=name)
    return rows.order_by("-amount")[0]


def _pay(keeper: User, row: BatchItem, amount: Decimal, voucher: str, **whom: object) -> Payment:
    said = Paid(amount=amount.quantize(Decimal(1)), paid_on=clock.today(), voucher_no=voucher, **whom)  # type: ignore[arg-type]
    made = payments.pay(actor=keeper, row=row.pk, said=said)
    pause()
    return made


def _number(work: CountyWork, number: int) -> str:
    return f"演示支〔{work.year}〕{number}号"
