"""Rounds: projects travel in bundles, one per village, township and county (domain a.2b)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Dossier, Organisation


class VillageRound(models.Model):
    """What one village proposes for one year, and the meeting that resolved it (steps 3 to 6).

    Article: 村民委员会组织法 asks that two thirds of the representatives be present and more than half of
    those agree; `plans.rules.deliberation_refusals` says so to people, the constraints only keep sums sane.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="village_round")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    village = models.ForeignKey(Organisation, verbose_name=_("村"), on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    held_on = models.DateField(_("会议日期"), null=True, blank=True)
    place = models.CharField(_("会议地点"), max_length=100, blank=True)
    chair = models.CharField(_("主持人"), max_length=50, blank=True)
    recorder = models.CharField(_("记录人"), max_length=50, blank=True)
    representatives = models.PositiveSmallIntegerField(_("应到代表"), null=True, blank=True)
    present = models.PositiveSmallIntegerField(_("实到代表"), null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("赞成"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("反对"), null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField(_("弃权"), null=True, blank=True)
    resolution = models.TextField(_("决议"), blank=True)

    class Meta:
        verbose_name = _("村级申报")
        constraints = (
            models.CheckConstraint(
                name="plans_village_round_present",
                condition=Q(present__isnull=True) | Q(present__lte=F("representatives")),
                violation_error_message=_("实到代表不得多于应到代表"),
            ),
        )

    def __str__(self) -> str:
        return self.dossier.title


class TownshipRound(models.Model):
    """The projects that one township reports upward together (steps 7 and 8)."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="township_round")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    township = models.ForeignKey(Organisation, verbose_name=_("乡镇"), on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))

    class Meta:
        verbose_name = _("乡镇上报")

    def __str__(self) -> str:
        return self.dossier.title


class LibraryRound(models.Model):
    """The reported projects of a county that are appraised and decided together (steps 9 and 10)."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="library_round")
    county = models.ForeignKey(Organisation, verbose_name=_("县"), on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))

    class Meta:
        verbose_name = _("入库审定")

    def __str__(self) -> str:
        return self.dossier.title
