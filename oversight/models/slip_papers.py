"""What is written on a slip's way: reports (D28), requests for more time (D29), and what the clock told of it.

Each fact of a row is written once; the database refuses to change or to remove it.
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Organisation
from documents.models import IssuedDocument
from oversight.models.slips import Slip


class SlipReportQuerySet(models.QuerySet["SlipReport"]):
    def in_order(self) -> Self:
        return self.order_by("round", "pk")

    def to_sign(self) -> Self:
        """Drafted, and neither signed nor given back."""
        return self.filter(signed_at__isnull=True, given_back_at__isnull=True)

    def to_verify(self) -> Self:
        """Signed, and nothing said of it yet."""
        return self.filter(signed_at__isnull=False, verified_at__isnull=True)


class SlipReport(models.Model):
    """One report on a slip, one a round: drafted, signed by the organisation's head (一事一文), verified.

    Where the matter is not done, `reasons` and `done_by` say why and by when. `holds` is what the supervisor found;
    `due_on` the day he set for what he sent back, where he set one.
    """

    slip = models.ForeignKey(Slip, verbose_name=_("督办单"), on_delete=models.PROTECT, related_name="reports")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    round = models.PositiveSmallIntegerField(_("轮次"))
    result = models.TextField(_("办理结果"))
    evidence = models.CharField(_("佐证材料"), max_length=500, blank=True)
    is_done = models.BooleanField(_("已办结"))
    reasons = models.CharField(_("未办结原因"), max_length=500, blank=True)
    done_by = models.DateField(_("预计办结日期"), null=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("拟稿人"), on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField(_("拟稿时间"))
    given_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("退回人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    given_back_at = models.DateTimeField(_("退回时间"), null=True)
    given_back_because = models.CharField(_("退回理由"), max_length=500, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("签发人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(_("签发时间"), null=True)
    document = models.ForeignKey(
        IssuedDocument, verbose_name=_("督办反馈报告"), on_delete=models.PROTECT, related_name="+", null=True
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("核查人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField(_("核查时间"), null=True)
    holds = models.BooleanField(_("属实"), null=True)
    remark = models.CharField(_("核查意见"), max_length=500, blank=True)
    due_on = models.DateField(_("重办期限"), null=True)

    objects: ClassVar[models.Manager[SlipReport]] = SlipReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("督办反馈")
        constraints = (
            models.UniqueConstraint(fields=["slip", "round"], name="oversight_report_one_a_round"),
            models.UniqueConstraint(
                fields=["slip"],
                condition=Q(given_back_at__isnull=True, verified_at__isnull=True),
                name="oversight_report_one_under_way",
                violation_error_message=_("上一反馈尚未核查"),
            ),
            models.CheckConstraint(name="oversight_report_says_what", condition=~Q(result="")),
            models.CheckConstraint(
                name="oversight_report_undone_says_why",
                condition=Q(is_done=True) | ~Q(reasons="") & Q(done_by__isnull=False),
                violation_error_message=_("尚未办结的，须说明原因和预计办结日期"),
            ),
            models.CheckConstraint(
                name="oversight_report_verified_after_signing",
                condition=Q(verified_at__isnull=True, holds__isnull=True)
                | Q(verified_at__isnull=False, holds__isnull=False, signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="oversight_report_signed_or_given_back",
                condition=Q(signed_at__isnull=True) | Q(given_back_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.slip_id} #{self.round}"


class SlipExtensionQuerySet(models.QuerySet["SlipExtension"]):
    def in_order(self) -> Self:
        return self.order_by("asked_at", "pk")

    def under_way(self) -> Self:
        """Neither dropped by the organisation's head nor answered."""
        return self.filter(dropped_at__isnull=True, answered_at__isnull=True)

    def to_sign(self) -> Self:
        return self.under_way().filter(signed_at__isnull=True)

    def to_answer(self) -> Self:
        """Signed and sent, and the supervisor has still to answer."""
        return self.under_way().filter(signed_at__isnull=False)

    def granted(self) -> Self:
        return self.filter(granted=True)


class SlipExtension(models.Model):
    """One request for more time (D29): asked for before the day has passed, signed by the organisation's head,
    answered by the supervisor with a new day or a refusal. `due_before` is the day it would move."""

    slip = models.ForeignKey(Slip, verbose_name=_("督办单"), on_delete=models.PROTECT, related_name="extensions")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    reason = models.CharField(_("延期理由"), max_length=500)
    progress = models.CharField(_("目前进展"), max_length=500)
    due_before = models.DateField(_("原办结期限"))
    wanted = models.DateField(_("申请延至"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("申请人"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("申请时间"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("签发人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(_("签发时间"), null=True)
    document = models.ForeignKey(
        IssuedDocument, verbose_name=_("延期申请单"), on_delete=models.PROTECT, related_name="+", null=True
    )
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("不同意申请的负责人"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    dropped_at = models.DateTimeField(_("不同意申请的时间"), null=True)
    dropped_because = models.CharField(_("不同意申请的理由"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("答复人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    granted = models.BooleanField(_("同意延期"), null=True)
    until = models.DateField(_("延至"), null=True)
    answer = models.CharField(_("答复意见"), max_length=500, blank=True)

    objects: ClassVar[models.Manager[SlipExtension]] = SlipExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("督办延期申请")
        constraints = (
            models.UniqueConstraint(
                fields=["slip"],
                condition=Q(dropped_at__isnull=True, answered_at__isnull=True),
                name="oversight_extension_one_under_way",
                violation_error_message=_("上一延期申请尚未答复"),
            ),
            models.CheckConstraint(
                name="oversight_extension_later",
                condition=Q(wanted__gt=F("due_before")),
                violation_error_message=_("申请延至的日期须晚于原办结期限"),
            ),
            models.CheckConstraint(name="oversight_extension_says_why", condition=~Q(reason="") & ~Q(progress="")),
            models.CheckConstraint(
                name="oversight_extension_answered",
                condition=Q(answered_at__isnull=True, granted__isnull=True, until__isnull=True)
                | Q(answered_at__isnull=False, granted=False, until__isnull=True)
                | Q(answered_at__isnull=False, granted=True, until__gt=F("due_before")),
                violation_error_message=_("同意延期须写明新的办结期限"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.slip_id} {self.wanted:%F}"


class SlipNoticeKind(models.TextChoices):
    """What the clock tells of a slip."""

    NEAR = "near", _("临近办结期限")
    RAN_OUT = "ran_out", _("期满未反馈")


class SlipNotice(models.Model):
    """What the worker told of a slip's day, once a kind and day: the day may move, and is then told anew."""

    slip = models.ForeignKey(Slip, verbose_name=_("督办单"), on_delete=models.PROTECT, related_name="notices")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    kind = models.CharField(_("种类"), max_length=10, choices=SlipNoticeKind.choices)
    due_on = models.DateField(_("办结期限"))
    at = models.DateTimeField(_("时间"))

    objects: ClassVar[models.Manager[SlipNotice]] = models.Manager()

    class Meta:
        verbose_name = _("督办单期限提醒")
        constraints = (models.UniqueConstraint(fields=["slip", "kind", "due_on"], name="oversight_slip_notice_once"),)

    def __str__(self) -> str:
        return f"{self.slip_id} {self.get_kind_display()}"
