"""The register of chasing: who urged which open step, when and in which words (六（六）: 不作为、慢作为)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Organisation
from documents.models import IssuedDocument
from oversight.saved_filter import SavedFilter as SavedFilter
from workflows.engine.models import WorkItem


class UrgeQuerySet(models.QuerySet["Urge"]):
    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")


class Urge(models.Model):
    """One 催办 of one open work item; at most one a day, whoever sends it. `day` is the clock's day in Shanghai.

    `seen_at` is when somebody who may decide the item first opened its page after the urge.
    """

    work_item = models.ForeignKey(WorkItem, verbose_name=_("待办"), on_delete=models.PROTECT, related_name="urges")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("催办人"), on_delete=models.PROTECT, related_name="+"
    )
    text = models.CharField(_("催办内容"), max_length=300)
    day = models.DateField(_("催办日期"))
    at = models.DateTimeField(_("催办时间"))
    seen_at = models.DateTimeField(_("查看时间"), null=True, blank=True)

    objects: ClassVar[models.Manager[Urge]] = UrgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("催办")
        constraints = (
            models.UniqueConstraint(
                fields=["work_item", "day"],
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


class SlipState(models.TextChoices):
    """Where a supervision slip stands (f.3: 交办、签收、反馈、审结)."""

    ISSUED = "issued", _("待签收")
    SIGNED = "signed", _("办理中")
    ANSWERED = "answered", _("待核查")
    CLOSED = "closed", _("已销号")


class SlipQuerySet(models.QuerySet["Slip"]):
    def open(self) -> Self:
        """Not verified yet."""
        return self.exclude(state=SlipState.CLOSED)

    def newest_first(self) -> Self:
        return self.order_by("-issued_at", "-pk")


class Slip(models.Model):
    """蓝色督办单 (D26): one matter, one slip (一事一单), from its issue until it is verified.

    `answer` is what the organisation reported last; `remark` why it was sent back, or what was found.
    """

    work_item = models.ForeignKey(WorkItem, verbose_name=_("待办"), on_delete=models.PROTECT, related_name="slips")
    county = models.ForeignKey(Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("承办单位"), on_delete=models.PROTECT, related_name="slips"
    )
    office = models.ForeignKey(Organisation, verbose_name=_("督查机关"), on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(
        IssuedDocument, verbose_name=_("督办单"), on_delete=models.PROTECT, related_name="+", null=True
    )
    state = models.CharField(_("状态"), max_length=10, choices=SlipState.choices, default=SlipState.ISSUED)
    requirement = models.CharField(_("督办要求"), max_length=500)
    due_on = models.DateField(_("办结期限"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("交办人"), on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(_("交办时间"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("签收人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(_("签收时间"), null=True)
    answer = models.TextField(_("办理结果"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("反馈人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("反馈时间"), null=True)
    remark = models.CharField(_("核查意见"), max_length=500, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("核查人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(_("销号时间"), null=True)

    objects: ClassVar[models.Manager[Slip]] = SlipQuerySet.as_manager()

    class Meta:
        verbose_name = _("督办单")
        indexes = (models.Index(fields=["organisation", "state"], name="oversight_slip_at"),)
        constraints = (
            models.UniqueConstraint(
                fields=["work_item"],
                condition=~models.Q(state=SlipState.CLOSED),
                name="oversight_slip_one_a_matter",
                violation_error_message=_("该事项已有未销号的督办单"),
            ),
            models.CheckConstraint(
                name="oversight_slip_closed_when_verified",
                condition=models.Q(state=SlipState.CLOSED, closed_at__isnull=False, verified_by__isnull=False)
                | ~models.Q(state=SlipState.CLOSED) & models.Q(closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="oversight_slip_answered",
                condition=models.Q(state__in=(SlipState.ISSUED, SlipState.SIGNED)) | ~models.Q(answer=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.work_item_id} {self.get_state_display()}"
