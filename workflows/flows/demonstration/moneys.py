"""How the money of the demonstration's year moves: a carry-over of last year, a further allotment that is not all
integrated, a part taken back, and old money that nobody has arranged."""

from __future__ import annotations

from decimal import Decimal

from core import clock
from core.enums import Sector
from core.models import Organisation, User
from funds import movements, next_year
from funds import services as funds
from funds.enums import FundLevel, FundNature, MovementAct
from funds.models import FundSource
from funds.movements import Basis
from funds.pool import pool_of
from plans.services.organs import bureau
from roles.duties import Duty
from workflows.flows.demonstration.days import pause
from workflows.flows.rehearsal.people import holder

WAN = Decimal(10_000)
FLOOD = "防汛应急度汛，须专款专用"


def keep(county: Organisation, year: int) -> None:
    """What the finance bureau enters beside its four allotments, before the plan is drafted."""
    keeper = holder(Duty.MANAGE_SOURCES, bureau(county, Sector.FINANCE))
    _carry_over(keeper, county, year)
    _water(keeper, county, year)
    _old(keeper, county, year)


def _carry_over(keeper: User, county: Organisation, year: int) -> None:
    """What last year's plan left of the county's own money is money of this year, once that year is closed: a
    demonstration that is made in autumn has not come so far."""
    if clock.today() < next_year.closes_from(year - 1):
        return
    for line in pool_of(county, year - 1).lines:
        if line.left > 0:
            movements.enter(
                actor=keeper, source=line.source.pk, act=MovementAct.CARRY_OUT, amount=line.left, integrated=line.left,
                basis=_basis(f"演示预〔{year}〕3号", "上年度方案未安排，结转下年统筹使用"),
            )  # fmt: skip
            pause()


def _water(keeper: User, county: Organisation, year: int) -> None:
    """38 万元 of the province for water works, of which the flood's part stays outside; 8 more follow, 3 go back."""
    source = funds.add_source(
        actor=keeper, county=county, year=year,
        fields={
            "name": "省级水利发展资金", "doc_no": f"演示指标〔{year}〕11号", "level": FundLevel.PROVINCE,
            "received_on": clock.today(), "amount": 38 * WAN, "integrable": 30 * WAN, "not_integrated_reason": FLOOD,
            "competent": bureau(county, Sector.WATER), "earmark": "山洪灾害防治和水毁修复",
        },
    )  # fmt: skip
    pause()
    _enter(keeper, source, MovementAct.ADD, 8 * WAN, Decimal("65000.50"), f"演示指标〔{year}〕15号", "水毁修复追加")
    _enter(
        keeper, source, MovementAct.RECOVER, 3 * WAN, Decimal(0), f"演示指标〔{year}〕18号", "应急度汛结余由省级收回"
    )


def _old(keeper: User, county: Organisation, year: int) -> None:
    """Stock that was first allotted two years before and lies idle: the reconciliation names it."""
    funds.add_source(
        actor=keeper, county=county, year=year,
        fields={
            "name": "盘活存量扶贫资金", "doc_no": f"演示预〔{year}〕5号", "level": FundLevel.COUNTY,
            "nature": FundNature.STOCK, "received_on": clock.today(), "amount": Decimal("109229.19"),
            "integrable": Decimal("109229.19"), "vintage": year - 2,
        },
    )  # fmt: skip
    pause()


def _enter(
    keeper: User, source: FundSource, act: MovementAct, amount: Decimal, integrated: Decimal, doc_no: str, reason: str
) -> None:
    basis = _basis(doc_no, reason)
    movements.enter(actor=keeper, source=source.pk, act=act, amount=amount, integrated=integrated, basis=basis)
    pause()


def _basis(doc_no: str, reason: str) -> Basis:
    return Basis(doc_no=doc_no, dated=clock.today(), reason=reason)
