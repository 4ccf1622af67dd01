"""Current origins: the appointments and delegations that stand behind guardian's rows at this moment.

Guardian knows no expiry and one origin, so its row is necessary and never sufficient: every question joins it
with an origin that is in force by `core.clock`, and with a user who is active.
"""

from __future__ import annotations

import datetime

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from core import clock
from core.models import Dossier, User
from roles.models import Appointment, Delegation, DossierReader, DossierUserPermission, OrganisationUserPermission


def held(
    actor: User | int | None = None, now: datetime.datetime | None = None, today: datetime.date | None = None
) -> QuerySet[OrganisationUserPermission]:
    """The rows that hold now, of one user or of all: (user, permission__codename, content_object).

    A queryset, so that a list can ask it as a subquery: one statement however many grants.
    """
    rows = OrganisationUserPermission.objects.filter(user__is_active=True)
    if actor is not None:
        rows = rows.filter(user_id=key(actor))
    return rows.filter(Q(Exists(appointments(today))) | Q(Exists(delegations(now, today))))


def readings(actor: User | int, now: datetime.datetime | None = None) -> QuerySet[DossierUserPermission]:
    """The dossiers that a user is named to read, with an origin in force."""
    return _named(now).filter(user_id=key(actor))


def named_readers(dossier: Dossier | int) -> QuerySet[DossierUserPermission]:
    """The users who are named to read a dossier, with an origin in force."""
    return _named().filter(content_object_id=key(dossier))


def _named(now: datetime.datetime | None = None) -> QuerySet[DossierUserPermission]:
    origin = DossierReader.objects.in_force(now or clock.now()).filter(
        user=OuterRef("user"), dossier=OuterRef("content_object")
    )
    return DossierUserPermission.objects.filter(Exists(origin), user__is_active=True)


def appointments(today: datetime.date | None = None) -> QuerySet[Appointment]:
    """Appointments in force behind the outer row."""
    return Appointment.objects.in_force(today or clock.today()).filter(
        user=OuterRef("user"),
        post__organisation=OuterRef("content_object"),
        post__duties__duty=OuterRef("permission__codename"),
    )


def delegations(
    now: datetime.datetime | None = None, today: datetime.date | None = None
) -> QuerySet[Delegation]:  # fmt: skip
    """Delegations in force behind the outer row, from a principal who himself still holds the duty."""
    today = today or clock.today()
    return Delegation.objects.in_force(now or clock.now()).filter(
        Q(principal__ends_on__isnull=True) | Q(principal__ends_on__gte=today),
        deputy=OuterRef("user"),
        duties__duty=OuterRef("permission__codename"),
        principal__starts_on__lte=today,
        principal__user__is_active=True,
        principal__post__organisation=OuterRef("content_object"),
        principal__post__duties__duty=OuterRef("permission__codename"),
    )


def key(thing: Model | int) -> int:
    """The primary key of a row, or the number itself."""
    return thing if isinstance(thing, int) else thing.pk
