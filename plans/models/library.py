"""What the keepers of the library note beside its projects: what left it, and which two that look alike are not one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.county_key import CountyKey
from core.models import Organisation
from plans.models.project import Project


class LibraryExit(models.Model):
    """出库: a project left the library, on what ground and by whom; it comes back only as a new proposal of a new round
    (四（六）: 建立项目库)."""

    project = models.OneToOneField(
        Project, verbose_name=_("项目"), on_delete=models.PROTECT, related_name="library_exit"
    )
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    reason = models.TextField(_("出库理由"))
    ground = models.CharField(_("依据文件"), max_length=200)
    taken_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("经办人"), on_delete=models.PROTECT, related_name="+"
    )
    taken_out_at = models.DateTimeField(_("出库时间"), default=clock.now)

    class Meta:
        verbose_name = _("项目出库")
        constraints = (
            models.CheckConstraint(
                name="plans_exit_said",
                condition=~Q(reason="") & ~Q(ground=""),
                violation_error_message=_("出库须写明理由和依据文件"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.project_id}"


class ToldApart(models.Model):
    """核定不重复: two projects that look alike are not the same, says the working group, and why (五（三）; B20). The
    earlier by key comes first, so that a pair stands once."""

    first = models.ForeignKey(Project, verbose_name=_("项目"), on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Project, verbose_name=_("另一项目"), on_delete=models.PROTECT, related_name="+")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    reason = models.TextField(_("不重复的理由"))
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("核定人"), on_delete=models.PROTECT, related_name="+"
    )
    told_at = models.DateTimeField(_("核定时间"), default=clock.now)

    class Meta:
        verbose_name = _("核定不重复")
        constraints = (
            models.UniqueConstraint(fields=["first", "second"], name="plans_told_apart_once"),
            models.CheckConstraint(name="plans_told_apart_order", condition=Q(first__lt=F("second"))),
            models.CheckConstraint(
                name="plans_told_apart_reason",
                condition=~Q(reason=""),
                violation_error_message=_("请写明不重复的理由"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
