"""How far a person reads: down the tree from his organisation or his place, dossiers he is named to read, and
grounds that higher rooms register (such as: it passed through his hands)."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from core import clock
from core.arrays import begins_with
from core.enums import OrganisationKind
from core.models import Dossier, Organisation, User
from roles import origins
from roles.duties import ADMINISTRATIVE, TERRITORIAL, Duty
from roles.holdings import Holding, holdings, of_several
from roles.models import PostDuty

ReadGround = Callable[[list[int]], Q]

PLACES = (
    OrganisationKind.PROVINCE,
    OrganisationKind.PREFECTURE,
    OrganisationKind.COUNTY,
    OrganisationKind.TOWNSHIP,
    OrganisationKind.VILLAGE,
)
"""Organisations that are places themselves; every other is an organ of the place above it."""

MOST_COUNTIES = 8
"""Of whoever serves in more, the county says too little to ask for it."""
FEW = 40
"""Up to so many roots the tree is asked by path prefix (an index range each), beyond it by one hashed join."""

_grounds: list[ReadGround] = []


def register_read_ground(ground: ReadGround) -> None:
    """Add a ground to read dossiers, at start-up. It gets the organisations where the person has a business duty now,
    to be compared by `core.arrays.among` alone; it returns a condition on dossiers without joins that multiply rows
    (`Exists`, `pk__in`), and sends no statement."""
    if ground not in _grounds:
        _grounds.append(ground)


def read_grounds() -> tuple[ReadGround, ...]:
    """Every ground that is registered."""
    return tuple(_grounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far one person reads at one moment, as values, for a question that is compiled once and asked by everyone."""

    person: int
    now: datetime.datetime
    roots: list[str]
    """The paths that everything he reads by the tree begins with, ready for LIKE."""
    places: list[int]
    """The organisations where he has a business duty."""
    counties: frozenset[int] = frozenset()
    """Beyond which he reads nothing but what he is named to read; empty where it may be of any county."""
    is_wide: bool = False
    """Whether one of the roots is a place wider than a county."""
    paths: tuple[str, ...] = ()
    """The roots that are not, as they are."""

    def dossiers(self) -> Q:
        """The condition on dossiers that he may read; no statement. By the tree first: what it lets read, the database
        does not look for among all that passed through his hands."""
        return Q(begins_with("owner__path", self.roots)) | self.named() | _by_ground(self.places)

    def named(self) -> Q:
        """The condition on the dossiers that he is named to read; no statement."""
        return Q(pk__in=origins.readings(self.person, self.now).values("content_object"))

    def in_hand(self) -> list[Q]:
        """Each reason for which he may read a dossier, but for a wide place, as a condition of its own, with which the
        database can begin; no statement."""
        by_tree = Q(pk__in=())
        for path in self.paths:
            by_tree |= Q(owner__path__startswith=path)
        return [by_tree, self.named(), *(ground(self.places) for ground in _grounds)]

    def values(self) -> dict[str, Any]:
        """All that is asked with, by name."""
        return {name: getattr(self, name) for name in REACH_TYPES}


REACH_TYPES: dict[str, Any] = {"person": int, "now": datetime.datetime, "roots": list[str], "places": list[int]}
"""Of the values of a Reach."""


def reach_of(actor: User) -> Reach:
    """How far the actor reads now; asks one statement for his duties, none within `holdings.asked_once`."""
    held = _business(holdings(actor))
    roots = [f"{connection.ops.prep_for_like_query(root)}%" for root in _roots(held)]
    counties = {one.county for one in held if one.county is not None}
    is_within = all(one.county is not None for one in held) and len(counties) <= MOST_COUNTIES
    return Reach(
        person=actor.pk, now=clock.now(), roots=roots, places=_places(held),
        counties=frozenset(counties) if is_within else frozenset(),
        is_wide=any(map(_is_wide, held)), paths=tuple(_roots(one for one in held if not _is_wide(one))),
    )  # fmt: skip


def dossiers_within_reach(actor: User) -> Q:
    """The condition on dossiers that the actor may read; asks one statement for his duties."""
    held = _business(holdings(actor))
    named = Q(pk__in=origins.readings(actor).values("content_object"))
    return _within(actor, held, "owner__") | named | _by_ground(_places(held))


