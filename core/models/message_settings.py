"""How a person wants to be told."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.enums import Channel


def quiet_from() -> datetime.time:
    """When the quiet hours of a person begin who chose none (MESSAGE_QUIET_FROM)."""
    found: datetime.time = settings.MESSAGE_QUIET_FROM
    return found


def quiet_until() -> datetime.time:
    """When they end (MESSAGE_QUIET_UNTIL)."""
    found: datetime.time = settings.MESSAGE_QUIET_UNTIL
    return found


class MessageSettings(models.Model):
    """Where a person's mail goes, his quiet hours (the same moment twice: none), and whether he wants one message a day.
    A person without a row has the defaults and no address."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("人员"), on_delete=models.CASCADE, related_name="message_settings"
    )
    email = models.EmailField(_("电子邮箱"), blank=True)
    quiet_from = models.TimeField(_("免打扰开始"), default=quiet_from)
    quiet_until = models.TimeField(_("免打扰结束"), default=quiet_until)
    quiet_on_days_off = models.BooleanField(_("非工作日免打扰"), default=True)
    in_digest = models.BooleanField(_("每日汇总"), default=False)

    objects: ClassVar[models.Manager[MessageSettings]] = models.Manager()

    class Meta:
        verbose_name = _("消息设置")

    def __str__(self) -> str:
        return str(self.person_id)


class MessageChoice(models.Model):
    """Whether a person wants an event by a channel; where he never chose, the event's default holds."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("人员"), on_delete=models.CASCADE, related_name="message_choices"
    )
    event = models.CharField(_("消息事项"), max_length=40)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    is_on = models.BooleanField(_("接收"))

    objects: ClassVar[models.Manager[MessageChoice]] = models.Manager()

    class Meta:
        verbose_name = _("消息选择")
        constraints = (models.UniqueConstraint(fields=["person", "event", "channel"], name="core_message_one_choice"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.event} {self.channel} {self.is_on}"
