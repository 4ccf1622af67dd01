"""Who is told of what lies at an organisation under a duty: all who have the duty, and of a deputy for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from core import clock
from core.messages_out.events import Addressee
from roles import policies
from roles.models import Appointment
from roles.people import deputies_in_force

Place = tuple[str, int]
"""A duty, and the organisation."""


@dataclass(frozen=True)
class Hands:
    """Of some places: who has them, and who of those deputises for whom; three statements for all of them."""

    holders: dict[Place, frozenset[int]]
    deputies: dict[Place, dict[int, int]]
    """By place: deputy to principal."""
    own: frozenset[tuple[int, str, int]]
    """Deputies who have the duty there by a post of their own as well."""

    @classmethod
    def of(cls, places: Iterable[Place]) -> Hands:
        wanted = set(places)
        return cls(policies.holders(wanted) if wanted else {}, *_deputising(wanted))

    def all_at(self, place: Place, *, without: Collection[int] = ()) -> tuple[Addressee, ...]:
        """Everybody who has the duty there."""
        there = sorted(self.holders.get(place, frozenset()).difference(without))
        return tuple(Addressee(person, self._principal(place, person)) for person in there)

    def with_deputies(self, person: int, place: Place) -> tuple[Addressee, ...]:
        """A person who has the duty there, and his deputies with it; nobody once he has it no more."""
        if person not in self.holders.get(place, frozenset()):
            return ()
        deputies = self.deputies.get(place, {})
        absent = tuple(
            Addressee(deputy, person) for deputy, principal in sorted(deputies.items()) if principal == person
        )
        return (Addressee(person, self._principal(place, person)), *absent)

    def _principal(self, place: Place, person: int) -> int | None:
        return None if (person, *place) in self.own else self.deputies.get(place, {}).get(person)


def _deputising(places: set[Place]) -> tuple[dict[Place, dict[int, int]], frozenset[tuple[int, str, int]]]:
    duties, organisations = sorted({duty for duty, _at in places}), sorted({at for _duty, at in places})
    found: dict[Place, dict[int, int]] = defaultdict(dict)
    rows = deputies_in_force().filter(duties__duty__in=duties, principal__post__organisation__in=organisations)
    named = rows.order_by("starts_at", "pk").values_list(
        "duties__duty", "principal__post__organisation", "deputy", "principal__user"
    )
    for duty, at, deputy, principal in named:
        found[duty, at].setdefault(deputy, principal)
    people = {deputy for deputies in found.values() for deputy in deputies}
    posts = Appointment.objects.in_force(clock.today()).filter(
        user__in=people, post__organisation__in=organisations, post__duties__duty__in=duties
    )
    own = posts.order_by("pk").values_list("user", "post__duties__duty", "post__organisation") if people else ()
    return dict(found), frozenset(own)


def heads(organisations: Collection[int]) -> dict[int, tuple[Addressee, ...]]:
    """Who answers for each of these organisations today; one statement."""
    held = Appointment.objects.in_force(clock.today()).filter(
        post__is_head=True, post__organisation__in=organisations, user__is_active=True
    )
    found: dict[int, tuple[Addressee, ...]] = {}
    for at, user in held.order_by("pk").values_list("post__organisation", "user"):
        found[at] = (*found.get(at, ()), Addressee(user))
    return found
