"""Reconciliation 对账: source → county pool → department → item → batch, each identity to the fen, and what is to be
done. The stage of the batches stands in `funds.reconciling_batches`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Q, Sum, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.models import Organisation, User
from core.money import wan
from documents.models import IssuedDocument
from funds import reconciling_batches
from funds.draws import draws_of
from funds.enums import CLOSINGS, MovementKind
from funds.findings import Identity, Task
from funds.models import FundMovement, ListedSource
from funds.models.year_end import closed_of
from funds.pool import NOUGHT, Pool, pool_of, total
from plans.drafting.standing import standing_of
from plans.models import PlanItem, PlanVersion

MONEY = DecimalField(max_digits=18, decimal_places=2)


@dataclass(frozen=True, kw_only=True)
class Reconciliation:
    pool: Pool
    identities: tuple[Identity, ...]
    tasks: tuple[Task, ...]

    @property
    def holds(self) -> bool:
        return all(one.holds for one in self.identities)


def reconciled(county: Organisation, year: int, reader: User | None = None) -> Reconciliation:
    """The identities of a county's year, and the tasks that follow; eight statements, and eight more for the batches, and
    two more each where single changes came since the plan. Each identity holds two records against each other. A plan that is not decided yet is part of it as in
    `pool_of`."""
    pool = pool_of(county, year, reader)
    items = _items(pool)
    whole = standing_of(pool.version).whole if pool.version and pool.is_in_force else None
    listed = _listed(whole)
    moved = _moved(pool)
    allotted, open_ends = reconciling_batches.of_batches(pool)
    identities = (
        *_of_sources(pool, moved),
        *_of_the_pool(pool, items, moved),
        *_of_the_paper(whole, items, listed),
        *_of_departments(pool, items),
        *_of_items(items),
        *allotted,
    )
    return Reconciliation(pool=pool, identities=identities, tasks=(*_tasks(pool, items, listed), *open_ends))


@dataclass(frozen=True, kw_only=True)
class ItemSums:
    """One item of the plan: what it lists, what its sources pay, and what of that left it at the year's end."""

    pk: int
    name: str
    department: str
    amount: Decimal
    funded: Decimal
    closed: Decimal


def _items(pool: Pool) -> list[ItemSums]:
    if pool.version is None:
        return []
    funded = Coalesce(Sum("fundings__amount"), Value(0), output_field=MONEY)
    closed = Coalesce(Sum(closed_of("fundings__pk")), Value(0), output_field=MONEY)
    rows = PlanItem.objects.filter(version=pool.version).annotate(funded=funded, closed=closed).order_by("seq")
    return [
        ItemSums(pk=pk, name=name, department=department, amount=amount, funded=paid, closed=gone)
        for pk, name, department, amount, paid, gone in rows.values_list(
            "pk", "project__name", "project__competent__name", "amount", "funded", "closed"
        )
    ]


def _listed(whole: PlanVersion | None) -> dict[int, ListedSource]:
    """The lines of 附表1 as the plan in force was closed with them, by source; of the whole plan, since a single change
    issues no 附表1 of its own."""
    if whole is None:
        return {}
    return {line.source_id: line for line in ListedSource.objects.filter(version=whole)}


def _moved(pool: Pool) -> dict[str, Decimal]:
    """Sums of the movements of the year's sources, all of them as `whole` and what is integrated as `part`; one
    statement. `left` and `reached` start from what went out of a source for another one, `came` and `given` from what
    came in so."""
    out = Q(kind__in=CLOSINGS) | Q(kind=MovementKind.TRANSFERRED, amount__lt=0)
    into = Q(matches__isnull=False) | Q(kind=MovementKind.TRANSFERRED, amount__gt=0)
    sums: dict[str, Any] = {
        "whole": Sum("amount"),
        "part": Sum("integrated"),
        "left": -Sum("amount", filter=out),
        "reached": Sum("matched__amount", filter=out),
        "came": Sum("amount", filter=into),
        "given": -Sum("matches__amount", filter=into),
    }
    found = FundMovement.objects.filter(county=pool.county, source__year=pool.year).aggregate(**sums)
    return {name: amount or NOUGHT for name, amount in found.items()}


