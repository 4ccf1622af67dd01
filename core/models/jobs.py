"""What the workers and the throttle remember."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock


class Heartbeat(models.Model):
    """When the scheduler last finished a tick, in real time, and when each of its duties last ran, in the
    application's time, so that a clock moved forward makes them due."""

    name = models.CharField(_("名称"), max_length=60, unique=True)
    beaten_at = models.DateTimeField(_("最近一次"), default=clock.real_now)
    failure = models.TextField(_("最近一次故障"), blank=True)

    class Meta:
        verbose_name = _("心跳")

    def __str__(self) -> str:
        return f"{self.name} {self.beaten_at}"


class ThrottleTally(models.Model):
    """How often one hashed source did one thing within one window; swept when the window is long past."""

    scope = models.CharField(_("事项"), max_length=40)
    source_digest = models.CharField(_("来源摘要"), max_length=64)
    window_started_at = models.DateTimeField(_("时段开始"))
    count = models.PositiveIntegerField(_("次数"), default=1)

    class Meta:
        verbose_name = _("限流计数")
        constraints = (
            models.UniqueConstraint(
                fields=["scope", "source_digest", "window_started_at"], name="core_throttle_one_tally"
            ),
        )

    def __str__(self) -> str:
        return f"{self.scope} {self.window_started_at} {self.count}"
