"""Who looked at personal data: which watcher, at whose or at which record, on which day and how often."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Organisation


class LookedAt(models.TextChoices):
    """The pages that show personal data."""

    OBJECTION = "objection", _("群众异议（姓名、联系方式）")
    PERSON = "person", _("人员任职")
    STAFF = "staff", _("机关人员名册")
    PAPER = "paper", _("载有村民姓名的表单")
    PACKAGE = "package", _("案卷档案包")
    LEDGER = "ledger", _("台账（经办人姓名）")


class PersonalLookQuerySet(models.QuerySet["PersonalLook"]):
    def newest_first(self) -> Self:
        return self.order_by("-last_at", "-pk")


class PersonalLook(models.Model):
    """One viewer, one record, one day; `viewer` is an account, `subject` the key of what was shown."""

    county = models.ForeignKey(Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+")
    viewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("查看人"), on_delete=models.PROTECT, related_name="+"
    )
    what = models.CharField(_("查看内容"), max_length=12, choices=LookedAt.choices)
    subject = models.BigIntegerField(_("对象"))
    label = models.CharField(_("对象名称"), max_length=200)
    day = models.DateField(_("日期"))
    first_at = models.DateTimeField(_("首次查看"))
    last_at = models.DateTimeField(_("最近查看"))
    times = models.PositiveIntegerField(_("次数"), default=1)

    objects: ClassVar[models.Manager[PersonalLook]] = PersonalLookQuerySet.as_manager()

    class Meta:
        verbose_name = _("个人信息查看记录")
        indexes = (models.Index(fields=["county", "-last_at"], name="oversight_look_county"),)
        constraints = (
            models.UniqueConstraint(fields=["viewer", "what", "subject", "day"], name="oversight_look_once_a_day"),
            models.CheckConstraint(
                name="oversight_look_forward", condition=Q(last_at__gte=F("first_at")) & Q(times__gte=1)
            ),
        )

    def __str__(self) -> str:
        return f"{self.viewer_id} {self.what} {self.subject} {self.day:%F}"
