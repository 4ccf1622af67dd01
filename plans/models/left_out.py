"""A village's project that its township took out of a round, and whether the village has looked at it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.county_key import CountyKey
from core.models import Organisation
from documents.models import IssuedDocument
from plans.models.project import Project


class LeftOutQuerySet(models.QuerySet["LeftOut"]):
    def unseen(self) -> Self:
        """Nobody of the village has looked at it yet, first told first."""
        return self.filter(seen_at__isnull=True).order_by("told_at", "pk")


class LeftOut(models.Model):
    """What the village is told in writing (D08); until one of its people has opened the project their inbox says so."""

    project = models.OneToOneField(Project, verbose_name=_("项目"), on_delete=models.PROTECT, related_name="left_out")
    document = models.ForeignKey(
        IssuedDocument, verbose_name=_("退回意见书"), on_delete=models.PROTECT, related_name="+"
    )
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    told_at = models.DateTimeField(_("告知时间"), default=clock.now)
    seen_at = models.DateTimeField(_("查看时间"), null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("查看人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects: ClassVar[models.Manager[LeftOut]] = LeftOutQuerySet.as_manager()

    class Meta:
        verbose_name = _("移出告知")
        constraints = (
            models.CheckConstraint(
                name="plans_left_out_seen",
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.project_id}"
