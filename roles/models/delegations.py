"""Delegations: one holder lets another act for him, for a time and for named duties."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roles.duties import ADMINISTRATIVE, Duty
from roles.models.posts import Appointment


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Questions by moment; the end is excluded, a revoked delegation ended when it was revoked."""

    def in_force(self, moment: datetime.datetime) -> Self:
        return self.filter(starts_at__lte=moment).not_over(moment)

    def not_over(self, moment: datetime.datetime) -> Self:
        return self.filter(ends_at__gt=moment).filter(Q(revoked_at__isnull=True) | Q(revoked_at__gt=moment))

    def in_order(self) -> Self:
        return self.order_by("-starts_at", "-pk")


class Delegation(models.Model):
    """The deputy acts for the holder of an appointment; both names are recorded on what he does.

    It hangs on an appointment and never on another delegation, so a deputy cannot pass it on: the chain has
    one link. It gives nothing once the appointment is over.
    """

    principal = models.ForeignKey(
        Appointment, verbose_name=_("委托人任职"), on_delete=models.PROTECT, related_name="delegations"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("受托人"), on_delete=models.PROTECT, related_name="deputised"
    )
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    reason = models.CharField(_("委托事由"), max_length=200)
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True, editable=False)
    settled_at = models.DateTimeField(_("待办交回时间"), null=True, blank=True, editable=False)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("委托")
        constraints = (
            models.CheckConstraint(
                name="roles_delegation_period",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("委托结束时间须晚于开始时间"),
            ),
            models.CheckConstraint(
                name="roles_delegation_reason",
                condition=~Q(reason=""),
                violation_error_message=_("须写明委托事由"),
            ),
        )
        indexes = (
            models.Index(fields=["deputy", "ends_at"], name="roles_delegation_deputy"),
            models.Index(fields=["principal", "ends_at"], name="roles_delegation_principal"),
        )

    def __str__(self) -> str:
        return f"{self.principal_id}>{self.deputy_id}"


class DelegationDuty(models.Model):
    """One duty within a delegation; the duties of administrators cannot be delegated."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="duties")
    duty = models.CharField(_("职责"), max_length=40, choices=Duty.choices)

    class Meta:
        verbose_name = _("委托职责")
        constraints = (
            models.UniqueConstraint(fields=["delegation", "duty"], name="roles_delegationduty_once"),
            models.CheckConstraint(
                name="roles_delegationduty_delegable",
                condition=Q(duty__in=Duty.values) & ~Q(duty__in=sorted(ADMINISTRATIVE | {Duty.AUDIT})),
                violation_error_message=_("该职责不得委托"),
            ),
        )

    def __str__(self) -> str:
        return self.get_duty_display()
