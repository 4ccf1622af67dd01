"""资金下达批次: which part of the plan's money a batch allots, item by item and source by source (domain step 22).

Amounts in yuan. What all batches of a plan allot of an item from a source never exceeds what the plan arranges of it,
and what they allot from a source never exceeds what the source has in the pool: the database sees to it, whoever writes.
"""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Dossier, Organisation
from documents.models import IssuedDocument
from funds.enums import BATCH_UNDER_WAY, BatchState
from funds.models.source import FundSource
from plans.models import AnnualPlan, PlanItem, PlanVersion


class BudgetSubjectQuerySet(models.QuerySet["BudgetSubject"]):
    def on(self, day: datetime.date) -> Self:
        """The subjects in use on a day, by code."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day).order_by("code")


class BudgetSubject(models.Model):
    """政府收支分类科目 (项级): a subject of expenditure under which money is booked, as it is called in its years."""

    code = models.CharField(_("科目编码"), max_length=7)
    name = models.CharField(_("科目名称"), max_length=60)
    valid_from = models.DateField(_("启用日期"))
    valid_to = models.DateField(_("停用日期"), null=True, blank=True)

    objects: ClassVar[models.Manager[BudgetSubject]] = BudgetSubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("预算科目")
        constraints = (
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                name="funds_subject_one_a_day",
                violation_error_message=_("该科目在同一日已另有名称"),
            ),
            models.CheckConstraint(
                name="funds_subject_code",
                condition=Q(code__regex=r"^[0-9]{7}$"),
                violation_error_message=_("支出功能分类科目的项级编码为七位数字"),
            ),
            models.CheckConstraint(
                name="funds_subject_period",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("停用日期不得早于启用日期"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class AllotmentBatchQuerySet(models.QuerySet["AllotmentBatch"]):
    def standing(self) -> Self:
        """Of a plan in the order of their numbers, without what was ended early."""
        return self.exclude(state=BatchState.TERMINATED).order_by("plan", "seq")


class AllotmentBatch(models.Model):
    """One batch of a plan's money on its way to those who carry the items out: 第一批 and so on, without a gap.

    `version` is the one in force out of which it was drafted. One that is ended early keeps its number only on its own
    page: the next batch takes it.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="allotment_batch")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    plan = models.ForeignKey(AnnualPlan, verbose_name=_("年度方案"), on_delete=models.PROTECT, related_name="batches")
    version = models.ForeignKey(
        PlanVersion, verbose_name=_("依据的方案"), on_delete=models.PROTECT, related_name="batches"
    )
    seq = models.PositiveSmallIntegerField(_("批次"))
    state = models.CharField(_("状态"), max_length=12, choices=BatchState.choices, default=BatchState.DRAFTING)
    requirements = models.TextField(_("有关要求"))
    document = models.ForeignKey(
        IssuedDocument, verbose_name=_("下达文件"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[models.Manager[AllotmentBatch]] = AllotmentBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("资金下达批次")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "seq"],
                condition=~Q(state=BatchState.TERMINATED),
                name="funds_batch_seq",
                violation_error_message=_("该批次已存在"),
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state__in=BATCH_UNDER_WAY),
                name="funds_batch_one_under_way",
                violation_error_message=_("该方案已有在办的资金下达批次"),
            ),
            models.CheckConstraint(name="funds_batch_from_one", condition=Q(seq__gte=1)),
            models.CheckConstraint(
                name="funds_batch_issued_has_document",
                condition=Q(state=BatchState.ISSUED, document__isnull=False)
                | ~Q(state=BatchState.ISSUED) & Q(document__isnull=True),
                violation_error_message=_("已下达的批次须有下达文件"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan_id} {self.seq}"


class BatchItem(models.Model):
    """What a batch allots of one item of the plan from one source, and under which subject it is booked."""

    batch = models.ForeignKey(AllotmentBatch, on_delete=models.PROTECT, related_name="rows")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    item = models.ForeignKey(PlanItem, verbose_name=_("方案项目"), on_delete=models.PROTECT, related_name="allotments")
    source = models.ForeignKey(
        FundSource, verbose_name=_("资金来源"), on_delete=models.PROTECT, related_name="allotments"
    )
    amount = models.DecimalField(_("下达金额"), max_digits=18, decimal_places=2)
    budget_subject = models.ForeignKey(
        BudgetSubject, verbose_name=_("预算科目"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("批次明细")
        constraints = (
            models.UniqueConstraint(fields=["batch", "item", "source"], name="funds_batch_item_once"),
            models.CheckConstraint(
                name="funds_batch_item_amount", condition=Q(amount__gt=0), violation_error_message=_("下达金额须大于零")
            ),
        )

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.item_id} ← {self.source_id}"
