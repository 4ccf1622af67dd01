"""The posts of a person, as lists and as the top bar names them."""

from __future__ import annotations

from django.db.models import BooleanField, F, Q, QuerySet, Value

from core import clock
from core.models import User
from core.pages.people import PostLine
from roles.duties import SEPARATE_REALMS
from roles.models import Appointment, Delegation


def post_lines(actor: User) -> tuple[PostLine, ...]:
    """Own posts first, then those held by delegation; one statement, it runs on every page."""
    today = clock.today()
    own = (
        Appointment.objects.in_force(today)
        .filter(user=actor)
        .values_list(F("post__organisation__name"), F("post__title"), Value(False, BooleanField()))
    )
    deputised = (
        deputies_in_force()
        .filter(deputy=actor)
        .values_list(F("principal__post__organisation__name"), F("principal__post__title"), Value(True, BooleanField()))
    )
    ordered = sorted(own.union(deputised), key=lambda line: (line[2], line[0], line[1]))
    return tuple(PostLine(organisation, title, is_deputy) for organisation, title, is_deputy in ordered)


def deputies_in_force() -> QuerySet[Delegation]:
    """Delegations in force whose principal is still in office."""
    today = clock.today()
    return Delegation.objects.in_force(clock.now()).filter(
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
