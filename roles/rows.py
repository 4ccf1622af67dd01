"""The rows of lists that belong to dossiers: those whose dossier a person may read.

A page should cost what it shows, not what the province has, and how that is asked depends on how far he reads. Who serves
in a few counties gets the rows of those counties, found by the county's key. Who reads over a wider place may read nearly
every row, so that each is asked by itself, in the order of the list, until a page is full. Who serves above the counties
and reads over no place gets what his office had in hand, which is gathered first.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from core.arrays import among
from core.models import Dossier, User
from core.rowwise import there_is
from roles.reach import Reach, reach_of

M = TypeVar("M", bound=Model)


def rows_read(
    actor: User, queryset: QuerySet[M], dossier: str = "dossier", *, county: str = "county", is_dense: bool = False
) -> QuerySet[M]:
    """The rows of `queryset` whose `dossier`, of that `county`, the actor may read; one statement for his duties now, one
    when the result is read. `is_dense` says that an office above the counties has a good part of these rows in hand, so
    that they are asked one by one for it too."""
    if actor.pk is None or not actor.is_active:
        return queryset.none()
    reach = reach_of(actor)
    if reach.counties:
        return _of_counties(reach, queryset, dossier, county)
    if reach.is_wide or is_dense:
        return queryset.filter(one_by_one(reach, pk=OuterRef(dossier)))
    return queryset.filter(**{f"{dossier}__in": _gathered(reach)})


def beside_the_tree(actor: User, dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """The dossiers of `dossiers` that the actor may read, but for those that a whole place wider than a few counties lets
    him read: whoever asks for those asks for the place. One statement now."""
    if actor.pk is None or not actor.is_active:
        return dossiers.none()
    reach = reach_of(actor)
    if reach.counties:
        return _of_counties(reach, dossiers, "pk", "county")
    return dossiers.filter(pk__in=_gathered(reach))


def reads_widely(actor: User) -> bool:
    """Whether what the actor reads is not within a few counties, so that it grows with the province; one statement."""
    return not reach_of(actor).counties


def in_hand(reach: Reach, dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Those of these that an office above the counties had in hand, or its person is named to read; the statement begins
    with all of them."""
    return dossiers.filter(among("pk", ArraySubquery(_gathered(reach))))


def has_in_hand(reach: Reach, dossiers: QuerySet[Dossier]) -> bool:
    """Whether an office above the counties had one of these in hand; one statement."""
    return in_hand(reach, dossiers).exists()


def is_read(reach: Reach, dossier: str = "dossier") -> Q:
    """The condition on rows that he may read their `dossier`, where it is one condition of several: his counties' dossiers
    are gathered once, those of a wider reach asked one by one."""
    if reach.counties:
        return Q(**{f"{dossier}__in": _in_counties(reach)})
    return Q(one_by_one(reach, pk=OuterRef(dossier)))


def one_by_one(reach: Reach, **dossier: Combinable) -> Q:
    """That he may read the dossier which these fields name by the outer row."""
    return Q(there_is(Dossier.objects.filter(reach.dossiers(), **dossier)))


def _of_counties(reach: Reach, queryset: QuerySet[M], dossier: str, county: str) -> QuerySet[M]:
    """Rows and dossiers are each found by their county; beyond it, what he is named to read."""
    near = Q(**{f"{county}__in": sorted(reach.counties)}) | among(dossier, _named(reach))
    return queryset.filter(near, **{f"{dossier}__in": _in_counties(reach)})


def _in_counties(reach: Reach) -> QuerySet[Dossier, Any]:
    near = Q(county__in=sorted(reach.counties)) | among("pk", _named(reach))
    return Dossier.objects.filter(near, reach.dossiers()).order_by().values("pk")


def _named(reach: Reach) -> ArraySubquery:
    return ArraySubquery(Dossier.objects.filter(reach.named()).order_by().values("pk"))


def _gathered(reach: Reach) -> QuerySet[Dossier, Any]:
    every = [Dossier.objects.filter(one).order_by().values("pk") for one in reach.in_hand()]
    return every[0].union(*every[1:])
