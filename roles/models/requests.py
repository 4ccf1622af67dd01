"""A grant takes two persons: one asks for an appointment, another confirms it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roles.models.posts import Appointment, Post


class AppointmentRequestQuerySet(models.QuerySet["AppointmentRequest"]):
    def waiting(self) -> Self:
        return self.filter(decided_at__isnull=True)

    def in_order(self) -> Self:
        return self.order_by("requested_at", "pk")


class AppointmentRequest(models.Model):
    """Entered by the system administrator; gives nothing until the security officer confirms it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="+"
    )
    post = models.ForeignKey(Post, verbose_name=_("岗位"), on_delete=models.PROTECT, related_name="requests")
    starts_on = models.DateField(_("任职日期"))
    ends_on = models.DateField(_("免职日期"), null=True, blank=True)
    acting = models.BooleanField(_("代理（主持工作）"), default=False)
    basis = models.CharField(_("任免依据"), max_length=200)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("申请人"), on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(_("申请时间"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("确认人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    refusal = models.CharField(_("不予确认理由"), max_length=200, blank=True)
    appointment = models.OneToOneField(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="request"
    )

    objects = AppointmentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职申请")
        constraints = (
            models.CheckConstraint(
                name="roles_request_two_persons",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                violation_error_message=_("申请人与确认人不得为同一人"),
            ),
            models.CheckConstraint(
                name="roles_request_decided",
                condition=(
                    Q(decided_at__isnull=True, decided_by__isnull=True, appointment__isnull=True, refusal="")
                    | Q(decided_at__isnull=False, decided_by__isnull=False, appointment__isnull=False, refusal="")
                    | Q(decided_at__isnull=False, decided_by__isnull=False, appointment__isnull=True) & ~Q(refusal="")
                ),
                violation_error_message=_("任职申请的确认记录不完整"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}@{self.post_id}"
