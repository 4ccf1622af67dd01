"""Who answers for an organisation (一把手): the holder of the post that is its head's."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef

from core import clock
from core.models import Organisation, User
from roles.asking import Asker
from roles.models import Appointment
from roles.models.posts import AppointmentQuerySet


def head_of(organisation: Organisation | int) -> User | None:
    """The organisation's head by the appointment in force; None where nobody is. One statement."""
    held = (
        _held(clock.today())
        .filter(post__organisation=organisation)
        .select_related("user")
        .order_by("starts_on", "pk")
        .first()
    )
    return held.user if held else None


def led_by(actor: User | Asker, organisation: str) -> Exists:
    """A condition on rows: the actor heads the organisation in the column of that name; no statement of its own."""
    person, today = (actor.person, actor.today) if isinstance(actor, Asker) else (actor.pk, clock.today())
    return Exists(_held(today).filter(user=person, post__organisation=OuterRef(organisation)))


def _held(today: datetime.date) -> AppointmentQuerySet:
    return Appointment.objects.in_force(today).filter(user__is_active=True, post__is_head=True)
