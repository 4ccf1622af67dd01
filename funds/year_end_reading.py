"""What a plan's year end has to dispose of, row by row, and what became of it. Amounts in yuan."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from core import clock
from core.templatetags.words import cn_date
from funds import payments
from funds.allotting import NOUGHT, Key, allotted
from funds.allotting import rows_of as rows_of_batches
from funds.batch_drafting import named
from funds.enums import BATCH_UNDER_WAY, CLOSINGS, YEAR_END_STANDING, MovementKind, YearEndState
from funds.models import BatchItem, FundMovement, ItemFunding, YearEndLine, YearEndStatement
from funds.next_year import closes_from
from plans.models import AnnualPlan, PlanVersion
from plans.services import adjustments


@dataclass(frozen=True, kw_only=True)
class Row:
    """One item as one source pays for it, and what the statement lists of it so far: what is arranged and batches allotted;
    or, with an `allotment`, what that row of a batch allotted and was paid."""

    funding: ItemFunding
    allotted: Decimal
    allotment: BatchItem | None = None
    paid: Decimal = NOUGHT
    line: YearEndLine | None = None

    @property
    def left(self) -> Decimal:
        return self.allotted - self.paid if self.allotment else self.funding.amount - self.allotted

    @property
    def kind(self) -> str:
        """What is left of it, in words."""
        if self.allotment is None:
            return _("未下达")
        return _("%(batch)s下达未支付") % {"batch": named(self.allotment.batch.seq)}

    @property
    def carried(self) -> Decimal:
        return self.line.carried if self.line else NOUGHT

    @property
    def returned(self) -> Decimal:
        return self.line.returned if self.line else NOUGHT

    @property
    def reason(self) -> str:
        return self.line.reason if self.line else ""

    @property
    def is_disposed(self) -> bool:
        """Whether the statement lists exactly what is left."""
        return self.carried + self.returned == self.left


def rows_of(version: PlanVersion, statement: YearEndStatement | None = None) -> list[Row]:
    """Every row of the version in the order of the plan, with what issued batches allotted, and after each the rows of
    those batches, where payments are entered at all; five statements, and one more for what a statement lists. A line of
    another version goes to the row of the same project and source."""
    given, paying = allotted(version.plan_id), _allotments(version.plan_id)
    listed = statement.lines.select_related("funding__item").order_by("pk") if statement else ()
    lines = {(line.funding.item.project_id, line.funding.source_id, line.allotment_id): line for line in listed}
    found = ItemFunding.objects.filter(item__version=version).order_by("item__seq", "source")
    rows: list[Row] = []
    for one in found.select_related("item__project__competent", "source"):
        key = one.item.project_id, one.source_id
        rows.append(Row(funding=one, allotted=given.get(key, NOUGHT), line=lines.get((*key, None))))
        rows += (
            Row(funding=one, allotted=row.amount, allotment=row, paid=paid, line=lines.get((*key, row.pk)))
            for row, paid in paying.get(key, ())
        )
    return rows


def _allotments(plan: int) -> dict[Key, list[tuple[BatchItem, Decimal]]]:
    """By project and source, the rows of issued batches and what was paid of each; nothing where no payment of the plan was
    ever entered: then nobody knows what is unpaid."""
    if not payments.is_kept(plan):
        return {}
    rows = list(rows_of_batches(plan).select_related("batch", "item").order_by("batch__seq", "pk"))
    paid = payments.paid_of([row.pk for row in rows])
    found: dict[Key, list[tuple[BatchItem, Decimal]]] = {}
    for row in rows:
        found.setdefault((row.item.project_id, row.source_id), []).append((row, paid.get(row.pk, NOUGHT)))
    return found


def standing(plan: int) -> YearEndStatement | None:
    """The statement of the plan that is drawn, waits or was confirmed."""
    found = YearEndStatement.objects.filter(plan=plan, state__in=YEAR_END_STANDING)
    return found.select_related("plan__county", "version", "drawn_by", "confirmed_by").first()


def against_more(plan: int) -> str:
    """Why nothing more is allotted, adjusted or changed of a plan; empty while its year end is not confirmed."""
    done = YearEndStatement.objects.filter(plan=plan, state=YearEndState.CONFIRMED).first()
    if done is None:
        return ""
    told = _("该年度已依据%(number)s办理年终结转收回，其方案不再下达、调整、变更")
    return told % {"number": done.doc_no}


def in_the_way(plan: AnnualPlan) -> str:
    """What is under way of the plan that must come to its end before the year is closed, by its name; empty where nothing
    is."""
    batch = plan.batches.filter(state__in=BATCH_UNDER_WAY).first()
    if batch:
        told = _("%(batch)s（%(state)s）正在办理，下达或终止后才能办理年终结转收回")
        return told % {"batch": named(batch.seq), "state": batch.get_state_display()}
    if under_way := adjustments.named_under_way(plan.pk):
        return _("%(under_way)s，办结后才能办理年终结转收回") % {"under_way": under_way}
    return ""


def against_drawing(plan: AnnualPlan, version: PlanVersion | None) -> str:
    """Why no statement of the plan can be drawn now; empty where one can. Seven statements."""
    if version is None:
        return _("方案尚未印发，没有可以结转、收回的资金")
    if clock.today() < closes_from(plan.year):
        told = _("%(year)d年度的资金自%(day)s起办理年终结转收回；此前仍可下达")
        return told % {"year": plan.year, "day": cn_date(closes_from(plan.year))}
    if found := standing(plan.pk):
        return _("年终结转收回清单%(state)s") % {"state": found.get_state_display()}
    if under_way := in_the_way(plan):
        return under_way
    given = sum(allotted(plan.pk).values(), NOUGHT)
    if not given:
        return _("本方案没有办理过资金下达批次，不知道已下达多少，不能办理年终结转收回")
    if (version.items.aggregate(sum=Sum("amount"))["sum"] or NOUGHT) > given:
        return ""
    if not payments.is_kept(plan.pk):
        return _("方案安排的资金已全部下达，也没有登记过支付，没有可以结转、收回的资金")
    return "" if payments.of_plan(plan.pk) < given else _("方案安排的资金已全部下达、支付，没有可以结转、收回的资金")


def moved_by(statement: YearEndStatement) -> dict[tuple[int, str], Decimal]:
    """By source and kind, what a confirmed statement moved, as positive yuan: out of its sources and into those of the
    next year; one statement."""
    rows = FundMovement.objects.filter(year_end=statement).values("source", "kind").annotate(sum=Sum("amount"))
    found = rows.order_by("source", "kind").values_list("source", "kind", "sum")
    return {(source, kind): abs(amount) for source, kind, amount in found}


def left_by(sources: Collection[int]) -> dict[int, Decimal]:
    """By source, what left it into the next year and was not taken back by a counter-entry, as positive yuan; one
    statement."""
    closings = Q(kind__in=CLOSINGS) | Q(reverses__kind__in=CLOSINGS)
    rows = FundMovement.objects.filter(closings, source__in=sources).values("source").annotate(sum=Sum("amount"))
    return {source: -amount for source, amount in rows.order_by("source").values_list("source", "sum")}


def sums_by_source(lines: Iterable[YearEndLine]) -> dict[tuple[int, MovementKind], Decimal]:
    """By source and what becomes of it; the lines come with their rows of the plan. What is nought is left out."""
    found: dict[tuple[int, MovementKind], Decimal] = {}
    for line in lines:
        for kind, amount in ((MovementKind.CARRIED_OUT, line.carried), (MovementKind.LAPSED, line.returned)):
            if amount:
                key = line.funding.source_id, kind
                found[key] = found.get(key, NOUGHT) + amount
    return dict(sorted(found.items()))
