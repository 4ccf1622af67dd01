"""暂停: a dossier whose proceedings stand still, from when to when, why, and by whom."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Dossier, Organisation


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    """Questions about suspensions."""

    def standing(self) -> Self:
        """Not resumed yet."""
        return self.filter(resumed_at__isnull=True)

    def latest_first(self) -> Self:
        return self.order_by("-suspended_at", "-pk")


class Suspension(models.Model):
    """One time that a dossier stood still. `expected_on` is the day on which it was expected to go on."""

    dossier = models.ForeignKey(Dossier, verbose_name=_("案卷"), on_delete=models.PROTECT, related_name="suspensions")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    reason = models.CharField(_("暂停理由"), max_length=200)
    expected_on = models.DateField(_("预计恢复日期"))
    suspended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("暂停人"), on_delete=models.PROTECT, related_name="+"
    )
    suspended_at = models.DateTimeField(_("暂停时间"))
    resumed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("恢复人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    resumed_at = models.DateTimeField(_("恢复时间"), null=True)

    objects: ClassVar[models.Manager[Suspension]] = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("暂停")
        constraints = (
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(resumed_at__isnull=True),
                name="engine_suspension_one_standing",
                violation_error_message=_("该案卷已暂停办理"),
            ),
            models.CheckConstraint(
                name="engine_suspension_reason",
                condition=~Q(reason=""),
                violation_error_message=_("请写明暂停理由"),
            ),
            models.CheckConstraint(
                name="engine_suspension_resumed",
                condition=Q(resumed_at__isnull=True, resumed_by__isnull=True)
                | Q(resumed_at__gte=F("suspended_at"), resumed_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.suspended_at:%F}"
