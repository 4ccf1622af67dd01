"""What the keepers of the library note beside its projects: what left it, and which two that look alike are not one."""

from __future__ import annotations

from typing import ClassVar, Self

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


class ToldApartQuerySet(models.QuerySet["ToldApart"]):
    def standing(self) -> Self:
        """Those that nobody withdrew, in the order in which they were said."""
        return self.filter(withdrawn_at__isnull=True).order_by("pk")


class ToldApart(models.Model):
    """核定不重复: two projects that look alike are not the same, says the working group, and why (五（三）; B20). The
    earlier by key comes first, so that a pair stands once at a time; a row never changes but for being withdrawn.

    `first_look` and `second_look` are the hashes of what was compared (`plans.rules.duplicates.Side.look`), empty where
    it was said before they were kept.
    """

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
    first_look = models.CharField(_("核定时项目内容摘要"), max_length=64, blank=True, db_default="")
    second_look = models.CharField(_("核定时另一项目内容摘要"), max_length=64, blank=True, db_default="")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("撤销人"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    withdrawn_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    withdrawn_because = models.TextField(_("撤销理由"), blank=True, db_default="")

    objects: ClassVar[models.Manager[ToldApart]] = ToldApartQuerySet.as_manager()

    class Meta:
        verbose_name = _("核定不重复")
        constraints = (
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(withdrawn_at__isnull=True), name="plans_told_apart_once"
            ),
            models.CheckConstraint(
                name="plans_told_apart_withdrawn",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because=""),
                violation_error_message=_("撤销核定须写明理由"),
            ),
            models.CheckConstraint(name="plans_told_apart_order", condition=Q(first__lt=F("second"))),
            models.CheckConstraint(
                name="plans_told_apart_reason",
                condition=~Q(reason=""),
                violation_error_message=_("请写明不重复的理由"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
