"""提醒: what the worker told whom about the deadline of an open item, and who has read it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Organisation
from workflows.engine.models import WorkItem


class Stage(models.TextChoices):
    """The rungs of the ladder, in order."""

    BEFORE = "before", _("临近到期提醒")
    DUE = "due", _("到期提醒")
    HEAD = "head", _("逾期报主要负责人")
    OFFICE = "office", _("逾期报督查机关")


ESCALATIONS = (Stage.HEAD, Stage.OFFICE)
"""Told to others than those who have the item in hand."""


class Reminder(models.Model):
    """One stage of one item, told once for ever, whichever worker does it; `ahead` is how many working days before the
    due day it told, 0 for the other stages. `organisation` is whose people were told."""

    work_item = models.ForeignKey(WorkItem, verbose_name=_("待办"), on_delete=models.PROTECT, related_name="reminders")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    stage = models.CharField(_("提醒阶段"), max_length=10, choices=Stage.choices)
    ahead = models.PositiveSmallIntegerField(_("提前工作日"), default=0)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("提醒机关"), on_delete=models.PROTECT, related_name="+"
    )
    due_at = models.DateTimeField(_("办理期限"))
    made_at = models.DateTimeField(_("提醒时间"))

    objects: ClassVar[models.Manager[Reminder]] = models.Manager()

    class Meta:
        verbose_name = _("提醒")
        constraints = (
            models.UniqueConstraint(
                fields=["work_item", "stage", "ahead"],
                name="desk_reminder_once",
                violation_error_message=_("同一事项同一阶段只提醒一次"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.work_item_id} {self.stage} {self.ahead}"


class ReminderCopyQuerySet(models.QuerySet["ReminderCopy"]):
    """Questions about what somebody was told."""

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def latest_first(self) -> Self:
        return self.order_by("-reminder__made_at", "-pk")


class ReminderCopy(models.Model):
    """One person's copy of a reminder, and when he read it."""

    reminder = models.ForeignKey(Reminder, verbose_name=_("提醒"), on_delete=models.PROTECT, related_name="copies")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("收件人"), on_delete=models.PROTECT, related_name="reminders"
    )
    read_at = models.DateTimeField(_("阅读时间"), null=True)

    objects: ClassVar[models.Manager[ReminderCopy]] = ReminderCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("提醒收件")
        indexes = (
            models.Index(fields=["reader"], name="desk_reminder_unread", condition=models.Q(read_at__isnull=True)),
        )
        constraints = (models.UniqueConstraint(fields=["reminder", "reader"], name="desk_reminder_one_copy"),)

    def __str__(self) -> str:
        return f"{self.reminder_id}: {self.reader_id}"
