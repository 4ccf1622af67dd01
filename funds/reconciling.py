"""Reconciliation 对账: source → county pool → department → item, each identity to the fen, and what is to be done.

A stage between department and item, the allotment batches, joins `STAGES` when there are batches.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DecimalField, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import Organisation
from core.money import wan
from funds.draws import draws_of
from funds.models import FundMovement, ListedSource
from funds.pool import NOUGHT, Pool, pool_of, total
from plans.models import PlanItem

MONEY = DecimalField(max_digits=18, decimal_places=2)


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Two sums that have to be the same, in yuan."""

    stage: str
    left: str
    right: str
    left_sum: Decimal
    right_sum: Decimal

    @property
    def difference(self) -> Decimal:
        return self.left_sum - self.right_sum

    @property
    def holds(self) -> bool:
        return self.left_sum == self.right_sum


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing that the finance bureau has to do: where, how much (yuan), and what."""

    where: str
    what: str
    amount: Decimal
    page: str = ""


@dataclass(frozen=True, kw_only=True)
class Reconciliation:
    pool: Pool
    identities: tuple[Identity, ...]
    tasks: tuple[Task, ...]

    @property
    def holds(self) -> bool:
        return all(one.holds for one in self.identities)


def reconciled(county: Organisation, year: int) -> Reconciliation:
    """The identities of a county's year, and the tasks that follow; eight statements."""
    pool = pool_of(county, year)
    items = _items(pool)
    identities = (*_of_sources(pool), *_of_the_pool(pool, items), *_of_items(pool, items))
    return Reconciliation(pool=pool, identities=identities, tasks=tuple(_tasks(pool, items)))


@dataclass(frozen=True, kw_only=True)
class ItemSums:
    """One item of the plan: what it lists, and what its sources pay."""

    pk: int
    name: str
    department: str
    amount: Decimal
    funded: Decimal


def _items(pool: Pool) -> list[ItemSums]:
    if pool.version is None:
        return []
    funded = Coalesce(Sum("fundings__amount"), Value(0), output_field=MONEY)
    rows = PlanItem.objects.filter(version=pool.version).annotate(funded=funded).order_by("seq")
    return [
        ItemSums(pk=pk, name=name, department=department, amount=amount, funded=paid)
        for pk, name, department, amount, paid in rows.values_list(
            "pk", "project__name", "project__competent__name", "amount", "funded"
        )
    ]


def _of_sources(pool: Pool) -> Iterator[Identity]:
    """What the movements come to is what the sources have, and money that moved between two left one as it reached the
    other."""
    moved = FundMovement.objects.filter(county=pool.county, source__year=pool.year).aggregate(
        amount=Coalesce(Sum("amount"), Value(0), output_field=MONEY),
        integrated=Coalesce(Sum("integrated"), Value(0), output_field=MONEY),
    )
    stage = _("资金来源")
    yield Identity(
        stage=stage, left=_("各笔资金变动之和"), right=_("各项来源下达金额之和"), left_sum=moved["amount"],
        right_sum=pool.amount,
    )  # fmt: skip
    yield Identity(
        stage=stage, left=_("各笔变动纳入整合之和"), right=_("各项来源纳入整合之和"), left_sum=moved["integrated"],
        right_sum=pool.integrated,
    )  # fmt: skip
    matched = FundMovement.objects.filter(county=pool.county, source__year=pool.year, matches__isnull=False).aggregate(
        into=Coalesce(Sum("amount"), Value(0), output_field=MONEY),
        out=Coalesce(-Sum("matches__amount"), Value(0), output_field=MONEY),
    )
    yield Identity(
        stage=stage,
        left=_("结转、调剂、收回入池转入"),
        right=_("对应转出"),
        left_sum=matched["into"],
        right_sum=matched["out"],
    )


def _of_the_pool(pool: Pool, items: list[ItemSums]) -> Iterator[Identity]:
    stage = _("县资金池")
    yield Identity(
        stage=stage, left=_("下达金额"), right=_("纳入整合＋未整合"), left_sum=pool.amount,
        right_sum=pool.integrated + total(line.rest for line in pool.lines),
    )  # fmt: skip
    yield Identity(
        stage=stage, left=_("纳入整合"), right=_("方案安排＋池中余额"), left_sum=pool.integrated,
        right_sum=total(item.funded for item in items) + total(line.left for line in pool.lines),
    )  # fmt: skip


def _of_items(pool: Pool, items: list[ItemSums]) -> Iterator[Identity]:
    yield Identity(
        stage=_("主管部门"), left=_("各部门项目资金之和"), right=_("方案安排"),
        left_sum=total(one.amount for one in pool.by_department), right_sum=pool.used,
    )  # fmt: skip
    yield Identity(
        stage=_("项目"), left=_("各项目安排资金之和"), right=_("各项目资金来源之和"),
        left_sum=total(item.amount for item in items), right_sum=total(item.funded for item in items),
    )  # fmt: skip


def _tasks(pool: Pool, items: list[ItemSums]) -> Iterator[Task]:
    for item in items:
        if item.amount != item.funded:
            told = _("项目安排%(amount)s万元，资金来源合计%(funded)s万元，请工作专班核对资金安排")
            yield Task(
                where=item.name, what=told % {"amount": wan(item.amount), "funded": wan(item.funded)},
                amount=item.amount - item.funded, page=reverse("plans:plan", args=[_version(pool)]),
            )  # fmt: skip
    yield from _tasks_of_sources(pool)
    yield from _tasks_of_plans(pool)


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


def _tasks_of_plans(pool: Pool) -> Iterator[Task]:
    """What moved since 附表1 was closed, and what a plan on its way takes beyond what is there."""
    if pool.version and pool.is_in_force:
        listed = {one.source_id: one for one in ListedSource.objects.filter(version=pool.version)}
        for line in pool.lines:
            then = listed[line.source.pk].integrable if line.source.pk in listed else NOUGHT
            if listed and then != line.source.integrable:
                told = _("印发的方案附表1列%(then)s万元，现为%(now)s万元，增减部分请提请工作专班列入方案调整")
                figures = {"then": wan(then), "now": wan(line.source.integrable)}
                yield Task(
                    where=str(line.source), what=told % figures, amount=line.source.integrable - then,
                    page=reverse("funds:source", args=[line.source.pk]),
                )  # fmt: skip
    if pool.running and pool.running != pool.version:
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
