"""The register of supervision slips (D26): one matter, one slip, from its issue until it is archived."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Organisation
from documents.models import IssuedDocument
from oversight.enums import SlipColour, SlipGround, SlipState
from workflows.engine.models import WorkItem

UNANSWERED = (SlipState.ISSUED, SlipState.SIGNED, SlipState.DRAFTED)
"""The organisation has still to report."""
OPEN = (*UNANSWERED, SlipState.ANSWERED)
WARNING = (SlipColour.YELLOW, SlipColour.ORANGE)


class SlipQuerySet(models.QuerySet["Slip"]):
    def open(self) -> Self:
        """Not verified yet, and not followed by a graver one."""
        return self.filter(state__in=OPEN)

    def unanswered(self) -> Self:
        """The organisation has still to report."""
        return self.filter(state__in=UNANSWERED)

    def running(self) -> Self:
        """Unanswered, and the matter's dossier does not stand still."""
        return self.unanswered().filter(work_item__suspended_at__isnull=True)

    def ran_out(self, today: datetime.date) -> Self:
        """Unanswered after their last day; none of a suspended dossier."""
        return self.running().filter(due_on__lt=today)

    def unsigned(self, today: datetime.date) -> Self:
        """Nobody signed for them by the day for it, and their own last day is still ahead; none of a suspended dossier."""
        return self.running().filter(state=SlipState.ISSUED, sign_by__lt=today, due_on__gte=today)

    def newest_first(self) -> Self:
        return self.order_by("-issued_at", "-pk")


class Slip(models.Model):
    """督办单: one matter, one slip (一事一单).

    `organisation` does what is asked, `co_handler` helps, `office` supervises. `previous` is the slip that ran out
    before this one was issued. `answer` is what the organisation reported last, `remark` why it was sent back or what
    was found; every report and what was said of it is kept in `reports`. `due_on` is the day in force: a granted
    extension moves it, and keeps what it was; so does the end of a suspension.
    """

    work_item = models.ForeignKey(WorkItem, verbose_name=_("待办"), on_delete=models.PROTECT, related_name="slips")
    county = models.ForeignKey(Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("承办单位"), on_delete=models.PROTECT, related_name="slips"
    )
    co_handler = models.ForeignKey(
        Organisation, verbose_name=_("协办单位"), on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    office = models.ForeignKey(Organisation, verbose_name=_("督查机关"), on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(
        IssuedDocument, verbose_name=_("督办单"), on_delete=models.PROTECT, related_name="+", null=True
    )
    colour = models.CharField(
        _("颜色"), max_length=6, choices=SlipColour.choices, default=SlipColour.BLUE, db_default=SlipColour.BLUE
    )
    ground = models.CharField(
        _("下达事由"),
        max_length=10,
        choices=SlipGround.choices,
        default=SlipGround.REMINDER,
        db_default=SlipGround.REMINDER,
    )
    reason = models.CharField(_("事由说明"), max_length=300, blank=True, default="", db_default="")
    previous = models.OneToOneField(
        "self", verbose_name=_("上一督办单"), on_delete=models.PROTECT, related_name="following", null=True, blank=True
    )
    state = models.CharField(_("状态"), max_length=10, choices=SlipState.choices, default=SlipState.ISSUED)
    requirement = models.CharField(_("督办要求"), max_length=500)
    due_on = models.DateField(_("办结期限"))
    sign_by = models.DateField(_("签收期限"), null=True, blank=True)
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
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("归档人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    archived_at = models.DateTimeField(_("归档时间"), null=True)

    objects: ClassVar[models.Manager[Slip]] = SlipQuerySet.as_manager()

    class Meta:
        verbose_name = _("督办单")
        indexes = (
            models.Index(fields=["organisation", "state"], name="oversight_slip_at"),
            models.Index(fields=["due_on"], name="oversight_slip_due", condition=Q(state__in=UNANSWERED)),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["work_item"],
                condition=Q(state__in=OPEN),
                name="oversight_slip_one_a_matter",
                violation_error_message=_("该事项已有未销号的督办单"),
            ),
            models.CheckConstraint(
                name="oversight_slip_closed_when_verified",
                condition=Q(state=SlipState.CLOSED, closed_at__isnull=False, verified_by__isnull=False)
                | Q(state__in=(*OPEN, SlipState.ESCALATED), closed_at__isnull=True)
                | Q(state=SlipState.ARCHIVED),
            ),
            models.CheckConstraint(
                name="oversight_slip_answered", condition=~Q(state=SlipState.ANSWERED) | ~Q(answer="")
            ),
            models.CheckConstraint(
                name="oversight_slip_archived",
                condition=Q(state=SlipState.ARCHIVED, archived_at__isnull=False, archived_by__isnull=False)
                | ~Q(state=SlipState.ARCHIVED) & Q(archived_at__isnull=True),
            ),
            models.CheckConstraint(
                name="oversight_slip_colour_has_its_ground",
                condition=Q(ground=SlipGround.REMINDER, colour=SlipColour.BLUE, previous__isnull=True)
                | Q(ground=SlipGround.UNANSWERED, previous__isnull=False) & ~Q(colour=SlipColour.BLUE)
                | Q(ground=SlipGround.URGENT, colour__in=WARNING) & ~Q(reason="")
                | Q(ground=SlipGround.SPECIAL, colour=SlipColour.RED) & ~Q(reason=""),
                violation_error_message=_("督办单的颜色与下达事由不符"),
            ),
            models.CheckConstraint(
                name="oversight_slip_follows_another",
                condition=Q(previous__isnull=True) | ~Q(previous=F("pk")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.work_item_id} {self.get_state_display()}"

    @property
    def is_unanswered(self) -> bool:
        return self.state in UNANSWERED

    @property
    def number(self) -> str:
        """The number of its document; empty for a slip older than the register of documents."""
        return self.document.number if self.document else ""
