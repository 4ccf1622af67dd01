"""Writes guardian's rows from appointments, delegations and named readers; running it twice changes nothing.

A row is there while any origin is not over, also for one that has yet to begin: so a right begins and ends by
the clock in `origins`, even with every worker stopped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from core import clock
from core.models import User
from roles.models import (
    Appointment,
    Delegation,
    DossierReader,
    DossierUserPermission,
    OrganisationUserPermission,
)
from roles.permission_rows import dossier_permission, duty_permissions

Triple = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Projected:
    """How many rows a projection added and removed."""

    added: int
    removed: int


def reproject(users: Iterable[User | int]) -> Projected:
    """Make the rows of these people what their origins say; a fixed number of statements for any number of them."""
    ids = sorted({user if isinstance(user, int) else user.pk for user in users})
    if not ids:
        return Projected(0, 0)
    with transaction.atomic():
        list(User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
        duties = _apply(OrganisationUserPermission, _wanted_duties(ids), ids)
        readings = _apply(DossierUserPermission, _wanted_readings(ids), ids)
    return Projected(duties.added + readings.added, duties.removed + readings.removed)


@dataclass(frozen=True, slots=True)
class Stray:
    """A row that is missing though an origin wants it, or there though none does; `thing` is the organisation or the
    dossier that it is about."""

    user: int
    permission: int
    thing: int
    is_missing: bool
    is_reading: bool


def strays(users: Iterable[int]) -> list[Stray]:
    """Where the rows of these people are not what their origins say; changes nothing. A fixed number of statements."""
    ids = sorted(users)
    found = []
    for model, wanted in (
        (OrganisationUserPermission, _wanted_duties(ids)),
        (DossierUserPermission, _wanted_readings(ids)),
    ):
        rows = model.objects.filter(user__in=ids).values_list("user_id", "permission_id", "content_object_id")
        present: set[Triple] = set(rows.order_by("pk"))
        is_reading = model is DossierUserPermission
        found += [Stray(*row, is_missing=row in wanted, is_reading=is_reading) for row in sorted(wanted ^ present)]
    return found


def _wanted_duties(users: list[int]) -> set[Triple]:
    today = clock.today()
    held = (
        Appointment.objects.not_over(today)
        .filter(user__in=users, user__is_active=True, post__duties__isnull=False)
        .values_list("user_id", "post__duties__duty", "post__organisation_id")
    )
    deputised = (
        Delegation.objects.not_over(clock.now())
        .filter(deputy__in=users, deputy__is_active=True, duties__isnull=False)
        .values_list("deputy_id", "duties__duty", "principal__post__organisation_id")
    )
    permissions = duty_permissions()
    return {(user, permissions[duty], organisation) for user, duty, organisation in [*held, *deputised]}


def _wanted_readings(users: list[int]) -> set[Triple]:
    named = DossierReader.objects.not_over(clock.now()).filter(user__in=users, user__is_active=True)
    pairs = list(named.values_list("user_id", "dossier_id"))
    if not pairs:
        return set()
    permission = dossier_permission()
    return {(user, permission, dossier) for user, dossier in pairs}


def _apply(
    model: type[OrganisationUserPermission] | type[DossierUserPermission], wanted: set[Triple], users: list[int]
) -> Projected:
    rows = model.objects.filter(user__in=users).values_list("user_id", "permission_id", "content_object_id", "pk")
    present: dict[Triple, int] = {(user, permission, thing): pk for user, permission, thing, pk in rows}
    missing = sorted(wanted - present.keys())
    extra = [pk for triple, pk in present.items() if triple not in wanted]
    if missing:
        model.objects.bulk_create(
            [
                model(user_id=user, permission_id=permission, content_object_id=thing)
                for user, permission, thing in missing
            ],
            batch_size=2000,
        )
    if extra:
        model.objects.filter(pk__in=extra).delete()
    return Projected(len(missing), len(extra))
