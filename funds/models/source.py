"""Fund sources, known by their finance document, and what each pays for (finding 7). Amounts in yuan."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Case, DecimalField, F, IntegerField, Q, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Organisation
from funds.enums import FundLevel, FundNature
from funds.models.year_end import closed_of
from plans.models import PlanItem

MONEY = DecimalField(max_digits=18, decimal_places=2)
BY_LEVEL = Case(
    *(When(level=level, then=Value(rank)) for rank, level in enumerate(FundLevel.values)), output_field=IntegerField()
)
"""中央、省、市（州）、县、其他, as every table of a budget lists them."""


class FundSourceQuerySet(models.QuerySet["FundSource"]):
    def of(self, county: Organisation, year: int) -> Self:
        return self.filter(county=county, year=year).order_by(BY_LEVEL, "doc_no", "pk")

    def with_used(self, version_id: int) -> Self:
        """Adds `used`, what one plan version takes from each source, without what left it at its year's end; the balance
        is computed, never stored."""
        taken = F("fundings__amount") - closed_of("fundings__pk")
        used = Sum(taken, filter=Q(fundings__item__version_id=version_id))
        return self.annotate(used=Coalesce(used, Value(0), output_field=MONEY))


class FundSource(models.Model):
    """One line of 附表1: a superior's allotment document, or the county's own money.

    `amount` and `integrable` are the sums of its movements (`funds.models.FundMovement`), kept here for whoever reads;
    the database refuses a transaction that leaves them anything else. `earmark` names the use that a superior fixed
    (empty: 切块下达); `vintage` the year in which money that was carried over was first allotted.
    """

    county = models.ForeignKey(Organisation, verbose_name=_("县"), on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    name = models.CharField(_("资金名称"), max_length=120)
    doc_no = models.CharField(_("指标文号"), max_length=60)
    level = models.CharField(_("资金级次"), max_length=12, choices=FundLevel.choices)
    nature = models.CharField(_("资金性质"), max_length=12, choices=FundNature.choices, default=FundNature.CURRENT)
    received_on = models.DateField(_("下达日期"))
    amount = models.DecimalField(_("下达金额"), max_digits=18, decimal_places=2)
    integrable = models.DecimalField(_("纳入整合金额"), max_digits=18, decimal_places=2)
    not_integrated_reason = models.CharField(_("未整合原因"), max_length=200, blank=True)
    competent = models.ForeignKey(
        Organisation, verbose_name=_("主管部门"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(_("备注"), max_length=200, blank=True)
    earmark = models.CharField(_("限定用途（戴帽）"), max_length=200, blank=True)
    vintage = models.PositiveSmallIntegerField(_("资金最初下达年度"), null=True, blank=True)

    used: Decimal
    """Only on rows of `with_used`."""

    objects = FundSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("资金来源")
        constraints = (
            models.UniqueConstraint(fields=["county", "year", "doc_no", "name"], name="funds_source_once"),
            models.CheckConstraint(
                name="funds_source_amounts",
                condition=Q(amount__gte=0, integrable__gte=0, integrable__lte=F("amount")),
                violation_error_message=_("纳入整合金额不得为负，也不得多于下达金额"),
            ),
            models.CheckConstraint(
                name="funds_source_reason",
                condition=Q(integrable=F("amount")) | ~Q(not_integrated_reason=""),
                violation_error_message=_("未全部整合的，须写明原因"),
            ),
            models.CheckConstraint(
                name="funds_source_vintage",
                condition=Q(vintage=None) | Q(vintage__lte=F("year")),
                violation_error_message=_("资金最初下达年度不得晚于本年度"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.doc_no}）"

    @property
    def left(self) -> Decimal:
        """What the plan version of `with_used` leaves of it, in yuan."""
        return self.integrable - self.used

    @property
    def first_allotted(self) -> int | None:
        """The year of the money, from which its age counts; of what was carried over without saying, none."""
        is_of_the_year = self.nature not in (FundNature.CARRYOVER, FundNature.STOCK)
        return self.vintage or (self.year if is_of_the_year else None)


class ItemFunding(models.Model):
    """What one source pays for one plan item (大类间统筹、打通使用)."""

    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, related_name="fundings")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    source = models.ForeignKey(FundSource, on_delete=models.PROTECT, related_name="fundings")
    amount = models.DecimalField(_("安排金额"), max_digits=18, decimal_places=2)

    class Meta:
        verbose_name = _("项目资金")
        constraints = (
            models.UniqueConstraint(fields=["item", "source"], name="funds_funding_once"),
            models.CheckConstraint(
                name="funds_funding_amount", condition=Q(amount__gt=0), violation_error_message=_("安排金额须大于零")
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id} ← {self.source_id}"
