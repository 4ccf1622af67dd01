"""Which events a person wants by which channel, and when."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field

from django.conf import settings

from core import working_days
from core.enums import Channel
from core.messages_out import channels, quiet
from core.messages_out.events import Event
from core.models import MessageChoice, MessageSettings


@dataclass(frozen=True)
class Wishes:
    """What people chose, read in two statements for all of them."""

    settings: dict[int, MessageSettings] = field(default_factory=dict)
    choices: dict[tuple[int, str, str], bool] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Collection[int]) -> Wishes:
        rows = MessageChoice.objects.filter(person__in=people).order_by("pk")
        chosen = rows.values_list("person", "event", "channel", "is_on")
        return cls(
            settings={row.person_id: row for row in MessageSettings.objects.filter(person__in=people).order_by("pk")},
            choices={(person, event, channel): is_on for person, event, channel, is_on in chosen},
        )

    def wants(self, person: int, event: Event, channel: Channel) -> bool:
        """Whether he wants it so; what is fixed stands in the house whatever he chose."""
        if event.is_fixed and channel == Channel.IN_APP:
            return True
        return self.choices.get((person, event.key, channel.value), channel in event.by_default)

    def of_person(self, person: int) -> MessageSettings:
        """His settings, or the defaults."""
        return self.settings.get(person) or MessageSettings(person_id=person)

    def out_of_the_house(self, person: int, event: Event) -> list[Channel]:
        """By which channels a message leaves the house to him: those that are on, that he wants and that reach him."""
        return [
            channel
            for channel in channels.working()
            if self.wants(person, event, channel) and self.reaches(person, channel)
        ]

    def reaches(self, person: int, channel: Channel) -> bool:
        """Whether there is an address; the group's robot needs none of his."""
        return channel != Channel.EMAIL or bool(self.of_person(person).email)

    def in_digest(self, person: int, event: Event) -> bool:
        """Whether it waits for the message of the day."""
        return self.of_person(person).in_digest and not event.is_urgent

    def goes_at(self, person: int, event: Event, moment: datetime.datetime) -> datetime.datetime:
        """The first moment from then on at which it leaves the house, alone or with the message of the day."""
        if self.in_digest(person, event):
            moment = quiet.next_digest(moment, settings.MESSAGE_DIGEST_AT)
        return self.in_peace(person, event, moment)

    def in_peace(self, person: int, event: Event, moment: datetime.datetime) -> datetime.datetime:
        """The first moment from then on that does not disturb him; what is urgent may."""
        if event.is_urgent:
            return moment
        chosen = self.of_person(person)
        peace = quiet.Quiet(chosen.quiet_from, chosen.quiet_until, chosen.quiet_on_days_off)
        return peace.until(moment, working_days.current())
