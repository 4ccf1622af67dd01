"""The movements of a source's money, by document; written once (四（二）: 上级与本级、当年与结转、存量与增量). Amounts in yuan."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.county_key import CountyKey
from core.models import Organisation
from funds.enums import INFLOWS, OPENINGS, OUTFLOWS, MovementKind
from funds.models.source import FundSource
from funds.models.year_end import YearEndStatement

IN = Q(amount__gt=0, integrated__gte=0, integrated__lte=F("amount"))
OUT = Q(amount__lt=0, integrated__lte=0, integrated__gte=F("amount"))
SHAPES = (
    Q(kind__in=INFLOWS) & IN
    | Q(kind__in=OUTFLOWS) & OUT
    | Q(kind=MovementKind.TRANSFERRED) & (IN | OUT)
    | Q(kind=MovementKind.SCOPE, amount=0) & ~Q(integrated=0)
    | Q(kind=MovementKind.CORRECTED) & (~Q(amount=0) | ~Q(integrated=0))
)


class FundMovementQuerySet(models.QuerySet["FundMovement"]):
    def in_order(self) -> Self:
        return self.order_by("dated", "pk")


class FundMovement(models.Model):
    """One entry of a source's account: `amount` adds to what was allotted, `integrated` to the part that is in the pool.

    What a source has is the sum of its movements; the database proves it as each transaction ends, and lets no movement
    be changed or deleted. A mistake is mended by a counter-entry (`reverses`).
    """

    source = models.ForeignKey(
        FundSource, verbose_name=_("资金来源"), on_delete=models.PROTECT, related_name="movements"
    )
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    kind = models.CharField(_("变动种类"), max_length=12, choices=MovementKind.choices)
    doc_no = models.CharField(_("依据文号"), max_length=60)
    dated = models.DateField(_("文件日期"))
    amount = models.DecimalField(_("变动金额"), max_digits=18, decimal_places=2)
    integrated = models.DecimalField(_("其中纳入整合"), max_digits=18, decimal_places=2)
    reason = models.CharField(_("事由"), max_length=200, blank=True)
    matches = models.OneToOneField(
        "self", verbose_name=_("对应变动"), null=True, blank=True, on_delete=models.PROTECT, related_name="matched"
    )
    reverses = models.OneToOneField(
        "self", verbose_name=_("冲销的变动"), null=True, blank=True, on_delete=models.PROTECT, related_name="reversed"
    )
    year_end = models.ForeignKey(
        YearEndStatement, verbose_name=_("年终结转收回清单"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="movements",
    )  # fmt: skip
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("登记人"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    entered_at = models.DateTimeField(_("登记时间"), default=clock.now)

    objects: ClassVar[models.Manager[FundMovement]] = FundMovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("资金变动")
        indexes = (
            models.Index(fields=["source", "dated"], name="funds_movement_source"),
            models.Index(fields=["entered_at"], name="funds_movement_told", condition=~Q(kind__in=OPENINGS)),
        )
        constraints = (
            models.CheckConstraint(
                name="funds_movement_shape",
                condition=SHAPES,
                violation_error_message=_("变动金额须大于零，其中纳入整合的部分不得多于变动金额"),
            ),
            models.CheckConstraint(
                name="funds_movement_reason",
                condition=Q(kind__in=INFLOWS) | ~Q(reason=""),
                violation_error_message=_("请写明事由"),
            ),
            models.CheckConstraint(
                name="funds_movement_doc_no", condition=~Q(doc_no=""), violation_error_message=_("请填写依据文号")
            ),
            models.CheckConstraint(
                name="funds_movement_reverses",
                condition=Q(reverses=None) | Q(kind=MovementKind.CORRECTED),
                violation_error_message=_("冲销只能登记为更正"),
            ),
            models.CheckConstraint(
                name="funds_movement_by",
                condition=Q(entered_by__isnull=False) | Q(kind__in=OPENINGS),
                violation_error_message=_("须有登记人"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.doc_no}"
