"""The register of chasing: who urged which open step, when and in which words (六（六）: 不作为、慢作为)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Organisation
from documents.models import IssuedDocument
from workflows.engine.models import WorkItem


class UrgeQuerySet(models.QuerySet["Urge"]):
    def of_supervisors(self) -> Self:
        return self.filter(by_supervisor=True)

    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")


class Urge(models.Model):
    """One 催办 of one open work item; at most one a day by supervisors, whoever of them sends it, and one by those who began
    the dossier or sent the matter on (`by_supervisor`). `day` is the clock's day in Shanghai.

    `seen_at` is when somebody who may decide the item first opened its page after the urge; `letter` the letter (D27)
    that it became, if it did.
    """

    work_item = models.ForeignKey(WorkItem, verbose_name=_("待办"), on_delete=models.PROTECT, related_name="urges")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("催办人"), on_delete=models.PROTECT, related_name="+"
    )
    by_supervisor = models.BooleanField(_("督办人员催办"), default=True, db_default=True)
    text = models.CharField(_("催办内容"), max_length=300)
    day = models.DateField(_("催办日期"))
    at = models.DateTimeField(_("催办时间"))
    seen_at = models.DateTimeField(_("查看时间"), null=True, blank=True)
    letter = models.ForeignKey(
        IssuedDocument, verbose_name=_("催办函"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects: ClassVar[models.Manager[Urge]] = UrgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("催办")
        constraints = (
            models.UniqueConstraint(
                fields=["work_item", "day", "by_supervisor"],
                name="oversight_urge_once_a_day",
                violation_error_message=_("同一事项一天只能催办一次"),
            ),
            models.CheckConstraint(
                name="oversight_urge_text",
                condition=~models.Q(text=""),
                violation_error_message=_("请写明催办内容"),
            ),
            models.CheckConstraint(
                name="oversight_urge_seen_after",
                condition=models.Q(seen_at__isnull=True) | models.Q(seen_at__gte=models.F("at")),
                violation_error_message=_("查看时间不得早于催办时间"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.work_item_id} {self.day:%F}"
