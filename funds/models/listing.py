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
    """One line of 附表1 of a version, kept as its draft is closed."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="listed_sources")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    source = models.ForeignKey(FundSource, on_delete=models.PROTECT, related_name="listings")

    objects: ClassVar[models.Manager[ListedSource]] = ListedSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("方案所列资金来源")
        constraints = (models.UniqueConstraint(fields=["version", "source"], name="funds_listed_once"),)

    def __str__(self) -> str:
        return f"{self.version_id} ← {self.source_id}"
