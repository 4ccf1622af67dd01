"""Whose money a person reads: that of the counties whose affairs he follows, and of those that have a plan he may read."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from core.enums import DossierKind, OrganisationKind
from core.models import Dossier, Organisation, User
from roles.policies import places_read, readable


def counties_of(actor: User) -> QuerySet[Organisation]:
    """The counties, in no order."""
    followed = readable(actor, Dossier.objects.filter(kind=DossierKind.PLAN)).values("county")
    counties = Organisation.objects.filter(kind=OrganisationKind.COUNTY)
    return counties.filter(Q(pk__in=followed) | Q(pk__in=places_read(actor, counties).values("pk")))
