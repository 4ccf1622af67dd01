"""What was paid out of the money that a batch allotted, voucher by voucher; written once (四（六）: 跟踪资金落实). Amounts in
yuan."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.county_key import CountyKey
from core.models import Organisation
from funds.models.batch import BatchItem
from plans.models import PayeeConsent


class PaymentQuerySet(models.QuerySet["Payment"]):
    def in_order(self) -> Self:
        return self.order_by("paid_on", "pk")


class Payment(models.Model):
    """One payment out of one row of an issued batch. What is paid of a row is never more than it allots, nor less than
    nothing: the database sees to it. A mistake is mended by a counter-entry (`reverses`), of the same sum below nought.

    `payee` is the unit that was paid, or what is paid by a list (农户补助, whose list lies with the voucher); where somebody
    receives the money for another, `consent` names the record of it, and no name stands here.
    """

    row = models.ForeignKey(BatchItem, verbose_name=_("批次明细"), on_delete=models.PROTECT, related_name="payments")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    paid_on = models.DateField(_("支付日期"))
    voucher_no = models.CharField(_("支付凭证号"), max_length=60)
    payee = models.CharField(_("收款单位"), max_length=120, blank=True)
    consent = models.ForeignKey(
        PayeeConsent, verbose_name=_("代领"), null=True, blank=True, on_delete=models.PROTECT, related_name="payments"
    )
    amount = models.DecimalField(_("支付金额"), max_digits=18, decimal_places=2)
    reverses = models.OneToOneField(
        "self", verbose_name=_("冲销的支付"), null=True, blank=True, on_delete=models.PROTECT, related_name="reversed"
    )
    reason = models.CharField(_("事由"), max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("登记人"), on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("登记时间"), default=clock.now)

    objects: ClassVar[models.Manager[Payment]] = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("资金支付")
        constraints = (
            models.CheckConstraint(
                name="funds_paid_amount",
                condition=Q(reverses=None, amount__gt=0) | Q(reverses__isnull=False, amount__lt=0) & ~Q(reason=""),
                violation_error_message=_("支付金额须大于零；冲销的须写明事由"),
            ),
            models.CheckConstraint(
                name="funds_paid_voucher", condition=~Q(voucher_no=""), violation_error_message=_("请填写支付凭证号")
            ),
            models.CheckConstraint(
                name="funds_paid_payee",
                condition=~Q(payee="") & Q(consent=None) | Q(payee="", consent__isnull=False),
                violation_error_message=_("请填写收款单位，或者选择已登记的代领"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.row_id} {self.voucher_no}"
