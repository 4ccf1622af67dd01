"""The county of the demonstration: its places, organs, people and document codes."""

from __future__ import annotations

import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password

from core import divisions
from core.enums import OrganisationKind
from core.models import Organisation, User
from roles import services
from roles.duties import Duty
from roles.models import Post
from workflows.flows.demonstration import wishes
from workflows.flows.rehearsal.people import BASIS, equip, post_name
from workflows.flows.rehearsal.proposals import townships_of

COUNTY = "420323"
SECOND_DRAFTER = "2b"
CLERK_OF_THREE = "105201"
"""The village whose clerk keeps the papers of all villages of `wishes.LEFT_OUT`."""
PLANNING = ("107", "207")
"""The townships that take part in the plan of several years: two with few villages."""
PASSWORD = "tongchou"  # noqa: S105  the demonstration's log-in page shows it


def county() -> Organisation | None:
    """The county, when the places are loaded."""
    return Organisation.objects.filter(code=COUNTY).first()


def load_places() -> None:
    """Hubei's places, unless they are there."""
    if county() is None:
        divisions.load(divisions.read_divisions(divisions.HUBEI_DIVISIONS))


def people(since: datetime.date) -> None:
    """Organs, posts, one account a post and document codes, for every place that takes part."""
    here = Organisation.objects.select_related("parent").get(code=COUNTY)
    villages = _villages()
    equip(here, [*townships_of(villages), *villages, *planning_places(here)], since)
    _telephones(here)
    _second_drafter(here, since)
    _clerk_of_three(since)
    open_accounts()


def _telephones(here: Organisation) -> None:
    """Numbers that nobody has, where the demonstration's letters name whom to ask."""
    offices = Organisation.objects.filter(county=here).exclude(kind=OrganisationKind.VILLAGE).in_order()
    for number, office in enumerate(offices, 1):
        office.phone = f"0719-0000{number:03}"
        office.save(update_fields=["phone"])
    above = Organisation.objects.filter(county__isnull=True, kind=OrganisationKind.SUPERVISION_OFFICE)
    above.filter(parent=here.parent).update(phone="0719-0000900")
    above.exclude(parent=here.parent).update(phone="027-00000900")


def _second_drafter(here: Organisation, since: datetime.date) -> None:
    """Two people compile the plan, so that one may hand over to the other (转办)."""
    group = Organisation.objects.get(county=here, kind=OrganisationKind.WORKING_GROUP)
    post = Post.objects.get(organisation=group, duties__duty=Duty.COMPILE_PLAN)
    username = f"{group.code}.{SECOND_DRAFTER}"
    if not User.objects.filter(username=username).exists():
        user = services.create_account(
            actor=None, at=group, username=username, name=post_name(group.name, f"{post.title}（二）"), password=None,
            must_change_password=False,
        )  # fmt: skip
        services.appoint(actor=None, user=user, post=post, starts_on=since, basis=BASIS)


def _clerk_of_three(since: datetime.date) -> None:
    """One clerk works for three villages, so that several items of one kind lie with him (批量办理)."""
    posts = {
        code: Post.objects.get(organisation__code=f"{COUNTY}{code}", duties__duty=Duty.PROPOSE_PROJECTS)
        for code in wishes.LEFT_OUT
    }
    clerk = User.objects.get(appointments__post=posts[CLERK_OF_THREE])
    for code, post in posts.items():
        if code != CLERK_OF_THREE:
            services.appoint(actor=None, user=clerk, post=post, starts_on=since, acting=True, basis="联村工作安排")


def open_accounts() -> None:
    """Everybody's password; hashed once, because two hundred hashes would take the better part of the time."""
    without = User.objects.filter(appointments__basis=BASIS, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    without.update(password=make_password(PASSWORD))


def proposer(code: str) -> Organisation:
    """The organisation of a wish."""
    return Organisation.objects.select_related("county", "parent").get(code=f"{COUNTY}{code}")


def _villages() -> list[Organisation]:
    codes = {f"{COUNTY}{code}" for asked in wishes.EVERYTHING for code in asked if not code.startswith("-")}
    found = Organisation.objects.filter(code__in=codes).select_related("parent", "county").in_order()
    return list(found)


def planning_places(here: Organisation) -> list[Organisation]:
    """Both townships that plan several years, and all their villages."""
    codes = [f"{here.code}{code}" for code in PLANNING]
    found = Organisation.objects.select_related("parent", "county")
    return [*found.filter(code__in=codes).in_order(), *found.filter(parent__code__in=codes).in_order()]