def readers_among(people: Iterable[User], dossier: Dossier) -> frozenset[int]:
    """Who of these people may read the dossier: three statements where all read by the tree or a name, or nobody by
    another ground; for those who do, as many more as it takes to find them by halving."""
    active = {person.pk for person in people if person.is_active}
    held = {person: _business(every) for person, every in of_several(active).items()}
    path = dossier.owner.path
    found = {person for person, his in held.items() if any(path.startswith(root) for root in _roots(his))}
    found |= set(origins.named_readers(dossier).filter(user__in=active - found).values_list("user", flat=True))
    alike: dict[tuple[int, ...], set[int]] = defaultdict(set)
    for person in active - found:
        alike[tuple(_places(held.get(person, ())))].add(person)
    by_ground = _sieved(sorted(alike), dossier)
    return frozenset(found.union(*(alike[places] for places in by_ground)))


def _sieved(groups: list[tuple[int, ...]], dossier: Dossier) -> list[tuple[int, ...]]:
    """Those of these lists of organisations who serve at which read the dossier by some ground."""
    every = sorted({place for places in groups for place in places})
    if not groups or not Dossier.objects.filter(_by_ground(every), pk=dossier.pk).exists():
        return []
    if len(groups) == 1:
        return groups
    half = len(groups) // 2
    return _sieved(groups[:half], dossier) + _sieved(groups[half:], dossier)


def _by_ground(places: list[int]) -> Q:
    condition = Q(pk__in=())
    for ground in _grounds:
        condition |= ground(places)
    return condition


def _places(held: Iterable[Holding]) -> list[int]:
    return sorted({one.organisation for one in held})


def _roots(held: Iterable[Holding]) -> list[str]:
    reached = {one.above if _serves_place(one) else one.path for one in held}
    return outermost(reached - {""})


def organisations_within_reach(actor: User) -> Q:
    """The condition on organisations all of whose dossiers the actor reads; asks one statement."""
    return _within(actor, _business(holdings(actor)), "")


def _business(every: Iterable[Holding]) -> list[Holding]:
    """The duties that let a person read at all: administering lets nobody, and evaluating only who sits in the working
    group; any other evaluator reads what he is named to read (domain a.1, A15: assigned evaluations)."""
    held = [one for one in every if one.duty not in ADMINISTRATIVE]
    return [one for one in held if one.duty != Duty.EVALUATE or one.kind == OrganisationKind.WORKING_GROUP]


def reading_duties() -> QuerySet[PostDuty]:
    """The duties of posts that let whoever holds the post read what its organisation has in hand: `_business`, asked of
    the posts."""
    seated = Q(post__organisation__kind=OrganisationKind.WORKING_GROUP)
    return PostDuty.objects.exclude(duty__in=sorted(ADMINISTRATIVE)).filter(~Q(duty=Duty.EVALUATE) | seated)


def _within(actor: User, held: Iterable[Holding], owner: str) -> Q:
    """The condition on organisations, or on rows that name one as `owner__`, at or below a root of the actor's reach."""
    roots = _roots(held)
    if len(roots) > FEW:
        return Q(**{f"{owner}pk__in": _organisations_within(actor)})
    condition = Q(pk__in=())
    for root in roots:
        condition |= Q(**{f"{owner}path__startswith": root})
    return condition


def _is_wide(held: Holding) -> bool:
    return held.county is None and (held.kind in PLACES or _serves_place(held))


def _serves_place(held: Holding) -> bool:
    """Whether the duty reaches over the place that the organ hangs below."""
    return held.duty in TERRITORIAL and held.kind not in PLACES


def _organisations_within(actor: User) -> QuerySet[Organisation]:
    """Every organisation at or below a root, for people with very many appointments: linear in both."""
    rows = origins.held(actor).exclude(permission__codename__in=sorted(ADMINISTRATIVE))
    rows = rows.exclude(Q(permission__codename=Duty.EVALUATE) & ~Q(content_object__kind=OrganisationKind.WORKING_GROUP))
    own = rows.values("content_object")
    serving = Q(permission__codename__in=sorted(TERRITORIAL)) & ~Q(content_object__kind__in=PLACES)
    served = rows.filter(serving).values("content_object__parent")
    condition = Q(pk__in=own) | Q(pk__in=served)
    step = "parent"
    for _level in range(4):
        condition |= Q(**{f"{step}__in": own}) | Q(**{f"{step}__in": served})
        step = f"{step}__parent"
    return Organisation.objects.filter(condition)


def outermost(paths: Iterable[str]) -> list[str]:
    """The paths that lie under no other of them, in order."""
    kept: list[str] = []
    for path in sorted(paths):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept
