"""年终结转收回清单: what a plan arranged and no batch allotted by the year's end, and what batches allotted and nobody was
paid, goes back to the pool or is carried over with the item (B19 "not started/settled", domain step 28: 逾期未实施、未报账).
Amounts in yuan.

What a confirmed statement lists leaves the plan, row by row, and leaves the sources by movements of the same sums: the
database sees to both, whoever writes.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import DecimalField, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Organisation
from funds.enums import YEAR_END_STANDING, YearEndState
from plans.models import AnnualPlan, PlanVersion

MONEY = DecimalField(max_digits=18, decimal_places=2)


class YearEndStatementQuerySet(models.QuerySet["YearEndStatement"]):
    def in_order(self) -> YearEndStatementQuerySet:
        """The last first."""
        return self.order_by("-pk")


class YearEndStatement(models.Model):
    """The statement of one plan's year end: drawn by a keeper of the funds, confirmed by the head of the bureau. `version`
    is the one in force whose rows it lists; `doc_no` and `dated` name the document by which the money moves."""

    plan = models.ForeignKey(AnnualPlan, verbose_name=_("年度方案"), on_delete=models.PROTECT, related_name="year_ends")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    version = models.ForeignKey(
        PlanVersion, verbose_name=_("依据的方案"), on_delete=models.PROTECT, related_name="year_ends"
    )
    state = models.CharField(_("状态"), max_length=12, choices=YearEndState.choices, default=YearEndState.DRAWING)
    doc_no = models.CharField(_("依据文号"), max_length=60, blank=True)
    dated = models.DateField(_("文件日期"), null=True, blank=True)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("拟定人"), on_delete=models.PROTECT, related_name="+"
    )
    drawn_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("代谁拟定"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    drawn_at = models.DateTimeField(_("拟定时间"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("确认人"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    given_back_because = models.CharField(_("退回理由"), max_length=200, blank=True)

    objects: ClassVar[models.Manager[YearEndStatement]] = YearEndStatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("年终结转收回清单")
        constraints = (
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state__in=YEAR_END_STANDING),
                name="funds_year_end_one",
                violation_error_message=_("该方案已有年终结转收回清单"),
            ),
            models.CheckConstraint(
                name="funds_year_end_two_persons",
                condition=Q(confirmed_by=None)
                | (~Q(confirmed_by=F("drawn_by")) & (Q(drawn_for=None) | ~Q(confirmed_by=F("drawn_for")))),
                violation_error_message=_("拟定人与确认人不得为同一人"),
            ),
            models.CheckConstraint(
                name="funds_year_end_confirmed",
                condition=Q(state=YearEndState.CONFIRMED, confirmed_by__isnull=False, confirmed_at__isnull=False)
                | ~Q(state=YearEndState.CONFIRMED) & Q(confirmed_by=None, confirmed_at=None),
                violation_error_message=_("已确认的清单须有确认人"),
            ),
            models.CheckConstraint(
                name="funds_year_end_by_document",
                condition=Q(state__in=(YearEndState.DRAWING, YearEndState.WITHDRAWN))
                | ~Q(doc_no="") & Q(dated__isnull=False),
                violation_error_message=_("请填写依据文号和文件日期"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan_id} {self.state}"


class YearEndLine(models.Model):
    """What leaves one row of the plan: `returned` goes into the pool, `carried` is carried over with the item, for a reason.
    Without an `allotment` it is what no batch allotted of the row; with one, what of that row of a batch was not paid."""

    statement = models.ForeignKey(YearEndStatement, on_delete=models.PROTECT, related_name="lines")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    funding = models.ForeignKey(
        "funds.ItemFunding", verbose_name=_("项目资金"), on_delete=models.PROTECT, related_name="year_end_lines"
    )
    allotment = models.ForeignKey(
        "funds.BatchItem", verbose_name=_("批次明细"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="year_end_lines",
    )  # fmt: skip
    returned = models.DecimalField(_("收回资金池"), max_digits=18, decimal_places=2)
    carried = models.DecimalField(_("结转下年"), max_digits=18, decimal_places=2)
    reason = models.CharField(_("结转理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("年终结转收回明细")
        constraints = (
            models.UniqueConstraint(
                fields=["statement", "funding"], condition=Q(allotment=None), name="funds_year_end_line_once"
            ),
            models.UniqueConstraint(
                fields=["statement", "allotment"],
                condition=Q(allotment__isnull=False),
                name="funds_year_end_allotment_once",
            ),
            models.CheckConstraint(
                name="funds_year_end_line_amounts",
                condition=Q(returned__gte=0, carried__gte=0) & (Q(returned__gt=0) | Q(carried__gt=0)),
                violation_error_message=_("收回、结转的金额不得为负，也不得都为零"),
            ),
            models.CheckConstraint(
                name="funds_year_end_line_reason",
                condition=Q(carried=0) | ~Q(reason=""),
                violation_error_message=_("结转下年的，须写明理由"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.funding_id}"


def closed_of(funding: str = "pk") -> Coalesce:
    """What a confirmed statement took out of the row of the plan whose key is under that name, allotted or not; nought
    where none did."""
    return _taken(YearEndLine.objects.filter(funding=OuterRef(funding)), "funding")


def unallotted_closed_of(funding: str = "pk") -> Coalesce:
    """The same of what no batch had allotted of it."""
    return _taken(YearEndLine.objects.filter(funding=OuterRef(funding), allotment=None), "funding")


def unpaid_closed_of(allotment: str = "pk") -> Coalesce:
    """What a confirmed statement took out of the row of a batch whose key is under that name, for it was not paid."""
    return _taken(YearEndLine.objects.filter(allotment=OuterRef(allotment)), "allotment")


def _taken(lines: models.QuerySet[YearEndLine], of: str) -> Coalesce:
    confirmed = lines.filter(statement__state=YearEndState.CONFIRMED).order_by().values(of)
    taken = confirmed.annotate(taken=Sum(F("returned") + F("carried"))).values("taken")
    return Coalesce(Subquery(taken), Value(Decimal(0)), output_field=MONEY)
