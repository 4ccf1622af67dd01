"""Public notices, announcements and objections (六（四）: 县乡村三级公示制度)."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core import clock
from core.county_key import CountyKey
from core.models import Dossier, Organisation
from documents.models import IssuedDocument
from plans.enums import ANNOUNCEMENTS, NoticeKind


class NoticeQuerySet(models.QuerySet["Notice"]):
    def current(self, today: datetime.date) -> Self:
        """What the public page shows as running, newest first."""
        running = self.filter(
            posted_on__lte=today, closes_on__gte=today, replaced_by__isnull=True, ended_on__isnull=True
        )
        return running.order_by("-posted_on", "-pk")

    def announced(self, today: datetime.date) -> Self:
        """Announcements from the day they were posted, for good (长期公开), newest first."""
        return self.filter(kind__in=ANNOUNCEMENTS, posted_on__lte=today).order_by("-posted_on", "-pk")

    def with_objections(self) -> Self:
        """Adds how many objections wait, and how many were upheld and how many not."""
        return self.annotate(
            waiting_count=_objections(closed_at__isnull=True),
            upheld_count=_objections(upheld=True),
            dismissed_count=_objections(upheld=False),
        )


def _objections(**which: bool) -> Coalesce:
    """How many such a notice has; counted for the notices that are shown, where grouping would count for all."""
    found = Objection.objects.filter(notice=OuterRef("pk"), **which).order_by().values("notice")
    return Coalesce(Subquery(found.annotate(many=Count("pk")).values("many")), 0)


class Notice(models.Model):
    """One posting by one organisation, from `posted_on` to `closes_on`, both included; a later posting of the same
    kind in its dossier ends it at once, and so does the end of what it was posted for (`ended_on`, `ended_because`)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="notices")
    county = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("公示单位"), on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("种类"), max_length=12, choices=NoticeKind.choices)
    title = models.CharField(_("标题"), max_length=200)
    place = models.CharField(_("张贴地点"), max_length=200)
    contact = models.CharField(_("监督电话"), max_length=60, blank=True)
    posted_on = models.DateField(_("公示开始"))
    closes_on = models.DateField(_("公示截止"))
    document = models.ForeignKey(IssuedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replaced_by = models.ForeignKey(
        "self", verbose_name=_("重新发布的公示"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField(_("终止日期"), null=True, blank=True)
    ended_because = models.CharField(_("终止理由"), max_length=300, blank=True, default="", db_default="")

    objects: ClassVar[models.Manager[Notice]] = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("公示公告")
        indexes = (
            models.Index(fields=["closes_on", "posted_on"], name="plans_notice_current"),
            models.Index(fields=["-posted_on", "-id"], name="plans_notice_newest"),
        )
        constraints = (
            models.CheckConstraint(
                name="plans_notice_period",
                condition=Q(closes_on__gte=F("posted_on")),
                violation_error_message=_("公示截止不得早于公示开始"),
            ),
            models.CheckConstraint(
                name="plans_notice_ended_because",
                condition=Q(ended_on__isnull=True, ended_because="") | Q(ended_on__isnull=False) & ~Q(ended_because=""),
                violation_error_message=_("终止公示须有理由"),
            ),
        )

    def __str__(self) -> str:
        return self.title


class Objection(models.Model):
    """What a citizen objects; name and contact are seen by the handler only, and never published."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    name = models.CharField(_("姓名"), max_length=50, blank=True)
    contact = models.CharField(_("联系方式"), max_length=100, blank=True)
    text = models.TextField(_("异议内容"), max_length=2000)
    received_at = models.DateTimeField(_("收到时间"), default=clock.now)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    finding = models.TextField(_("处理意见"), blank=True)
    upheld = models.BooleanField(_("异议成立"), null=True, blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    projects = models.ManyToManyField("plans.Project", verbose_name=_("涉及的项目"), blank=True, related_name="+")

    class Meta:
        verbose_name = _("异议")
        constraints = (
            models.CheckConstraint(
                name="plans_objection_closed_whole",
                condition=Q(closed_at__isnull=True)
                | (Q(upheld__isnull=False) & ~Q(finding="") & Q(handler__isnull=False)),
                violation_error_message=_("办结异议须有处理意见、结论和承办人"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.notice_id} {self.received_at:%F}"
