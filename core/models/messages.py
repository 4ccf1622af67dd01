"""消息: what was noticed, whom it was told, and how each message went out of the house."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.enums import Channel, DeliveryState, Untold
from core.models.organisation import Organisation

WAITING = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.RETRYING)
"""Something is still to be done about it."""

RESENDABLE = (DeliveryState.GIVEN_UP, DeliveryState.RETRYING)


MISSED = (Untold.NOBODY, Untold.INACTIVE)
"""Nobody was there to be told."""


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    """Questions about what was noticed."""

    def missed(self) -> Self:
        """What nobody could be told of; it is told once somebody can be."""
        return self.filter(remark__in=MISSED)


class Occurrence(models.Model):
    """One fact that was turned into messages, once for ever: `event` says of which kind, `key` which one.

    `told` is how many people were told; where nobody was, `remark` says why, and `noted_at` when it was last asked. Kept
    for ever: it is what makes it once.
    """

    event = models.CharField(_("消息事项"), max_length=40)
    key = models.CharField(_("事由"), max_length=80)
    county = models.ForeignKey(Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(_("发现时间"))
    told = models.PositiveSmallIntegerField(_("通知人数"))
    remark = models.CharField(_("未通知原因"), max_length=10, choices=Untold.choices, blank=True)

    objects: ClassVar[models.Manager[Occurrence]] = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("消息事由")
        indexes = (
            models.Index(
                fields=["county", "event", "remark"], name="core_occurrence_untold", condition=~Q(remark=""),
            ),
        )  # fmt: skip
        constraints = (models.UniqueConstraint(fields=["event", "key"], name="core_occurrence_once"),)

    def __str__(self) -> str:
        return f"{self.event} {self.key}"


class MessageQuerySet(models.QuerySet["Message"]):
    """Questions about messages."""

    def shown_to(self, person: int) -> Self:
        """What stands on his own page."""
        return self.filter(person=person, is_shown=True)

    def unread_by(self, person: int) -> Self:
        """What he has not read and what still holds."""
        return self.shown_to(person).unread()

    def unread(self) -> Self:
        return self.filter(is_shown=True, read_at__isnull=True, overtaken_at__isnull=True)

    def latest_first(self) -> Self:
        return self.order_by("-made_at", "-pk")


class Message(models.Model):
    """What one person is told of one event. `content` is who, what, by when and where it leads (`messages_out.events.
    Content`), never an amount, a beneficiary or an opinion; its words are made when it is read.

    `for_whom` is the principal of a deputy who is told. `abouts` are the numbers by which its event says whether it still
    holds; once it does not, it is `overtaken`.
    """

    event = models.CharField(_("消息事项"), max_length=40)
    key = models.CharField(_("事由"), max_length=80)
    county = models.ForeignKey(Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("收件人"), on_delete=models.PROTECT, related_name="messages"
    )
    for_whom = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("委托人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    content: models.JSONField[Any, Any] = models.JSONField(_("内容"))
    abouts: models.JSONField[Any, Any] = models.JSONField(_("所涉事项"))
    made_at = models.DateTimeField(_("消息时间"))
    is_shown = models.BooleanField(_("站内显示"), default=True)
    read_at = models.DateTimeField(_("阅读时间"), null=True)
    overtaken_at = models.DateTimeField(_("失效时间"), null=True)

    objects: ClassVar[models.Manager[Message]] = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("消息")
        indexes = (
            models.Index(
                fields=["person"],
                name="core_message_unread",
                condition=Q(is_shown=True, read_at__isnull=True, overtaken_at__isnull=True),
            ),
            models.Index(fields=["person", "made_at"], name="core_message_list"),
            BrinIndex(fields=["made_at"], name="core_message_age"),
            models.Index(
                fields=["event", "id"],
                name="core_message_holding",
                condition=Q(read_at__isnull=True, overtaken_at__isnull=True),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["event", "key", "person"],
                name="core_message_once",
                violation_error_message=_("同一事由对同一人只通知一次"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.event} {self.key}: {self.person_id}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Questions about what goes out."""

    def waiting(self) -> Self:
        return self.filter(state__in=WAITING)

    def latest_first(self) -> Self:
        return self.order_by("-pk")


class Delivery(models.Model):
    """One message on its way through one channel out of the house.

    `parcel` is the key under which it is sent, the same at every try, so that the receiver knows it again; what goes
    together as a digest has one. `next_at` is when it is to be tried, `tries` how often it was, `reason` why it failed or
    is not needed. `resent_by` had it tried again after it was given up.
    """

    message = models.ForeignKey(Message, verbose_name=_("消息"), on_delete=models.PROTECT, related_name="deliveries")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    state = models.CharField(_("发送状态"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    parcel = models.UUIDField(_("发送编号"), default=uuid.uuid4)
    in_digest = models.BooleanField(_("汇总发送"), default=False)
    tries = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    next_at = models.DateTimeField(_("下次发送时间"))
    sent_at = models.DateTimeField(_("发出时间"), null=True)
    reason = models.CharField(_("原因"), max_length=300, blank=True)
    resent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("重发人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    resent_at = models.DateTimeField(_("重发时间"), null=True)

    objects: ClassVar[models.Manager[Delivery]] = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("消息发送")
        indexes = (models.Index(fields=["next_at"], name="core_delivery_due", condition=Q(state__in=WAITING)),)
        constraints = (
            models.UniqueConstraint(fields=["message", "channel"], name="core_delivery_once"),
            models.CheckConstraint(
                name="core_delivery_sent",
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | ~Q(state=DeliveryState.SENT) & Q(sent_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.message_id} {self.channel} {self.state}"

    @property
    def may_be_resent(self) -> bool:
        """Whether a person may have it tried at once: given up, or waiting for its next try."""
        return self.state in RESENDABLE