def _of_sources(pool: Pool, moved: Mapping[str, Decimal]) -> Iterator[Identity]:
    """What the movements come to is what the sources have, and money that moved between two left one as it reached the
    other, whichever of both is asked."""
    stage = _("资金来源")
    yield Identity(
        stage=stage, left=_("各笔资金变动之和"), right=_("各项来源下达金额之和"), left_sum=moved["whole"],
        right_sum=pool.amount,
    )  # fmt: skip
    yield Identity(
        stage=stage, left=_("各笔变动纳入整合之和"), right=_("各项来源纳入整合之和"), left_sum=moved["part"],
        right_sum=pool.integrated,
    )  # fmt: skip
    yield Identity(
        stage=stage, left=_("结转、调剂、失效转出"), right=_("对应转入"), left_sum=moved["left"], right_sum=moved["reached"]
    )  # fmt: skip
    yield Identity(
        stage=stage, left=_("结转、调剂、收回入池转入"), right=_("对应转出"), left_sum=moved["came"],
        right_sum=moved["given"],
    )  # fmt: skip


def _of_the_pool(pool: Pool, items: list[ItemSums], moved: Mapping[str, Decimal]) -> Iterator[Identity]:
    """The movements on one side; on the other the rows of the plan, without what left them at the year's end, and what
    their sources are left with."""
    closed = total(item.closed for item in items)
    right = _("各项目安排资金－年终结转收回＋池中余额") if closed else _("各项目安排资金＋池中余额")
    yield Identity(
        stage=_("县资金池"), left=_("各笔变动纳入整合之和"), right=right,
        left_sum=moved["part"], right_sum=total(item.amount for item in items) - closed + pool.left,
    )  # fmt: skip


def _of_the_paper(
    whole: PlanVersion | None, items: list[ItemSums], listed: Mapping[int, ListedSource]
) -> Iterator[Identity]:
    """What the document of the whole plan prints, against what is kept of it, and against the rows as they are carried
    out: single changes leave their sum as it is. A plan whose lines were not kept has none."""
    if whole is None or whole.document_id is None or not listed:
        return
    printed = _printed(whole.document_id)
    if not {"sources", "projects"} <= printed.keys():
        return
    kept, stage = listed.values(), _("县资金池")
    yield Identity(
        stage=stage, left=_("印发文件附表1所列下达金额"), right=_("方案存档的下达金额"),
        left_sum=_summed(printed["sources"], "amount"), right_sum=total(line.amount for line in kept),
    )  # fmt: skip
    yield Identity(
        stage=stage, left=_("印发文件附表1所列纳入整合金额"), right=_("方案存档的纳入整合金额"),
        left_sum=_summed(printed["sources"], "integrated"), right_sum=total(line.integrable for line in kept),
    )  # fmt: skip
    yield Identity(
        stage=stage, left=_("印发文件附表3所列项目资金"), right=_("各项目安排资金之和"),
        left_sum=_summed(printed["projects"], "amount"), right_sum=total(item.amount for item in items),
    )  # fmt: skip


def _printed(document: int) -> dict[str, Any]:
    """What an issued document says, by the names of its paper's fields (`plans.papers.PlanIssuance`)."""
    found = IssuedDocument.objects.filter(pk=document).annotate(said=KeyTransform("fields", "content"))
    return found.values_list("said", flat=True).first() or {}


def _summed(rows: Iterable[Mapping[str, str]], name: str) -> Decimal:
    """Yuan of the rows that a document prints; it keeps amounts as texts."""
    return total(Decimal(row[name]) for row in rows)


def _of_departments(pool: Pool, items: list[ItemSums]) -> Iterator[Identity]:
    """Department by department: the rows of the plan, without what left them at the year's end, and what the sources pay
    through it."""
    arranged: dict[str, Decimal] = defaultdict(Decimal)
    for item in items:
        arranged[item.department] += item.amount - item.closed
    paid = {part.label: part.amount for part in pool.by_department}
    for department in sorted(arranged.keys() | paid.keys()):
        told = {"department": department}
        yield Identity(
            stage=_("主管部门"), left=_("%(department)s：项目安排资金") % told,
            right=_("%(department)s：项目资金来源") % told, left_sum=arranged[department],
            right_sum=paid.get(department, NOUGHT),
        )  # fmt: skip


