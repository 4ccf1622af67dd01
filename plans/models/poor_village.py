"""贫困村: which villages of a county are on the list of poor villages, by which document (三: 4821个贫困村)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.county_key import CountyKey
from core.models import Organisation


class PoorVillageQuerySet(models.QuerySet["PoorVillage"]):
    def standing(self, county: int) -> Self:
        """Those of the county that are on the list now, as the division table orders them."""
        return self.filter(county=county, ended_at__isnull=True).order_by("village__path")


class PoorVillage(models.Model):
    """One village on the list, from its listing to its being struck off; a row never changes but for that."""

    village = models.ForeignKey(Organisation, verbose_name=_("村"), on_delete=models.PROTECT, related_name="+")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    document = models.CharField(_("认定文件"), max_length=200)
    listed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("登记人"), on_delete=models.PROTECT, related_name="+"
    )
    listed_at = models.DateTimeField(_("登记时间"), default=clock.now)
    end_document = models.CharField(_("移出文件"), max_length=200, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("移出登记人"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    ended_at = models.DateTimeField(_("移出时间"), null=True, blank=True)

    objects: ClassVar[models.Manager[PoorVillage]] = PoorVillageQuerySet.as_manager()

    class Meta:
        verbose_name = _("贫困村")
        constraints = (
            models.UniqueConstraint(
                fields=["village"], condition=Q(ended_at__isnull=True), name="plans_poor_village_once",
                violation_error_message=_("该村已在贫困村名单中"),
            ),
            models.CheckConstraint(
                name="plans_poor_village_document",
                condition=~Q(document="")
                & (
                    Q(ended_at__isnull=True, ended_by__isnull=True)
                    | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_document="")
                ),
                violation_error_message=_("贫困村的登记和移出须写明依据文件"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.village_id}"
