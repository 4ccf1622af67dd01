"""Single changes of last year's plan: one is decided and filed, one lies with the competent department."""

from __future__ import annotations

from decimal import Decimal

from core.enums import OrganisationKind
from core.models import Organisation
from funds import changing
from funds.changing import Asked, Move
from plans.models import PlanItem, PlanVersion
from plans.services import adjustments, single_changes
from workflows.flows.demonstration.county_work import CountyWork
from workflows.flows.rehearsal.changing import apply, change

SAVED = Decimal("15999.33")
"""Yuan that the finished item saved, to the fen as final accounts come out."""
FINISHED = "项目已竣工验收，结算审定后结余资金，调剂给本乡镇同类项目完善附属设施。"
LATER = "连续降雨影响施工，完工时间顺延两个月，建设内容和资金不变。"


def decided(work: CountyWork, version: PlanVersion) -> PlanVersion | None:
    """The savings of one item go to another of the same township and category; None where no township has two."""
    row, target = _pair(adjustments.in_force(version.plan_id))
    if row is None or target is None:
        return None
    source = row.fundings.order_by("-amount")[0].source_id
    asked = Asked(
        words={}, moves=[Move(source=source, to=target.project_id, amount=SAVED)], reason=FINISHED,
        ground=f"演示函〔{work.year}〕6号", is_finished=True,
    )  # fmt: skip
    return change(work.driver, row, _township(row), asked)


def under_way(version: PlanVersion) -> PlanVersion | None:
    """The item that got the money takes two months longer; None once the plan's year is over."""
    standing = adjustments.in_force(version.plan_id)
    if standing is None or single_changes.against_opening(standing):
        return None
    _giver, row = _pair(standing)
    if row is None:
        return None
    words = {"schedule": f"{row.schedule}（顺延两个月）"}
    asked = Asked(words=words, moves=[], reason=LATER, ground=f"演示函〔{version.plan.year}〕7号")
    return apply(row, _township(row), asked)


def _pair(version: PlanVersion | None) -> tuple[PlanItem | None, PlanItem | None]:
    """Two rows of one township and category of which the first has money to spare and the second room for it."""
    if version is None:
        return None, None
    townships = Organisation.objects.filter(county=version.plan.county, kind=OrganisationKind.TOWNSHIP)
    for township in townships.order_by("path"):
        rows = list(changing.items_of(township, version))
        for row in rows:
            for target in rows:
                if _fits(row, target):
                    return row, target
    return None, None


def _fits(row: PlanItem, target: PlanItem) -> bool:
    room = target.project.amount - target.amount
    alike = row.project.category == target.project.category and row.pk != target.pk
    return alike and row.amount > 10 * SAVED and target.amount > 10 * SAVED and room >= SAVED


def _township(row: PlanItem) -> Organisation:
    """The township whose place the row is in."""
    proposer = row.project.proposer
    found = proposer if proposer.kind == OrganisationKind.TOWNSHIP else proposer.parent
    return row.project.township or found or proposer