def _of_items(items: list[ItemSums]) -> Iterator[Identity]:
    """Item by item: each one that differs, so that two that differ by the same sum do not agree together."""
    wrong = [item for item in items if item.amount != item.funded]
    for item in wrong:
        yield Identity(
            stage=_("项目"), left=item.name, right=_("其资金来源之和"), left_sum=item.amount, right_sum=item.funded
        )  # fmt: skip
    if not wrong:
        yield Identity(
            stage=_("项目"), left=_("各项目安排资金之和"), right=_("各项目资金来源之和"),
            left_sum=total(item.amount for item in items), right_sum=total(item.funded for item in items),
        )  # fmt: skip


def _tasks(pool: Pool, items: list[ItemSums], listed: Mapping[int, ListedSource]) -> Iterator[Task]:
    for item in items:
        if item.amount != item.funded:
            told = _("项目安排%(amount)s万元，资金来源合计%(funded)s万元，请工作专班核对资金安排")
            yield Task(
                where=item.name, what=told % {"amount": wan(item.amount), "funded": wan(item.funded)},
                amount=item.amount - item.funded, page=reverse("plans:plan", args=[_version(pool)]),
            )  # fmt: skip
    yield from _tasks_of_sources(pool)
    yield from _tasks_of_adjusting(pool, listed)
    yield from _tasks_of_a_draft(pool)


def _tasks_of_sources(pool: Pool) -> Iterator[Task]:
    for line in pool.lines:
        page = reverse("funds:source", args=[line.source.pk])
        where = str(line.source)
        if line.left < 0:
            told = _("已安排多于可整合金额，请核对资金变动，并由工作专班调整方案")
            yield Task(where=where, what=told, amount=-line.left, page=page)
        if line.is_idle:
            told = _("结转结余已满%(years)d年仍未安排，应收回统筹使用，请提出安排或收回的意见")
            yield Task(where=where, what=told % {"years": line.age}, amount=line.left, page=page)
        if line.vintage is None and line.source.amount:
            told = _("结转结余、存量资金未注明最初下达年度，请更正补填")
            yield Task(where=where, what=told, amount=line.source.amount, page=page)
        if not line.may_integrate and line.source.integrable and line.source.level != "other":
            told = _("本县不在该级资金整合范围内，请核对纳入整合的依据")
            yield Task(where=where, what=told, amount=line.source.integrable, page=page)


def _tasks_of_adjusting(pool: Pool, listed: Mapping[int, ListedSource]) -> Iterator[Task]:
    """What moved since 附表1 was closed, but for what left at the year's end, before or after it: no plan is adjusted for
    that, and none once its year is over (`plans.rules.adjustments.opening_refusals`)."""
    if not listed or clock.today().year > pool.year:
        return
    for line in pool.lines:
        then = listed[line.source.pk].integrable if line.source.pk in listed else NOUGHT
        if then not in (line.source.integrable, line.given_integrated):
            told = _("印发的方案附表1列%(then)s万元，现为%(now)s万元，增减部分请提请工作专班列入方案调整")
            figures = {"then": wan(then), "now": wan(line.given_integrated)}
            yield Task(
                where=str(line.source), what=told % figures, amount=line.given_integrated - then,
                page=reverse("funds:source", args=[line.source.pk]),
            )  # fmt: skip


def _tasks_of_a_draft(pool: Pool) -> Iterator[Task]:
    """What a plan on its way takes beyond what is there."""
    if pool.running is None or pool.running == pool.version:
        return
    taken = draws_of(pool.running)
    for line in pool.lines:
        over = taken.on(line.source.pk) - line.source.integrable
        if over > 0:
            told = _("在办方案安排多于可整合金额，请工作专班在印发前调整")
            yield Task(where=str(line.source), what=told, amount=over, page=_page_of(pool.running.pk))


def _version(pool: Pool) -> int:
    return pool.version.pk if pool.version else 0


def _page_of(version: int) -> str:
    return reverse("plans:plan", args=[version])
