"""A person's own messages: what he has not read, reading one, reading all."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import clock, jobs
from core.enums import DeliveryState
from core.errors import Conflict, Refused
from core.messages_out.collecting import SEND
from core.models import Delivery, Message, User
from core.models.messages import RESENDABLE, MessageQuerySet

MOST_COUNTED = 100
"""Beyond, the head of the page says 99+."""
COUNTED = "core_messages_counted"
"""On the person of one request: how many are unread."""


def unread_by(person: int) -> QuerySet[Message]:
    """What he has not read, at most so many as are counted; for the count in the head of every page."""
    some = Message.objects.unread_by(person).order_by().values("pk")[:MOST_COUNTED]
    return Message.objects.filter(pk__in=some)


def remember_unread(actor: User, number: int) -> None:
    """Keep on the person of this request what a statement has counted."""
    setattr(actor, COUNTED, number)


def is_counted(actor: User) -> bool:
    """Whether a statement of this request has counted them."""
    return hasattr(actor, COUNTED)


def unread_count(actor: User) -> int:
    """How many are unread; one statement where none has counted them on this request."""
    counted: int | None = getattr(actor, COUNTED, None)
    if counted is None:
        counted = unread_by(actor.pk).count()
        remember_unread(actor, counted)
    return counted


def mine(actor: User) -> MessageQuerySet:
    """Everything shown to him, the last first."""
    return MessageQuerySet(Message).shown_to(actor.pk).select_related("person", "for_whom").latest_first()


def note_read(*, actor: User, message: int | None = None) -> int:
    """Note that he has read one message, shown in the house or sent out of it, or all that are shown; how many were
    unread."""
    mine = Message.objects.shown_to(actor.pk) if message is None else Message.objects.filter(pk=message, person=actor)
    return mine.filter(read_at__isnull=True).update(read_at=clock.now())


def sent_to(actor: User) -> QuerySet[Delivery]:
    """What left the house to him, or is to leave it, the last first."""
    related = ("message__person", "message__for_whom")
    return Delivery.objects.filter(message__person=actor.pk).select_related(*related).latest_first()


@transaction.atomic
def resend(*, actor: User, delivery: Delivery) -> None:
    """Try again what was given up or waits for its next try, at once. Whoever may is asked by the page: the person himself,
    or who looks after the system. Raises Conflict for what was sent, is being sent or is not needed."""
    again = Delivery.objects.filter(pk=delivery.pk, state__in=RESENDABLE)
    parcel = {"parcel": uuid.uuid4()} if delivery.in_digest else {}
    changed = again.update(
        state=DeliveryState.QUEUED, in_digest=False, tries=0, next_at=clock.now(), reason="", resent_by=actor,
        resent_at=clock.now(), **parcel,
    )  # fmt: skip
    if not changed:
        raise Conflict(_("这条消息已经发出、正在发送或无需再发，不必重发；请刷新页面查看现状。"))
    jobs.ring(SEND)


def require_own(actor: User, delivery: Delivery) -> None:
    """Raises Refused unless it went to him."""
    if delivery.message.person_id != actor.pk:
        raise Refused(_("只能重发本人的消息"))
