"""紧急程度: how urgent a dossier was made, by whom and why; what holds now stands on the dossier."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.enums import DossierUrgency
from core.models import Dossier, Organisation


class UrgencyChangeQuerySet(models.QuerySet["UrgencyChange"]):
    """Questions about changes of urgency."""

    def in_order(self) -> Self:
        return self.order_by("set_at", "pk")


class UrgencyChange(models.Model):
    """One change, never altered."""

    dossier = models.ForeignKey(
        Dossier, verbose_name=_("案卷"), on_delete=models.PROTECT, related_name="urgency_changes"
    )
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    urgency = models.PositiveSmallIntegerField(_("紧急程度"), choices=DossierUrgency.choices)
    before = models.PositiveSmallIntegerField(_("原紧急程度"), choices=DossierUrgency.choices)
    reason = models.CharField(_("理由"), max_length=200)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("设置人"), on_delete=models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(_("设置时间"))

    objects: ClassVar[models.Manager[UrgencyChange]] = UrgencyChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("紧急程度变更")
        indexes = (models.Index(fields=["dossier", "set_at"], name="desk_urgency_dossier"),)
        constraints = (models.CheckConstraint(name="desk_urgency_reason", condition=~Q(reason="")),)

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.get_urgency_display()}"
