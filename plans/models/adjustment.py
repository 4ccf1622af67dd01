"""年中调整: why a version follows another, why each of its rows differs, and what came in without the library (domain a.3)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Organisation
from plans.enums import EmergencyKind, ReviewStage, Verdict, VersionState
from plans.models.plan import PlanVersion
from plans.models.project import Project, ProjectReview


class Adjustment(models.Model):
    """What a version of the kind 调整方案 adjusts, and on what ground. The version itself is a whole plan."""

    version = models.OneToOneField(
        PlanVersion, verbose_name=_("方案版本"), on_delete=models.PROTECT, related_name="adjustment"
    )
    adjusts = models.ForeignKey(
        PlanVersion, verbose_name=_("原方案"), on_delete=models.PROTECT, related_name="adjustments"
    )
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    reason = models.TextField(_("调整原因"))
    ground = models.CharField(_("依据文号"), max_length=200)

    class Meta:
        verbose_name = _("方案调整")
        constraints = (
            models.CheckConstraint(
                name="plans_adjustment_another",
                condition=~models.Q(version=models.F("adjusts")),
                violation_error_message=_("调整方案不能调整自身"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.version_id} ← {self.adjusts_id}"


class ItemChange(models.Model):
    """Why a row of an adjustment reads otherwise than in the version before, or is gone; `ground` where it has one of
    its own (附表4: 调整原因、依据文号)."""

    version = models.ForeignKey(
        PlanVersion, verbose_name=_("方案版本"), on_delete=models.PROTECT, related_name="changes"
    )
    project = models.ForeignKey(Project, verbose_name=_("项目"), on_delete=models.PROTECT, related_name="+")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    reason = models.TextField(_("调整原因"))
    ground = models.CharField(_("依据文号"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("项目调整原因")
        constraints = (models.UniqueConstraint(fields=["version", "project"], name="plans_change_once"),)

    def __str__(self) -> str:
        return f"{self.version_id} {self.project_id}"


class EmergencyItemQuerySet(models.QuerySet["EmergencyItem"]):
    def standing(self, version: PlanVersion) -> Self:
        """By which rows of the version came in before the library had them: with it, or with an earlier version of its
        plan that was not ended early; the latest of a project last."""
        found = self.filter(version__plan=version.plan_id, version__seq__lte=version.seq)
        found = found.filter(project__plan_items__version=version).exclude(version__state=VersionState.TERMINATED)
        return found.order_by("version__seq", "pk")

    def outside_library(self, version: PlanVersion) -> Self:
        """Of these, what the library had not admitted when the drafting of the version began: what its document says of
        them stays true however long it is on its way."""
        admitted = ProjectReview.objects.filter(
            project=OuterRef("project"), stage=ReviewStage.LIBRARY, verdict=Verdict.PASS,
            at__lt=version.dossier.opened_at,
        )  # fmt: skip
        return self.standing(version).filter(Q(version=version) | ~Exists(admitted))


class EmergencyItem(models.Model):
    """应急项目: a project that an adjustment lists before the library has it, because a meeting decided so; until
    `entry_due` the library has to follow (domain a.3; B03)."""

    version = models.ForeignKey(
        PlanVersion, verbose_name=_("方案版本"), on_delete=models.PROTECT, related_name="emergencies"
    )
    project = models.ForeignKey(Project, verbose_name=_("项目"), on_delete=models.PROTECT, related_name="emergencies")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    kind = models.CharField(_("应急情形"), max_length=12, choices=EmergencyKind.choices)
    ground = models.TextField(_("应急事由"))
    decision = models.CharField(_("会议决定（会议名称、纪要文号）"), max_length=200)
    decided_on = models.DateField(_("会议日期"))
    entry_due = models.DateField(_("补办入库期限"))

    objects = EmergencyItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("应急项目")
        constraints = (models.UniqueConstraint(fields=["version", "project"], name="plans_emergency_once"),)

    def __str__(self) -> str:
        return f"{self.version_id} {self.project_id}"
