"""稍后办理: what somebody has put aside until a day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.engine.models import WorkItem


class Snooze(models.Model):
    """One person's inbox shows the item again on the day `until`, or on the day it is due if that comes first.

    Nothing else changes: deadline, reminders and the supervisor's figures are those of the item.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("办理人"), on_delete=models.PROTECT, related_name="+"
    )
    work_item = models.ForeignKey(WorkItem, verbose_name=_("待办"), on_delete=models.PROTECT, related_name="+")
    until = models.DateField(_("稍后至"))
    made_at = models.DateTimeField(_("设置时间"))

    class Meta:
        verbose_name = _("稍后办理")
        constraints = (models.UniqueConstraint(fields=["user", "work_item"], name="desk_snooze_one"),)

    def __str__(self) -> str:
        return f"{self.work_item_id} {self.until:%Y-%m-%d}"
