"""单项变更: what a township or department applied for on an item of the plan in force (四（一）; domain a.3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Organisation
from plans.enums import ChangePath
from plans.models.plan import PlanVersion
from plans.models.project import Project


class SingleChange(models.Model):
    """Who applied for a version of the kind 单项变更, on which item, and how it is decided.

    What changes shows beside the version that it follows (`Adjustment`), row by row. `is_finished` says that the item
    is finished and gives its savings away; `changes_use` that money goes to another category (四（一）: 改变项目资金用途);
    `is_asked_of_meeting` that the working group put a light change before the meeting. `sectors` are the departments of
    the province that it concerns, beside finance: those competent for the items and for the sources that pay.
    """

    version = models.OneToOneField(
        PlanVersion, verbose_name=_("方案版本"), on_delete=models.PROTECT, related_name="single_change"
    )
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    applicant = models.ForeignKey(Organisation, verbose_name=_("申请单位"), on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, verbose_name=_("申请变更的项目"), on_delete=models.PROTECT, related_name="+")
    is_finished = models.BooleanField(_("项目已完工，调出结余资金"), default=False)
    changes_use = models.BooleanField(_("改变资金用途"), default=False)
    path = models.CharField(_("办理方式"), max_length=8, choices=ChangePath.choices, default=ChangePath.FULL)
    is_asked_of_meeting = models.BooleanField(_("提请会议审议"), default=False)
    sectors = models.JSONField(_("备案涉及的行业部门"), default=list)

    class Meta:
        verbose_name = _("单项变更")

    def __str__(self) -> str:
        return f"{self.version_id} {self.project_id}"

    @property
    def is_light(self) -> bool:
        """Whether the head of the leading group decides it by paper."""
        return self.path == ChangePath.LIGHT and not self.is_asked_of_meeting
