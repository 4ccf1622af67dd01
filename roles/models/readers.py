"""People named to read one dossier, such as a third-party evaluator (A15)."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Dossier, Organisation


class DossierReaderQuerySet(models.QuerySet["DossierReader"]):
    """Questions by moment; the end is excluded."""

    def in_force(self, moment: datetime.datetime) -> Self:
        return self.filter(starts_at__lte=moment).not_over(moment)

    def not_over(self, moment: datetime.datetime) -> Self:
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment))


class DossierReader(models.Model):
    """Who may read one dossier beyond the tree of organisations, from when to when, and why."""

    dossier = models.ForeignKey(Dossier, verbose_name=_("案卷"), on_delete=models.PROTECT, related_name="readers")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("查阅人"), on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    reason = models.CharField(_("查阅事由"), max_length=200)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = DossierReaderQuerySet.as_manager()

    class Meta:
        verbose_name = _("案卷查阅授权")
        constraints = (
            models.CheckConstraint(
                name="roles_reader_period",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                violation_error_message=_("结束时间不得早于开始时间"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}>{self.dossier_id}"
