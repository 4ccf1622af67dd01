"""Who receives money in the place of whom it is for, with his consent (四（三）·5, B24)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.county_key import CountyKey
from core.models import Organisation
from documents.screening.kinds import Kind
from plans.enums import HouseholdKind
from plans.models.project import Project


class PayeeConsentQuerySet(models.QuerySet["PayeeConsent"]):
    def in_order(self) -> Self:
        """Those that stand before those taken back, each in the order of entry."""
        return self.order_by(models.F("revoked_at").asc(nulls_first=True), "pk")


class PayeeConsent(models.Model):
    """One household that lives with another (寄养) and agreed in writing that the other receives its money.

    `beneficiary` is kept masked, as people may read it: the whole name stands on the paper alone, which lies under its
    hash beside the documents. No row without the paper; a row never changes but for being taken back.
    """

    project = models.ForeignKey(Project, verbose_name=_("项目"), on_delete=models.PROTECT, related_name="payees")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    beneficiary = models.CharField(_("受益人"), max_length=20)
    household_kind = models.CharField(_("受益户类型"), max_length=20, choices=HouseholdKind.choices)
    payee = models.CharField(_("代领人"), max_length=20)
    relation = models.CharField(_("与受益人关系"), max_length=60)
    consented_on = models.DateField(_("同意日期"))
    consent_name = models.CharField(_("同意书文件"), max_length=120)
    consent_kind = models.CharField(_("种类"), max_length=4, choices=Kind.choices)
    consent_sha256 = models.CharField(_("同意书摘要（SHA-256）"), max_length=64)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("登记人"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(_("登记时间"), default=clock.now)
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    revoked_because = models.CharField(_("撤销理由"), max_length=200, blank=True)

    objects: ClassVar[models.Manager[PayeeConsent]] = PayeeConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("代领")
        constraints = (
            models.CheckConstraint(
                name="plans_payee_consent",
                condition=Q(consent_sha256__regex="^[0-9a-f]{64}$") & ~Q(consent_name=""),
                violation_error_message=_("代领须附受益人本人的同意书"),
            ),
            models.CheckConstraint(
                name="plans_payee_masked",
                condition=Q(beneficiary__regex=r"^.[*]+$"),
                violation_error_message=_("受益人姓名须隐去名字"),
            ),
            models.CheckConstraint(
                name="plans_payee_revoked",
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_because=""),
                violation_error_message=_("撤销代领须写明理由"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.project_id} {self.beneficiary}"
