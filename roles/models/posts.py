"""Posts of organisations, their duties and the people who hold them: the truth about who may do what."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Organisation
from roles.duties import Duty


class Post(models.Model):
    """A seat in an organisation; `is_head` marks the one whose holder answers for the organisation."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("机关"), on_delete=models.PROTECT, related_name="posts"
    )
    title = models.CharField(_("岗位名称"), max_length=60)
    is_head = models.BooleanField(_("主要负责人"), default=False)
    position = models.PositiveSmallIntegerField(_("排序"), default=0)

    class Meta:
        verbose_name = _("岗位")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "title"],
                name="roles_post_title",
                violation_error_message=_("该机关已有同名岗位"),
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(is_head=True),
                name="roles_post_one_head",
                violation_error_message=_("一个机关只有一个主要负责人岗位"),
            ),
        )

    def __str__(self) -> str:
        return self.title


class PostDuty(models.Model):
    """One duty of a post. The trigger of migration 0002 keeps the realms apart."""

    post = models.ForeignKey(Post, verbose_name=_("岗位"), on_delete=models.CASCADE, related_name="duties")
    duty = models.CharField(_("职责"), max_length=40, choices=Duty.choices)

    class Meta:
        verbose_name = _("岗位职责")
        constraints = (
            models.UniqueConstraint(fields=["post", "duty"], name="roles_postduty_once"),
            models.CheckConstraint(
                name="roles_postduty_known",
                condition=Q(duty__in=Duty.values),
                violation_error_message=_("没有这项职责"),
            ),
        )
        indexes = (models.Index(fields=["duty", "post"], name="roles_postduty_duty"),)

    def __str__(self) -> str:
        return self.get_duty_display()


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Questions by date; both ends of an appointment are included."""

    def in_force(self, day: datetime.date) -> Self:
        """Held on that day."""
        return self.filter(starts_on__lte=day).not_over(day)

    def not_over(self, day: datetime.date) -> Self:
        """Held on that day or later."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def in_order(self) -> Self:
        return self.order_by("post__position", "post_id", "starts_on", "pk")


class Appointment(models.Model):
    """Who holds a post from which day to which, both included; `ends_on` empty means until further notice.

    An appointment cancelled before its first full day ends the day before it starts: it never gave a right.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="appointments"
    )
    post = models.ForeignKey(Post, verbose_name=_("岗位"), on_delete=models.PROTECT, related_name="appointments")
    starts_on = models.DateField(_("任职日期"))
    ends_on = models.DateField(_("免职日期"), null=True, blank=True)
    acting = models.BooleanField(_("代理（主持工作）"), default=False)
    basis = models.CharField(_("任免依据"), max_length=200)
    settled_at = models.DateTimeField(_("待办交回时间"), null=True, blank=True, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        constraints = (
            models.CheckConstraint(
                name="roles_appointment_period",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on") - datetime.timedelta(days=1)),
                violation_error_message=_("免职日期不得早于任职日期"),
            ),
            models.CheckConstraint(
                name="roles_appointment_basis",
                condition=~Q(basis=""),
                violation_error_message=_("须写明任免依据"),
            ),
        )
        indexes = (
            models.Index(fields=["user", "starts_on"], name="roles_appointment_user"),
            models.Index(fields=["post", "starts_on"], name="roles_appointment_post"),
        )

    def __str__(self) -> str:
        return f"{self.user_id}@{self.post_id} {self.starts_on}"
