"""Limits that the province and its counties set: dated records, of which the last that has begun is in force."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Organisation


class LimitRecord(models.Model):
    """What both kinds of record say: for which limit, from which day, set by whom, when and on what ground."""

    key = models.CharField(_("期限"), max_length=60)
    starts_on = models.DateField(_("施行日期"))
    basis = models.CharField(_("依据"), max_length=200)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("设定人"), on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(_("设定时间"))

    class Meta:
        abstract = True


class LimitBounds(LimitRecord):
    """What the province lays down: the shortest and the longest that a county may set, and what holds where it has
    set nothing. In the days of the limit, working or calendar."""

    lowest = models.PositiveSmallIntegerField(_("下限（天）"))
    usual = models.PositiveSmallIntegerField(_("默认（天）"))
    highest = models.PositiveSmallIntegerField(_("上限（天）"))

    objects: ClassVar[models.Manager[LimitBounds]] = models.Manager()

    class Meta:
        verbose_name = _("省定期限幅度")
        constraints = (
            models.UniqueConstraint(
                fields=["key", "starts_on"],
                name="engine_bounds_one_a_day",
                violation_error_message=_("该期限在同一日已另有规定"),
            ),
            models.CheckConstraint(
                name="engine_bounds_in_order",
                condition=Q(lowest__gte=1, usual__gte=F("lowest"), highest__gte=F("usual")),
                violation_error_message=_("下限不少于1天，默认不低于下限，上限不低于默认"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.lowest}..{self.highest}"


class CountyLimit(LimitRecord):
    """What a county set within those bounds."""

    county = models.ForeignKey(Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="limits")
    days = models.PositiveSmallIntegerField(_("期限（天）"))

    objects: ClassVar[models.Manager[CountyLimit]] = models.Manager()

    class Meta:
        verbose_name = _("县定期限")
        constraints = (
            models.UniqueConstraint(
                fields=["county", "key", "starts_on"],
                name="engine_county_limit_one_a_day",
                violation_error_message=_("该期限在同一日已另有规定"),
            ),
            models.CheckConstraint(
                name="engine_county_limit_days",
                condition=Q(days__gte=1),
                violation_error_message=_("期限不少于1天"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.county_id} {self.key} {self.days}"
