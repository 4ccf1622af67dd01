"""The dossier: the one thing that work items, opinions, documents and the ledger point at."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import DossierKind, DossierUrgency
from core.models.organisation import Organisation


class Dossier(models.Model):  # type: ignore[django-manager-missing]  # the flow library leaves its manager untyped
    """A thing that travels for approval, whatever its kind. Its subject (a round, a plan version, an
    addressee of a filing) holds a one-to-one key to it and lives in a higher room."""

    kind = models.CharField(_("种类"), max_length=20, choices=DossierKind.choices)
    title = models.CharField(_("标题"), max_length=200)
    county = models.ForeignKey(Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, verbose_name=_("主办机关"), on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    amount = models.DecimalField(_("金额（元）"), max_digits=18, decimal_places=2, null=True, blank=True)
    opened_at = models.DateTimeField(_("立案时间"), default=clock.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=40, blank=True)
    urgency = models.PositiveSmallIntegerField(
        _("紧急程度"), choices=DossierUrgency.choices, default=DossierUrgency.PLAIN, db_default=DossierUrgency.PLAIN
    )

    class Meta:
        verbose_name = _("案卷")
        indexes = (
            models.Index(fields=["county", "kind", "year"], name="core_dossier_county"),
            models.Index(fields=["-closed_at", "-opened_at", "-id"], name="core_dossier_latest"),
            models.Index(fields=["county", "-closed_at", "-opened_at", "-id"], name="core_dossier_latest_of_county"),
        )
        constraints = (
            models.CheckConstraint(
                name="core_dossier_amount",
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                violation_error_message=_("金额不得为负"),
            ),
        )

    def __str__(self) -> str:
        return self.title
