"""Which lines of the fund table a plan's first table prints (附表1)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Organisation
from funds.models.source import FundSource
from plans.enums import UNBINDING
from plans.models import PlanVersion


class ListedSourceQuerySet(models.QuerySet["ListedSource"]):
    def standing(self) -> Self:
        """Of versions that their drafter no longer holds and that were not ended early; a draft lists whatever the fund
        table has."""
        return self.exclude(version__state__in=UNBINDING)


class ListedSource(models.Model):
    """One line of 附表1 of a version, kept as its draft is closed, with the amounts it had then (yuan): what moves
    afterwards changes no paper that is on its way or issued."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="listed_sources")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    source = models.ForeignKey(FundSource, on_delete=models.PROTECT, related_name="listings")
    amount = models.DecimalField(_("所列下达金额"), max_digits=18, decimal_places=2)
    integrable = models.DecimalField(_("所列纳入整合金额"), max_digits=18, decimal_places=2)
    not_integrated_reason = models.CharField(_("所列未整合原因"), max_length=200, blank=True)

    objects: ClassVar[models.Manager[ListedSource]] = ListedSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("方案所列资金来源")
        constraints = (models.UniqueConstraint(fields=["version", "source"], name="funds_listed_once"),)

    def __str__(self) -> str:
        return f"{self.version_id} ← {self.source_id}"
