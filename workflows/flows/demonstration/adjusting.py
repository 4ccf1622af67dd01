"""Last year's plan was adjusted in its summer: a newcomer meets two versions side by side."""

from __future__ import annotations

import datetime
from decimal import Decimal

from core.models import User
from funds import services as funds
from funds.models import FundSource, ItemFunding
from plans.models import PlanItem, PlanVersion
from plans.services import changes
from plans.services.changes import Explained
from workflows.flows.demonstration.county_work import CountyWork
from workflows.flows.rehearsal.adjusting import adjust

REASON = "部分项目招标结余、个别项目用地未能落实，经工作专班核实，对年初方案作中期调整，结余资金留待后续安排。"
NO_LAND = "双庙村香菇大棚"
"""The project that is taken out."""
SAVED = Decimal(50_000)
"""Yuan that the tender of the first row saved."""
AFTER_FILING = 130
"""Days before the day of the demonstration by which it is over, whatever the season."""


def last_years_plan(work: CountyWork, version: PlanVersion) -> PlanVersion:
    """Opened in August, or earlier where the demonstration is made in its own year; filed and registered."""
    summer = datetime.date(work.year, 8, 20)
    work.days.until(min(summer, work.days.today - datetime.timedelta(days=AFTER_FILING)))
    ground = f"演示函〔{work.year}〕5号"
    return adjust(work.driver, version, _edit, reason=REASON, ground=ground)


def _edit(actor: User, made: PlanVersion) -> None:
    """The first row gets less, the second is paid by the county alone in part, one is taken out."""
    first, second, *_others = made.items.select_related("project").order_by("seq")
    last = made.items.select_related("project").get(project__name=NO_LAND)
    paid = {funding.source_id: funding.amount for funding in first.fundings.order_by("source")}
    most = max(paid, key=lambda source: paid[source])
    funds.arrange(actor=actor, item=first.pk, amounts={most: paid[most] - SAVED})
    funds.put_back(actor=actor, item=last.pk)
    _pay_from_what_is_left(actor, made, second)
    said = {
        first.project_id: Explained("公开招标后合同价低于概算，核减结余资金。"),
        second.project_id: Explained("上级资金到位较晚，先以县级预算资金安排，调整资金来源。"),
        last.project_id: Explained("建设用地未能落实，本年度不再实施，退回项目库。"),
    }
    changes.explain(actor=actor, version=made.pk, said=said)


def _pay_from_what_is_left(actor: User, made: PlanVersion, row: PlanItem) -> None:
    """Move a part of its money from the source that pays most to the one that has most left."""
    sources = FundSource.objects.of(made.plan.county, made.plan.year).with_used(made.pk)
    paying = ItemFunding.objects.filter(item=row).order_by("-amount")[0]
    spare = max((source for source in sources if source.pk != paying.source_id), key=lambda source: source.left)
    moved = min(spare.left, paying.amount / 2).quantize(Decimal(1))
    has = ItemFunding.objects.filter(item=row, source=spare).values_list("amount", flat=True).first() or Decimal()
    amounts = {paying.source_id: paying.amount - moved, spare.pk: has + moved}
    funds.arrange(actor=actor, item=row.pk, amounts=amounts)
