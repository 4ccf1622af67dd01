"""What the working calendar and the clock remember."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock


class CalendarEdition(models.Model):
    """A published holiday notice as it was loaded, and how many open deadlines moved by it or were left; the numbers
    count up from 1, and 0 is the calendar that the program brings along. Never changed."""

    number = models.PositiveIntegerField(_("版次"), unique=True)
    source = models.CharField(_("依据文件"), max_length=100)
    text = models.TextField(_("内容"))
    days = models.PositiveIntegerField(_("天数"))
    moved = models.PositiveIntegerField(_("调整的期限"), default=0)
    left = models.PositiveIntegerField(_("未调整的期限"), default=0)
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("载入人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    loaded_at = models.DateTimeField(_("载入时间"), default=clock.now)

    class Meta:
        verbose_name = _("日历版本")

    def __str__(self) -> str:
        return f"{self.number} {self.source}"


class CalendarDay(models.Model):
    """A day that a published holiday notice makes a working day or a day off; wins over the built-in table."""

    day = models.DateField(_("日期"), unique=True)
    is_working = models.BooleanField(_("是否工作日"))
    name = models.CharField(_("名称"), max_length=40, blank=True)
    source = models.CharField(_("依据文件"), max_length=100)
    edition = models.PositiveIntegerField(_("版次"), default=0, db_default=0)

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
