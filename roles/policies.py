"""The only questions anyone asks: who may do what where, and who may read which dossier.

Acts need the duty at that very organisation; reads follow the tree. Default deny. Each question is one
statement, reading at most two, however many grants a person has.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Exists, F, Model, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext as _

from core import clock
from core.errors import Refused
from core.models import Dossier, Organisation, User
from core.prepared import Prepared, PreparedModels
from roles import origins
from roles.duties import LEDGER_READING, Duty
from roles.holdings import Holding, holdings, is_asked_once
from roles.models import Appointment, OrganisationUserPermission
from roles.reach import (
    PLACES,
    REACH_TYPES,
    Reach,
    ReadGround,
    dossiers_within_reach,
    organisations_within_reach,
    outermost,
    reach_of,
    read_grounds,
    readers_among,
    register_read_ground,
)

__all__ = [
    "Authority",
    "administered_by",
    "authorities",
    "authority",
    "duties_held",
    "governing_duties",
    "governs",
    "has_office_in",
    "holders",
    "leads",
    "may",
    "may_read",
    "may_read_ledger",
    "may_urge",
    "organisations_of",
    "places_read",
    "places_watched",
    "readable",
    "readers_among",
    "register_read_ground",
    "require",
    "require_governing",
    "require_read",
    "scope",
    "sent_on",
    "staffed",
    "who_may",
]

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Authority:
    """On what a person acts: his own post, or for the person he deputises (both names are recorded)."""

    on_behalf_of: int | None


def may(actor: User, duty: Duty | str, on: Organisation | int) -> bool:
    """Whether the actor has the duty at that very organisation now; one statement."""
    row = _MAY.first(actor=actor.pk, duty=str(duty), on=origins.key(on), now=clock.now(), today=clock.today())
    return row is not None


def authority(actor: User, duty: Duty | str, on: Organisation | int) -> Authority | None:
    """Like `may`, and says for whom he acts; his own post comes before a delegation, the older one first."""
    row = _AUTHORITY.first(
        actor=actor.pk, duty=str(duty), on=origins.key(on), now=clock.now(), today=clock.today()
    )  # fmt: skip
    if row is None or not any(row):
        return None
    own, principal = row
    return Authority(on_behalf_of=None if own else principal)


def authorities(duty: Duty | str, on: Organisation | int) -> dict[User, Authority]:
    """`authority` of everyone who has any there, by name; one statement."""
    rows: list[Any] = _AUTHORITIES.found(duty=str(duty), on=origins.key(on), now=clock.now(), today=clock.today())
    return {row.user: Authority(on_behalf_of=None if row.own else row.principal) for row in rows}


def require(actor: User, duty: Duty | str, on: Organisation | int) -> None:
    """Raises Refused, naming the duty and the organisation, unless the actor may."""
    if not may(actor, duty, on):
        raise _refusal(Duty(duty), on)


def who_may(duty: Duty | str, on: Organisation | int) -> list[User]:
    """Everyone who has the duty at that organisation now, by origin of any kind, the oldest account first; one
    statement."""
    rows = _WHO_MAY.rows(duty=str(duty), on=origins.key(on), now=clock.now(), today=clock.today())
    return [User.from_db("default", _USER, row) for row in rows]


def holders(places: Collection[tuple[str, int]]) -> dict[tuple[str, int], frozenset[int]]:
    """Who has these duties at these organisations now, by (duty, organisation); one statement."""
    rows = origins.held().filter(
        permission__codename__in=sorted({duty for duty, _place in places}),
        content_object__in=sorted({place for _duty, place in places}),
    )
    found: dict[tuple[str, int], set[int]] = {}
    for duty, place, user in rows.order_by("pk").values_list("permission__codename", "content_object_id", "user_id"):
        found.setdefault((duty, place), set()).add(user)
    return {place: frozenset(found.get(place, ())) for place in places}


def scope(actor: User, duty: Duty | str, queryset: QuerySet[M], field: str = "organisation") -> QuerySet[M]:
    """The rows of `queryset` whose organisation (`field`) is one where the actor has the duty; no extra statement, and within
    `asked_once` by what is known of his duties."""
    if is_asked_once():
        known = sorted({held.organisation for held in holdings(actor) if held.duty == duty})
        return queryset.filter(**{f"{field}__in": known})
    at = origins.held(actor).filter(permission__codename=duty).values("content_object")
    return queryset.filter(**{f"{field}__in": at})


def staffed(duty: Duty | str, queryset: QuerySet[M], field: str = "pk") -> QuerySet[M]:
    """The rows of `queryset` whose organisation (`field`) is one where somebody has the duty; no extra statement."""
    at = origins.held().filter(permission__codename=duty).values("content_object")
    return queryset.filter(**{f"{field}__in": at})


def organisations_of(actor: User) -> list[int]:
    """Ids of the organisations where the actor has any duty now, in order."""
    return sorted({held.organisation for held in holdings(actor)})


def has_office_in(actor: User, place: Organisation) -> bool:
    """Whether the actor has a duty at the place or at an organ below it now: one of its own people, not of those above
    it who read there; one statement."""
    return any(held.path.startswith(place.path) for held in holdings(actor))


def governs(actor: User, duty: Duty | str, target: Organisation) -> bool:
    """Whether the actor has the duty at an organ whose place contains `target`.

    An administration, supervision or audit office serves the place it hangs below; one statement.
    """
    return _governing(actor, [duty], target).exists()


def require_governing(actor: User, duty: Duty | str, target: Organisation) -> None:
    """Raises Refused unless the actor governs the target with that duty."""
    if not governs(actor, duty, target):
        raise _refusal(Duty(duty), target)


def governing_duties(actor: User, target: Organisation) -> frozenset[str]:
    """Every duty which the actor has at an organ whose place contains `target`; one statement."""
    return frozenset(_governing(actor, Duty.values, target).values_list("permission__codename", flat=True))


def duties_held(actor: User) -> set[tuple[str, int]]:
    """Every duty the actor has now with the id of its organisation; one statement."""
    return {(held.duty, held.organisation) for held in holdings(actor)}


def leads(actor: User, organisation: Organisation | int) -> bool:
    """Whether the actor holds the post that answers for the organisation now; one statement."""
    held = Appointment.objects.in_force(clock.today()).filter(user_id=actor.pk, user__is_active=True)
    return held.filter(post__organisation=origins.key(organisation), post__is_head=True).exists()


def places_watched(actor: User, duties: Collection[Duty]) -> list[str]:
    """The paths of the places which the organs serve where the actor has one of these duties; one statement."""
    return outermost(held.above for held in holdings(actor) if held.duty in duties and held.above)


def administered_by(actor: User) -> QuerySet[Organisation] | None:
    """The organisations in the places which the actor administers (system or security); None if he administers
    nothing. One statement, and one more when the result is read."""
    roots = [held.above for held in holdings(actor) if held.duty in (Duty.ADMINISTER_SYSTEM, Duty.ADMINISTER_SECURITY)]
    if not roots:
        return None
    condition = Q(pk__in=())
    for root in outermost(path for path in roots if path):
        condition |= Q(path__startswith=root)
    return Organisation.objects.filter(condition)


def may_read(actor: User, dossier: Dossier | int) -> bool:
    """Whether the actor may read the dossier; at most two statements."""
    if actor.pk is None or not actor.is_active:
        return False
    return _reading(read_grounds()).first(dossier=origins.key(dossier), **reach_of(actor).values()) is not None


def require_read(actor: User, dossier: Dossier) -> None:
    """Raises Refused unless the actor may read the dossier."""
    if not may_read(actor, dossier):
        raise Refused(_("您无权查阅该案卷"))


def readable(actor: User, queryset: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """The dossiers of `queryset` that the actor may read; one statement now, one when the result is read."""
    if actor.pk is None or not actor.is_active:
        return queryset.none()
    return queryset.filter(dossiers_within_reach(actor))


def places_read(actor: User, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """The organisations of `queryset` of which the actor reads every dossier; the three administrators read none.
    One statement now, one when the result is read."""
    if actor.pk is None or not actor.is_active:
        return queryset.none()
    return queryset.filter(organisations_within_reach(actor))


def may_read_ledger(actor: User, chain: Organisation) -> bool:
    """Whether the actor, an auditor or audit administrator, may read the ledger of that county or province; one
    statement, none on a page that asked for his duties before."""
    return any(held.duty in LEDGER_READING and _serves(held, chain) for held in holdings(actor))


def may_urge(actor: User, dossier: Dossier, at: Organisation, sender: int | None) -> bool:
    """Whether the actor may urge the organisation `at`, where a matter of the dossier lies: who supervises it, and who
    `sent_on` the matter while he may read it; at most three statements."""
    return governs(actor, Duty.SUPERVISE, at) or (sent_on(actor, dossier, sender) and may_read(actor, dossier))


def sent_on(actor: User, dossier: Dossier, sender: int | None) -> bool:
    """Whether the actor began the dossier, or is the `sender` of the matter of it in question; no statement."""
    return actor.pk in (dossier.opened_by_id, sender)


def _authority(*, actor: int, duty: str, on: int, now: datetime.datetime, today: datetime.date) -> QuerySet[Any, Any]:
    rows = OrganisationUserPermission.objects.filter(
        user_id=actor, user__is_active=True, permission__codename=duty, content_object_id=on
    )
    return _with_origin(rows, now, today).order_by("pk").values_list("own", "principal")[:1]


def _with_origin(
    rows: QuerySet[Any, Any], now: datetime.datetime | None = None, today: datetime.date | None = None
) -> QuerySet[Any, Any]:
    """Each with `own`, whether by an own post, and `principal`, the first person deputised."""
    principal = origins.delegations(now, today).order_by("starts_at", "pk").values("principal__user")[:1]
    found: QuerySet[Any, Any] = rows.annotate(own=Exists(origins.appointments(today)), principal=Subquery(principal))
    return found


_AUTHORITY = Prepared(_authority, actor=int, duty=str, on=int, now=datetime.datetime, today=datetime.date)


def _authorities(*, duty: str, on: int, now: datetime.datetime, today: datetime.date) -> QuerySet[Any, Any]:
    rows = origins.held(None, now, today).filter(permission__codename=duty, content_object_id=on)
    return _with_origin(rows, now, today).select_related("user").order_by("user__name", "user_id")


_AUTHORITIES: PreparedModels[OrganisationUserPermission] = PreparedModels(
    _authorities, duty=str, on=int, now=datetime.datetime, today=datetime.date
)


def _may(*, actor: int, duty: str, on: int, now: datetime.datetime, today: datetime.date) -> QuerySet[Any, Any]:
    rows = origins.held(actor, now, today).filter(permission__codename=duty, content_object_id=on)
    return rows.order_by().values_list("pk")[:1]


_MAY = Prepared(_may, actor=int, duty=str, on=int, now=datetime.datetime, today=datetime.date)


_USER = [field.attname for field in User._meta.concrete_fields]  # noqa: SLF001 - Django documents it


def _who_may(*, duty: str, on: int, now: datetime.datetime, today: datetime.date) -> QuerySet[Any, Any]:
    rows = origins.held(None, now, today).filter(permission__codename=duty, content_object_id=on)
    return User.objects.filter(pk__in=rows.values("user")).order_by("pk").values_list(*_USER)


_WHO_MAY = Prepared(_who_may, duty=str, on=int, now=datetime.datetime, today=datetime.date)


def _may_read(*, dossier: int, **reach: Any) -> QuerySet[Any, Any]:
    return Dossier.objects.filter(Reach(**reach).dossiers(), pk=dossier).order_by().values_list("pk")[:1]


@lru_cache(maxsize=1)
def _reading(_grounds: tuple[ReadGround, ...]) -> Prepared:
    """One for the grounds that are registered; all are at start-up. A ground need not ask for places."""
    return Prepared(_may_read, spare=("places",), dossier=int, **REACH_TYPES)


def _governing(actor: User, duties: list[Any], target: Organisation) -> QuerySet[OrganisationUserPermission]:
    rows = origins.held(actor).filter(permission__codename__in=duties)
    at = rows.annotate(target=Value(target.path))
    place = Q(content_object__kind__in=PLACES, target__startswith=F("content_object__path"))
    organ = Q(target__startswith=F("content_object__parent__path")) & ~Q(content_object__kind__in=PLACES)
    return at.filter(place | organ)


def _serves(held: Holding, target: Organisation) -> bool:
    """`_governing` of a duty that is known: the place itself, or the place that the organ hangs below."""
    place = held.path if held.kind in PLACES else held.above
    return bool(place) and target.path.startswith(place)


def _refusal(duty: Duty, on: Organisation | int) -> Refused:
    name = on.name if isinstance(on, Organisation) else Organisation.objects.values_list("name", flat=True).get(pk=on)
    return Refused(_("缺少职责“%(duty)s”（%(organisation)s）") % {"duty": duty.label, "organisation": name})
