"""What the working calendar and the clock remember."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarDay(models.Model):
    """A day that a published holiday notice makes a working day or a day off; wins over the built-in table."""

    day = models.DateField(_("日期"), unique=True)
    is_working = models.BooleanField(_("是否工作日"))
    name = models.CharField(_("名称"), max_length=40, blank=True)
    source = models.CharField(_("依据文件"), max_length=100)

    class Meta:
        verbose_name = _("工作日历")

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class ClockOffset(models.Model):
    """How far the demonstration clock stands ahead of real time; at most one row, and none outside demonstrations."""

    singleton = models.BooleanField(default=True, unique=True, editable=False)
    ahead = models.DurationField(_("超前"))

    class Meta:
        verbose_name = _("演示时钟")
        constraints = (models.CheckConstraint(name="core_clock_one_row", condition=models.Q(singleton=True)),)

    def __str__(self) -> str:
        return str(self.ahead)
