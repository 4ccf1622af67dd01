"""What leaves the house in one piece: one message, or those of a day."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.messages_out import events
from core.messages_out.events import Content
from core.models import Message


class Undelivered(Exception):
    """A channel could not send; the message says why, and names neither a secret nor what was to be sent."""


class Unreachable(Undelivered):
    """The channel itself did not answer: whatever else goes that way would meet the same."""


@dataclass(frozen=True)
class Parcel:
    """To whom, under which key (the same at every try), what it says, and where the `rest` is of what a channel has no
    room for."""

    key: uuid.UUID
    name: str
    address: str
    subject: str
    lines: tuple[str, ...]
    rest: str = ""


def said(message: Message) -> str:
    """What a message says in the language of the reader; to a deputy, for whom: both names."""
    words = events.words(message.event, Content.read(message.content))
    if message.for_whom is None:
        return words
    told = {"principal": message.for_whom.name, "deputy": message.person.name, "words": words}
    return _("%(words)s（委托人%(principal)s，受托人%(deputy)s）") % told


def packed(messages: Sequence[Message], *, key: uuid.UUID, address: str) -> Parcel:
    """The parcel of these messages to one person, in the language of the house, each with the way to it."""
    with translation.override(settings.LANGUAGE_CODE):
        lines = tuple(f"{said(message)}\n{link(message)}" for message in messages)
        titles = {events.title(message.event) for message in messages}
        number = len(messages)
        if number == 1:
            subject = _("【统筹】%(event)s") % {"event": titles.pop()}
        else:
            subject = ngettext("【统筹】%(number)d条消息", "【统筹】%(number)d条消息", number) % {"number": number}
        rest = _("其余请见 %(link)s") % {"link": _all_messages()}
    return Parcel(key, messages[0].person.name, address, subject, lines, rest)


def link(message: Message) -> str:
    """The address at which the message is met; it leads on to the thing, after logging in."""
    return f"{_all_messages()}{message.pk}/"


def _all_messages() -> str:
    """The address of the page of a person's own messages."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/messages/"
