"""A small province with its organs, and people in posts."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Collection

from core import clock, search
from core.enums import DossierKind, OrganisationKind
from core.models import Dossier, Organisation, User
from roles.duties import Duty
from roles.models import Appointment, Post
from roles.services import appoint, make_post

_numbers = itertools.count(1)


def place(code: str, name: str, kind: OrganisationKind, parent: Organisation | None = None) -> Organisation:
    """A place in the tree; a county is its own county."""
    made = Organisation.objects.create(
        code=code,
        name=name,
        official_name=f"{name}人民政府",
        kind=kind,
        parent=parent,
        county_id=parent.county_id if parent else None,
        path=f"{parent.path if parent else ''}{code}/",
    )
    if kind == OrganisationKind.COUNTY:
        made.county = made
        made.save(update_fields=["county"])
    return made


def person(name: str = "", *, is_active: bool = True) -> User:
    """An account; without a name a numbered one."""
    number = next(_numbers)
    return User.objects.create_user(f"user{number}", None, name=name or f"职员{number}", is_active=is_active)


def post(organisation: Organisation, *duties: Duty, is_head: bool = False) -> Post:
    """A post with these duties."""
    return make_post(
        actor=None, organisation=organisation, title=f"岗位{next(_numbers)}", duties=duties, is_head=is_head
    )


def give(
    user: User,
    duty: Duty | Collection[Duty],
    organisation: Organisation,
    *,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
) -> Appointment:
    """Appoint a person to a post with the duty or duties, from today unless told otherwise."""
    duties = (duty,) if isinstance(duty, Duty) else tuple(duty)
    return appoint(
        actor=None,
        user=user,
        post=post(organisation, *duties),
        starts_on=starts_on or clock.today(),
        ends_on=ends_on,
        basis="任命通知",
    )


def lead(user: User, organisation: Organisation, *duties: Duty) -> Appointment:
    """Appoint a person to the post that answers for the organisation, with these duties or none."""
    held = post(organisation, *duties, is_head=True)
    return appoint(actor=None, user=user, post=held, starts_on=clock.today(), basis="任命通知")


def dossier(owner: Organisation, *, kind: DossierKind = DossierKind.PLAN) -> Dossier:
    """A dossier of an organisation inside a county."""
    number = next(_numbers)
    assert owner.county_id is not None
    made = Dossier.objects.create(
        kind=kind, title=f"案卷{number}", county_id=owner.county_id, owner=owner, year=2026, opened_by=person()
    )
    search.note(made, made.title, *search.places(made))
    return made
