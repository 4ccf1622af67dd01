"""The form of a person's own settings: an address, quiet hours, one message a day, and a box for each event and channel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.db import transaction
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.enums import Channel
from core.messages_out import channels, events
from core.messages_out.events import Event
from core.messages_out.wishes import Wishes
from core.models import MessageChoice, MessageSettings, User


@dataclass(frozen=True)
class Row:
    """One event with its boxes."""

    title: StrOrPromise
    is_urgent: bool
    boxes: list[tuple[str, BoundField]]


class TimeInput(forms.TimeInput):
    input_type = "time"


class SettingsForm(forms.ModelForm[MessageSettings]):
    """Channels that are not set up have no boxes: what was chosen of them stays."""

    class Meta:
        model = MessageSettings
        fields = ("email", "quiet_from", "quiet_until", "quiet_on_days_off", "in_digest")
        widgets = {"quiet_from": TimeInput(format="%H:%M"), "quiet_until": TimeInput(format="%H:%M")}
        help_texts = {
            "email": _("填写后，选中“电子邮件”的消息发到这里；不填不发。"),
            "quiet_from": _("北京时间。免打扰时段内邮件和群机器人消息推迟发送，紧急消息除外；开始和结束相同表示不设。"),
            "quiet_on_days_off": _("按工作日历，含调休。"),
            "in_digest": _("普通消息每天合成一条发送；紧急消息仍即时发送。"),
        }

    def __init__(self, typed: QueryDict | None = None, *, actor: User) -> None:
        self.wishes = Wishes.of([actor.pk])
        super().__init__(typed, instance=self.wishes.of_person(actor.pk))
        self.actor = actor
        self.offered = [Channel.IN_APP, *channels.working()]
        for event in events.registered():
            for channel in self.offered:
                self.fields[_name(event, channel)] = forms.BooleanField(
                    label=f"{event.title}：{channel.label}",
                    required=False,
                    disabled=event.is_fixed and channel == Channel.IN_APP,
                    initial=self.wishes.wants(actor.pk, event, channel),
                )

    def rows(self) -> Iterator[Row]:
        """The events as the page shows them."""
        for event in events.registered():
            boxes = [(str(channel.label), self[_name(event, channel)]) for channel in self.offered]
            yield Row(event.title, event.is_urgent, boxes)

    @property
    def own_fields(self) -> list[BoundField]:
        """Those beside the boxes."""
        return [self[name] for name in self.Meta.fields]

    @transaction.atomic
    def keep(self) -> None:
        """Store what was typed, and of the boxes all that are offered, in one statement."""
        self.save()
        chosen = [
            MessageChoice(
                person=self.actor, event=event.key, channel=channel, is_on=self.cleaned_data[_name(event, channel)]
            )
            for event in events.registered()
            for channel in self.offered
        ]
        MessageChoice.objects.bulk_create(
            chosen, update_conflicts=True, unique_fields=["person", "event", "channel"], update_fields=["is_on"]
        )


def _name(event: Event, channel: Channel) -> str:
    return f"{event.key.replace('.', '_')}-{channel}"
