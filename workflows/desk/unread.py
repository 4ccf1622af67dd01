"""How unread messages are met in the inbox: in one line, counted in its own statement."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import ngettext

from core.messages_out import reading
from core.models import Message
from roles.asking import Asker
from workflows.desk.calls import Call

KEY = "messages"


def rows(asker: Asker) -> QuerySet[Message]:
    """What the asker has not read, as far as it is counted."""
    return reading.unread_by(asker.person)


def words(number: int) -> str:
    """What the inbox says of their number."""
    return ngettext("%(number)s条消息未读", "%(number)s条消息未读", number) % {"number": number}


CALL = Call(KEY, rows, words, "core:messages", order=60)
