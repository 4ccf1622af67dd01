"""How far a person reads: down the tree from his organisation or his place, dossiers he is named to read, and
grounds that higher rooms register (such as: it passed through his hands)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Case, CharField, F, Q, QuerySet, When

from core.enums import OrganisationKind
from core.models import Organisation, User
from roles import origins
from roles.duties import ADMINISTRATIVE, TERRITORIAL
from roles.models import OrganisationUserPermission

ReadGround = Callable[[User], Q]

PLACES = (
    OrganisationKind.PROVINCE,
    OrganisationKind.PREFECTURE,
    OrganisationKind.COUNTY,
    OrganisationKind.TOWNSHIP,
    OrganisationKind.VILLAGE,
)
"""Organisations that are places themselves; every other is an organ of the place above it."""

FEW = 40
"""Up to so many roots the tree is asked by path prefix (an index range each), beyond it by one hashed join."""

_grounds: list[ReadGround] = []


def register_read_ground(ground: ReadGround) -> None:
    """Add a ground to read dossiers, at start-up. It returns a condition on dossiers without joins that multiply
    rows (`Exists`, `pk__in`), and sends no statement of its own."""
    if ground not in _grounds:
        _grounds.append(ground)


def dossiers_within_reach(actor: User) -> Q:
    """The condition on dossiers that the actor may read; asks one statement for the roots of his reach."""
    condition = Q(pk__in=origins.readings(actor).values("content_object")) | _within(actor, "owner")
    for ground in _grounds:
        condition |= ground(actor)
    return condition


def organisations_within_reach(actor: User) -> Q:
    """The condition on organisations all of whose dossiers the actor reads; asks one statement."""
    return _within(actor)


def _within(actor: User, owner: str = "") -> Q:
    """The condition on organisations, or on rows that name one as `owner`, at or below a root of the actor's reach."""
    rows = _reading_rows(actor).annotate(
        root=Case(
            When(_serves_place(), then=F("content_object__parent__path")),
            default=F("content_object__path"),
            output_field=CharField(),
        )
    )
    roots = list(rows.order_by("root").values_list("root", flat=True).distinct()[: FEW + 1])
    if len(roots) > FEW:
        return Q(**{f"{owner or 'pk'}__in": _organisations_within(actor)})
    condition = Q(pk__in=())
    for root in outermost(roots):
        condition |= Q(**{f"{owner}__path__startswith" if owner else "path__startswith": root})
    return condition


def _reading_rows(actor: User) -> QuerySet[OrganisationUserPermission]:
    return origins.held(actor).exclude(permission__codename__in=sorted(ADMINISTRATIVE))


def _serves_place() -> Q:
    return Q(permission__codename__in=sorted(TERRITORIAL)) & ~Q(content_object__kind__in=PLACES)


def _organisations_within(actor: User) -> QuerySet[Organisation]:
    """Every organisation at or below a root, for people with very many appointments: linear in both."""
    rows = _reading_rows(actor)
    own = rows.values("content_object")
    served = rows.filter(_serves_place()).values("content_object__parent")
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
