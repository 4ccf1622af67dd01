"""Who could approve his own work, and which duties would be left with nobody, if one person were away.

Read from appointments and delegations alone, so that a change of posts or of people shows before anyone acts. It forbids
nothing: the engine refuses the second step of one dossier.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from core import clock
from core.models import Organisation
from roles import separation
from roles.duties import BELOW_THE_COUNTY, Duty
from roles.models import Appointment, Delegation, PostDuty
from roles.separation import Pair

Place = tuple[str, int]
"""A duty and the organisation where it is done."""
NOON = datetime.time(12)


@dataclass(frozen=True, slots=True)
class Hold:
    """One duty that a person has at one organisation: in which office, and for whom where he deputises."""

    person: int
    name: str
    duty: Duty
    organisation: int
    path: str
    office: str
    principal: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A person who has both duties of a pair where one dossier may meet him twice."""

    pair: Pair
    one: tuple[Hold, ...]
    other: tuple[Hold, ...]

    @property
    def name(self) -> str:
        return self.one[0].name


@dataclass(frozen=True, slots=True)
class Absence:
    """What becomes of a duty at an organisation if the person is away: nobody is left, or only those who have the
    other duty of a pair, whom the dossier may have met before."""

    duty: Duty
    organisation: str
    away: Hold
    left: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Of one county on one day; `vacant` are posts that nobody holds where nobody else has the duty either."""

    conflicts: tuple[Conflict, ...]
    alone: tuple[Absence, ...]
    compromised: tuple[Absence, ...]
    vacant: tuple[tuple[Duty, str, str], ...]
    """Duty, organisation, titles of the posts."""
    is_staffed: bool
    """Whether anybody holds one of the county's own posts; where nobody does, nothing can be said of them."""


def report(county: Organisation, duties: Collection[str], day: datetime.date) -> Report:
    """What holds in the county on that day, of these duties; three statements."""
    holds = [hold for hold in held(county, day) if hold.duty.value in duties]
    by_person: dict[int, list[Hold]] = defaultdict(list)
    by_place: dict[Place, dict[int, Hold]] = defaultdict(dict)
    for hold in holds:
        by_person[hold.person].append(hold)
        by_place[hold.duty, hold.organisation].setdefault(hold.person, hold)
    clashing = {person: tuple(conflicts(of_his)) for person, of_his in by_person.items()}
    posts = _posts(county, duties)
    names = {place: name for place, (name, _titles) in posts.items()}
    absences = [
        _absence(place, away, people, clashing, names)
        for place, people in sorted(by_place.items())
        if place in names
        for away in people.values()
    ]
    return Report(
        conflicts=tuple(one for person in sorted(clashing) for one in clashing[person]),
        alone=tuple(one for one in absences if one and not one.left),
        compromised=tuple(one for one in absences if one and one.left),
        vacant=tuple((Duty(place[0]), *told) for place, told in sorted(posts.items()) if place not in by_place),
        is_staffed=not by_place.keys().isdisjoint(posts),
    )


def held(county: Organisation, day: datetime.date) -> Iterator[Hold]:
    """Every duty at an organisation of the county, and what the same people have in the province and the prefecture; two
    statements."""
    offices = Appointment.objects.in_force(day).filter(_of(county, "post__organisation"), user__is_active=True)
    rows = offices.filter(post__duties__duty__isnull=False).order_by("user_id", "post__position", "pk")
    for *facts, organisation, title in rows.values_list(
        "user_id", "user__name", "post__duties__duty", "post__organisation_id", "post__organisation__path",
        "post__organisation__name", "post__title",
    ):  # fmt: skip
        yield _hold(facts, f"{organisation} {title}")
    for *facts, organisation, title, principal in _delegated(county, day).values_list(
        "deputy_id", "deputy__name", "duties__duty", "principal__post__organisation_id",
        "principal__post__organisation__path", "principal__post__organisation__name", "principal__post__title",
        "principal__user__name",
    ):  # fmt: skip
        yield _hold(facts, f"{organisation} {title}", principal)


def conflicts(holds: Iterable[Hold]) -> Iterator[Conflict]:
    """Of one person: the pairs that he has both duties of, where one dossier may meet him twice."""
    by_duty: dict[str, list[Hold]] = defaultdict(list)
    for hold in holds:
        by_duty[hold.duty].append(hold)
    for pair in separation.PAIRS:
        meeting = [(a, b) for a in by_duty.get(pair.one, ()) for b in by_duty.get(pair.other, ()) if may_meet(a, b)]
        if meeting:
            yield Conflict(
                pair, tuple(dict.fromkeys(a for a, _b in meeting)), tuple(dict.fromkeys(b for _a, b in meeting))
            )


def may_meet(one: Hold, other: Hold) -> bool:
    """Whether one dossier may come to both: in the township and its villages only along one branch of the tree."""
    if {one.duty, other.duty} <= BELOW_THE_COUNTY:
        return one.path.startswith(other.path) or other.path.startswith(one.path)
    return True


def _absence(
    place: Place, away: Hold, people: Mapping[int, Hold], clashing: Mapping[int, tuple[Conflict, ...]],
    names: Mapping[Place, str],
) -> Absence | None:  # fmt: skip
    rest = [person for person in people if person != away.person]
    left = [
        next((one for one in clashing[person] if people[person] in (*one.one, *one.other)), None) for person in rest
    ]
    if None in left:
        return None
    return Absence(away.duty, names[place], away, tuple(one for one in left if one))


def _hold(facts: list[object], office: str, principal: str = "") -> Hold:
    person, name, duty, organisation, path = facts
    return Hold(int(str(person)), str(name), Duty(str(duty)), int(str(organisation)), str(path), office, principal)


def _of(county: Organisation, field: str) -> Q:
    """Organs of the county, and those above the counties on the same path."""
    return Q(**{f"{field}__county": county}) | Q(**{f"{field}__county__isnull": True})


def _delegated(county: Organisation, day: datetime.date) -> QuerySet[Delegation]:
    moment = clock.now() if day == clock.today() else datetime.datetime.combine(day, NOON, clock.SHANGHAI)
    in_office = Q(principal__ends_on__isnull=True) | Q(principal__ends_on__gte=day)
    rows = Delegation.objects.in_force(moment).filter(
        in_office, _of(county, "principal__post__organisation"), principal__starts_on__lte=day,
        principal__user__is_active=True, deputy__is_active=True, duties__duty__isnull=False,
    )  # fmt: skip
    return rows.order_by("deputy_id", "starts_at", "pk")


def _posts(county: Organisation, duties: Collection[str]) -> dict[Place, tuple[str, str]]:
    """Where the county has a post for each duty: name of the organisation and titles of the posts."""
    rows = PostDuty.objects.filter(
        post__organisation__county=county, post__organisation__is_active=True, duty__in=sorted(duties)
    ).order_by("post__organisation__path", "post__position", "post_id")
    found: dict[Place, tuple[str, str]] = {}
    for duty, organisation, name, title in rows.values_list(
        "duty", "post__organisation_id", "post__organisation__name", "post__title"
    ):
        before = found.get((duty, organisation))
        found[duty, organisation] = (name, f"{before[1]}、{title}" if before else title)
    return found
