"""The posts of a person, as lists and as the top bar names them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Exists, F, OuterRef, Q, QuerySet, Value

from core import clock
from core.models import User
from core.pages.people import PostLine
from core.prepared import Prepared
from roles import origins, policies
from roles.duties import SEPARATE_REALMS, Duty
from roles.models import Appointment, Delegation, PostDuty

KEPT = "_roles_standing"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the frame of a page shows of a person: posts, and the duties that open entries of the navigation."""

    posts: tuple[PostLine, ...]
    duties: frozenset[str]
    heads: bool = False
    """Whether he holds a post that answers for its organisation."""


def standing(actor: User) -> Standing:
    """By the actor's appointments and delegations in force; one statement, kept on the account that the request
    carries. For what a page shows, never for what a person may: that is asked of `policies` each time."""
    known = vars(actor)
    if KEPT not in known:
        known[KEPT] = _standing(actor)
    kept: Standing = known[KEPT]
    return kept


def post_lines(actor: User) -> tuple[PostLine, ...]:
    """Own posts first, then those held by delegation."""
    return standing(actor).posts


def administers(actor: User) -> bool:
    """Whether 任职申请 stands in the actor's navigation."""
    return bool({Duty.ADMINISTER_SYSTEM, Duty.ADMINISTER_SECURITY} & standing(actor).duties)


def unless_only(*idle: Duty) -> Callable[[User], bool]:
    """For the navigation: a room hides from people all of whose duties are among `idle`, for it holds nothing of
    theirs. Without any duty a person may still read dossiers by name, so sees it. No statement beyond the frame's."""

    def sees(actor: User) -> bool:
        duties = standing(actor).duties
        return not duties or bool(duties.difference(idle))

    return sees


def _standing(actor: User) -> Standing:
    rows = _SEATS.rows(person=actor.pk, now=clock.now(), today=clock.today())
    seats = sorted({row[:3] for row in rows})
    return Standing(
        posts=tuple(PostLine(organisation, title, is_deputy) for is_deputy, organisation, title in seats),
        duties=frozenset(row[3] for row in rows if row[3]),
        heads=any(row[4] for row in rows),
    )


@dataclass(frozen=True, slots=True)
class Seats:
    """The titles of the posts with a duty at an organisation, and whether somebody has that duty there now."""

    titles: tuple[str, ...] = ()
    is_held: bool = False


def posts_with(places: Collection[tuple[str, int]]) -> dict[tuple[str, int], Seats]:
    """The posts that have these duties at these organisations, by (duty, organisation); one statement. Without a post
    nobody has a duty."""
    there = origins.held().filter(
        permission__codename=OuterRef("duty"), content_object=OuterRef("post__organisation")
    )  # fmt: skip
    rows = PostDuty.objects.filter(
        duty__in=sorted({duty for duty, _place in places}),
        post__organisation__in=sorted({place for _duty, place in places}),
    ).annotate(is_held=Exists(there))
    found = {place: Seats() for place in places}
    for duty, place, title, is_held in rows.order_by("post__position", "post_id").values_list(
        "duty", "post__organisation_id", "post__title", "is_held"
    ):
        if (duty, place) in found:
            found[duty, place] = Seats((*found[duty, place].titles, title), is_held)
    return found


def _seats(*, person: int, now: datetime.datetime, today: datetime.date) -> QuerySet[Any, Any]:
    """(is deputy, organisation, title, duty, is head) for each duty of each post; nobody heads as a deputy."""
    own = Appointment.objects.in_force(today).filter(user=person)
    own_rows = own.values_list(
        Value(False, BooleanField()), F("post__organisation__name"), F("post__title"), F("post__duties__duty"),
        F("post__is_head"),
    )  # fmt: skip
    deputised = deputies_in_force(now, today).filter(deputy=person)
    return own_rows.union(
        deputised.values_list(
            Value(True, BooleanField()),
            F("principal__post__organisation__name"),
            F("principal__post__title"),
            F("duties__duty"),
            Value(False, BooleanField()),
        )
    )


_SEATS = Prepared(_seats, person=int, now=datetime.datetime, today=datetime.date)


def deputies_in_force(
    now: datetime.datetime | None = None, today: datetime.date | None = None
) -> QuerySet[Delegation]:  # fmt: skip
    """Delegations in force whose principal is still in office."""
    today = today or clock.today()
    return Delegation.objects.in_force(now or clock.now()).filter(
        Q(principal__ends_on__isnull=True) | Q(principal__ends_on__gte=today),
        principal__starts_on__lte=today,
        principal__user__is_active=True,
    )


def possible_deputies(actor: User) -> QuerySet[User]:
    """Colleagues whom the actor may entrust: of his organisations, those beside, above and below them, in office
    today in the same county (or like him above the counties), neither administrators nor auditors."""
    in_force = Appointment.objects.in_force(clock.today())
    own = in_force.filter(user=actor).values_list(
        "post__organisation", "post__organisation__parent", "post__organisation__county"
    )
    at, above, counties = ({row[column] for row in own} for column in range(3))
    near = Q(post__organisation__in=(at | above) - {None}) | Q(post__organisation__parent__in=(at | above) - {None})
    county = Q(post__organisation__county__in=counties - {None})
    if None in counties:
        county |= Q(post__organisation__county__isnull=True)
    separate = in_force.filter(post__duties__duty__in=sorted(SEPARATE_REALMS)).values("user")
    people = User.objects.filter(is_active=True, pk__in=in_force.filter(near, county).values("user"))
    return people.exclude(pk__in=separate).exclude(pk=actor.pk).order_by("name", "pk")


def left_without(appointment: Appointment) -> list[Duty]:
    """The duties of the post that nobody else would have at its organisation; whatever asks for them would wait.
    One statement a duty."""
    post = appointment.post
    duties = [Duty(entry.duty) for entry in post.duties.order_by("duty")]
    able = {duty: {person.pk for person in policies.who_may(duty, post.organisation_id)} for duty in duties}
    return [duty for duty, people in able.items() if people <= {appointment.user_id}]
