"""Last year's money goes down in batches: one after the plan, one after its adjustment, one that is being drafted."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal

from core.enums import Sector
from funds import batches
from funds.batches import Given, Offered
from funds.models import AllotmentBatch
from plans.enums import Category
from plans.models import PlanVersion
from roles.duties import Duty
from workflows.flows.demonstration.adjusting import AFTER_FILING, NO_LAND
from workflows.flows.demonstration.county_work import CountyWork
from workflows.flows.demonstration.days import pause
from workflows.flows.rehearsal.people import holder

Share = Callable[[Offered], Decimal]
"""How much of a row a batch allots, in yuan."""
SUBJECTS = {Category.INDUSTRY: "2130505", Category.BASIC_CONDITIONS: "2130504", Category.PUBLIC_SERVICE: "2130506"}
"""Under which subject of the budget projects of a category are booked; any other under the usual one."""
OPEN_TENDERS = 2
"""The first rows of the plan, whose tenders are open in spring: they get a first part only."""
FIRST_PART, READY = Decimal("0.3"), Decimal("0.6")
WAN = Decimal(10_000)
BEFORE_ADJUSTING = 20
"""Days before the adjustment at the latest."""


def in_spring(work: CountyWork, version: PlanVersion) -> None:
    """第一批: most of what is ready, a part of what is out to tender, nothing of what has no land."""
    last = work.days.today - datetime.timedelta(days=AFTER_FILING + BEFORE_ADJUSTING)
    work.days.until(min(datetime.date(work.year, 4, 10), last))
    _issue(work, _draft(work, version, _first))


def after_adjusting(work: CountyWork, version: PlanVersion) -> None:
    """第二批: half of what is left of each row."""
    _issue(work, _draft(work, version, _half))


def at_the_end(work: CountyWork, version: PlanVersion) -> None:
    """第三批, drafted and not sent round yet; none once the plan's year is over."""
    if work.days.today.year == work.year:
        _draft(work, version, _rest)


def _draft(work: CountyWork, version: PlanVersion, share: Share) -> AllotmentBatch:
    keeper = holder(Duty.MANAGE_SOURCES, work.bureaus[Sector.FINANCE])
    batch = batches.open_batch(actor=keeper, plan=version.plan_id)
    rows = {
        (one.funding.item_id, one.funding.source_id): Given(amount, _subject(one))
        for one in batches.offered(batch)
        if (amount := share(one)) > 0
    }
    pause()
    return batches.write(actor=keeper, batch=batch.pk, rows=rows, requirements=batch.requirements)


def _issue(work: CountyWork, batch: AllotmentBatch) -> None:
    work.finish(batch.dossier)


def _first(one: Offered) -> Decimal:
    if one.funding.item.project.name == NO_LAND:
        return Decimal(0)
    return _whole(one.left * (FIRST_PART if one.funding.item.seq <= OPEN_TENDERS else READY))


def _half(one: Offered) -> Decimal:
    return _whole(one.left / 2)


def _rest(one: Offered) -> Decimal:
    return one.left


def _whole(amount: Decimal) -> Decimal:
    """Full 万元, never more than there is."""
    return (amount / WAN).quantize(Decimal(1), ROUND_DOWN) * WAN


def _subject(one: Offered) -> str:
    return SUBJECTS.get(Category(one.funding.item.project.category), batches.USUAL_SUBJECT)
