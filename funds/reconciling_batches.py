"""The last stage of the reconciliation: what the batches allotted, against the plan, the documents and the year's end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.db.models.fields.json import KeyTransform
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.money import wan
from core.templatetags.words import cn_date
from documents.models import IssuedDocument
from funds import payments, year_end_reading
from funds.allotted_page import SourceLeft, sources_left
from funds.allotting import NOUGHT, Allotment, allotment_of, rows_of
from funds.batch_drafting import named
from funds.enums import BatchState
from funds.findings import Identity, Task
from funds.models import AllotmentBatch
from funds.next_year import closes_from
from funds.payments import SpentLine
from funds.pool import Pool, total
from funds.reconciling_year_end import of_the_year_end
from plans.models import PlanVersion


def of_batches(pool: Pool) -> tuple[list[Identity], list[Task]]:
    """Nothing while no plan is in force; three statements, and seven more where something was allotted. What a department's items are arranged is what was
    allotted of them and what is still to be; what a batch lists is what its document prints."""
    if pool.version is None or not pool.is_in_force:
        return [], []
    version = PlanVersion.objects.select_related("plan__county", "document").get(pk=pool.version.pk)
    allotment = allotment_of(version)
    left = sources_left(version, allotment, [line.source for line in pool.lines])
    late = list(_late(version, left))
    if not allotment.whole.allotted and not allotment.loose:
        return [], late
    paid = payments.spent_lines(version.plan_id) if payments.is_kept(version.plan_id) else ()
    closing, taken_back = of_the_year_end(version, allotment)
    identities = [
        *_of_departments(allotment),
        *_of_papers(version),
        *_of_payments(allotment, paid),
        *closing,
    ]
    lapsing = [*_lapsing(version, left), *_unpaid(version, paid)]
    tasks = [*_loose(version, allotment), *_over(version, allotment), *late, *lapsing, *taken_back]
    return identities, tasks


def _of_departments(allotment: Allotment) -> Iterator[Identity]:
    """Left of a row is never less than nothing: one that was allotted more shows as a difference."""
    for department, share in sorted(allotment.by_department.items()):
        own = [line.share for line in allotment.lines if line.department == department]
        told = {"department": department}
        right = (
            _("%(department)s：已下达＋年终结转收回＋未下达") if share.closed else _("%(department)s：已下达＋未下达")
        )
        yield Identity(
            stage=_("下达批次"), left=_("%(department)s：项目安排资金") % told, right=right % told,
            left_sum=share.planned, right_sum=total(one.allotted + one.closed + max(one.left, NOUGHT) for one in own),
        )  # fmt: skip


def _of_papers(version: PlanVersion) -> Iterator[Identity]:
    """Batch by batch, what is kept of it and what its document prints."""
    rows = rows_of(version.plan_id).values_list("batch", "amount").order_by("batch")
    kept: dict[int, Decimal] = {}
    for batch, amount in rows:
        kept[batch] = kept.get(batch, NOUGHT) + amount
    issued = AllotmentBatch.objects.filter(plan=version.plan_id, state=BatchState.ISSUED).order_by("seq")
    documents = dict(issued.values_list("document", "pk"))
    seqs = dict(issued.values_list("pk", "seq"))
    said = IssuedDocument.objects.filter(pk__in=documents).annotate(
        rows=KeyTransform("rows", KeyTransform("fields", "content"))
    )
    for document, printed in said.order_by("issued_at").values_list("pk", "rows"):
        batch = documents[document]
        told = {"batch": named(seqs[batch])}
        yield Identity(
            stage=_("下达批次"), left=_("%(batch)s：明细之和") % told, right=_("%(batch)s：下达文件所列金额") % told,
            left_sum=kept.get(batch, NOUGHT), right_sum=total(Decimal(row["amount"]) for row in printed or []),
        )  # fmt: skip


def _of_payments(allotment: Allotment, paid: Sequence[SpentLine]) -> Iterator[Identity]:
    """Department by department, where payments are entered: what the rows of the plan were allotted, against what was paid
    of the rows of batches and what is still to be; one that was paid more shows as a difference."""
    if not paid:
        return
    for department, share in sorted(allotment.by_department.items()):
        own = [line.spent for line in paid if line.department == department]
        told = {"department": department}
        closed = total(one.closed for one in own)
        right = _("%(department)s：已支付＋年终结转收回＋未支付") if closed else _("%(department)s：已支付＋未支付")
        yield Identity(
            stage=_("资金支付"), left=_("%(department)s：已下达") % told, right=right % told,
            left_sum=share.allotted, right_sum=total(one.paid + one.closed + max(one.left, NOUGHT) for one in own),
        )  # fmt: skip


def _loose(version: PlanVersion, allotment: Allotment) -> Iterator[Task]:
    """Allotted, and the plan in force does not arrange it (a database that was written into past the program)."""
    for row in rows_of(version.plan_id).select_related("item__project", "source", "batch").order_by("pk"):
        if (row.item.project_id, row.source_id) in allotment.loose:
            told = _("%(batch)s由“%(source)s”下达，现行方案没有安排，请核对方案调整")
            yield Task(
                where=row.item.project.name, what=told % {"batch": named(row.batch.seq), "source": row.source},
                amount=row.amount, page=reverse("funds:batch", args=[row.batch_id]),
            )  # fmt: skip


def _over(version: PlanVersion, allotment: Allotment) -> Iterator[Task]:
    for line in allotment.lines:
        if line.share.left < 0:
            told = _("已下达%(allotted)s万元，多于方案安排的%(planned)s万元，请核对批次并由工作专班调整方案")
            figures = {"allotted": wan(line.share.allotted), "planned": wan(line.share.planned)}
            yield Task(where=line.name, what=told % figures, amount=-line.share.left, page=_page(version))


def _late(version: PlanVersion, left: list[SourceLeft]) -> Iterator[Task]:
    """Not allotted by its day, while the year still runs."""
    if clock.today() >= closes_from(version.plan.year):
        return
    for one in left:
        if one.is_late:
            told = _("应于%(day)s前下达，尚有%(left)s万元未下达，请拟下一批")
            figures = {"day": cn_date(one.due), "left": wan(one.share.left)}
            yield Task(where=str(one.source), what=told % figures, amount=one.share.left, page=_page(version))


def _lapsing(version: PlanVersion, left: list[SourceLeft]) -> Iterator[Task]:
    """B19: what was never allotted by the year's end is proposed to go back to the pool, where the county allots in batches
    at all; the statement of the year's end takes it (`funds.year_end`), after which nothing is left."""
    if clock.today() < closes_from(version.plan.year):
        return
    for one in left:
        if one.share.left > 0:
            told = _("年终尚有%(left)s万元未下达，拟收回资金池统筹安排（自行终止），请办理年终结转收回")
            figures = {"left": wan(one.share.left)}
            page = reverse("funds:year_end", args=[version.plan_id])
            yield Task(where=str(one.source), what=told % figures, amount=one.share.left, page=page)


def _unpaid(version: PlanVersion, paid: Sequence[SpentLine]) -> Iterator[Task]:
    """B19: what batches allotted and nobody was paid by the year's end, department by department, where payments are entered.
    The year's end takes it too; what is taken back of a payment after that is to be paid anew."""
    if clock.today() < closes_from(version.plan.year):
        return
    lines = [line for line in paid if line.spent.left > 0]
    for department, spent in sorted(payments.grouped(lines, "department").items()):
        told = (
            _("年终清理后尚有%(left)s万元已下达未支付：未列入清单，或者支付此后冲销，请核对登记")
            if year_end_reading.against_more(version.plan_id)
            else _("年终尚有%(left)s万元已下达未支付，拟收回资金池统筹安排（自行终止），请办理年终结转收回")
        )
        page = reverse("funds:year_end", args=[version.plan_id])
        yield Task(where=department, what=told % {"left": wan(spent.left)}, amount=spent.left, page=page)


def _page(version: PlanVersion) -> str:
    return reverse("funds:plan_batches", args=[version.plan_id])
