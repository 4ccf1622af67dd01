"""Whose money a person reads: that of the counties whose affairs he follows, and of those that have a plan he may read.

What a plan arranges he reads once it is in force; while it is drafted, consulted on or decided, only if he may read that
plan itself.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from core.enums import DossierKind, OrganisationKind
from core.models import Dossier, Organisation, User
from plans.models import PlanVersion
from roles.policies import may_read, places_read
from roles.rows import beside_the_tree


def counties_of(actor: User) -> QuerySet[Organisation]:
    """The counties, in no order."""
    plans = Dossier.objects.filter(kind=DossierKind.PLAN)
    counties = Organisation.objects.filter(kind=OrganisationKind.COUNTY)
    followed = beside_the_tree(actor, plans).order_by().values("county")
    return counties.filter(Q(pk__in=followed) | Q(pk__in=places_read(actor, counties).values("pk")))


def reads_version(actor: User, version: PlanVersion) -> bool:
    """Whether the actor may know of a version that is not in force yet; at most two statements."""
    return may_read(actor, version.dossier_id)
