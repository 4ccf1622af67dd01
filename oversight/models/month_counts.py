"""What a month was, by place and step, and by the way from one step to the next: kept by the worker, counted anew."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Organisation


class MonthCount(models.Model):
    """What both tables share: `month` is its first day in Shanghai, `place` a province, a prefecture or a county, `times`
    how many took so many whole working days."""

    month = models.DateField(_("月份"))
    place = models.ForeignKey(Organisation, verbose_name=_("地区"), on_delete=models.PROTECT, related_name="+")
    flow_key = models.CharField(_("流程"), max_length=40)
    step = models.CharField(_("环节"), max_length=60)
    times = models.JSONField(_("用时"), default=dict)
    counted_at = models.DateTimeField(_("统计时间"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.place_id} {self.flow_key}.{self.step}"


class StepMonth(MonthCount):
    """One step: how often opened, decided, too late, and given back. What is decided counts in the month of the decision."""

    opened = models.PositiveIntegerField(_("到达"))
    decided = models.PositiveIntegerField(_("办结"))
    late = models.PositiveIntegerField(_("逾期办结"))
    returned = models.PositiveIntegerField(_("退回"))

    class Meta:
        verbose_name = _("环节月度统计")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["place", "month", "flow_key", "step"], name="oversight_stepmonth_once")
        ]


class WayMonth(MonthCount):
    """One way: how often taken, and how often backwards. It counts in the month of the arrival."""

    to_step = models.CharField(_("下一环节"), max_length=60)
    taken = models.PositiveIntegerField(_("经过"))
    back = models.PositiveIntegerField(_("退回"))

    class Meta:
        verbose_name = _("流向月度统计")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["place", "month", "flow_key", "step", "to_step"], name="oversight_waymonth_once"
            )
        ]
