"""Whose projects and filings a person reads, asked so that neither grows with the province (`roles.rows`)."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from core.enums import DossierKind
from core.models import Dossier, User
from core.rowwise import there_is
from plans.models import FilingAddressee, LibraryRound, PlanItem, PlanVersion, Project, TownshipRound, VillageRound
from plans.services import projects
from roles.reach import Reach, reach_of
from roles.rows import has_in_hand, one_by_one, rows_read

ROUNDS: dict[str, QuerySet[Any]] = {
    "village_round": VillageRound.objects.all(), "township_round": TownshipRound.objects.all(),
    "library_round": LibraryRound.objects.all(),
}  # fmt: skip
"""By the field of a project."""
WITH_PROJECTS = (
    DossierKind.VILLAGE_ROUND, DossierKind.TOWNSHIP_ROUND, DossierKind.LIBRARY_ROUND, DossierKind.PLAN,
)  # fmt: skip
"""An office above the counties that never had one of these in hand knows of no project but its own."""


def filings_read(actor: User) -> QuerySet[FilingAddressee]:
    """What each addressee the reader may know of did with a filing. A department of the province has its share of all in
    hand."""
    return rows_read(actor, FilingAddressee.objects.all(), is_dense=True)


def projects_read(actor: User, among: QuerySet[Project], *, in_plans: bool) -> QuerySet[Project]:
    """The projects `among` these that the actor may read through any of their rounds, as their proposer or because he
    entered them; `in_plans`, also through a plan that has them."""
    if actor.pk is None or not actor.is_active:
        return among.none()
    reach = reach_of(actor)
    if reach.is_wide:
        return among.filter(_each(reach, actor, in_plans=in_plans))
    if not reach.counties and not has_in_hand(reach, Dossier.objects.filter(kind__in=WITH_PROJECTS)):
        return among.filter(pk__in=_own(actor).values("pk"))
    gathered = _own(actor).values("pk").union(*_through(actor, in_plans=in_plans))
    return among.filter(pk__in=gathered)


def projects_named(reach: Reach) -> list[QuerySet[Project, Any]]:
    """The keys of the projects of what he is named to read, by each way to them."""
    named = Dossier.objects.filter(reach.named()).order_by().values("pk")
    ways = [Project.objects.filter(**{f"{name}__dossier__in": named}) for name in ROUNDS]
    planned = PlanItem.objects.filter(version__dossier__in=named).values("project")
    return [way.order_by().values("pk") for way in (*ways, Project.objects.filter(pk__in=planned))]


def _own(actor: User) -> QuerySet[Project]:
    return Project.objects.filter(Q(proposer__in=projects.proposing_places(actor)) | Q(proposed_by=actor)).order_by()


def _through(actor: User, *, in_plans: bool) -> list[QuerySet[Project, Any]]:
    """Each way to a project by itself: from what he reads to the projects of it."""
    found = [
        Project.objects.filter(**{f"{name}__in": rows_read(actor, rounds).values("pk")})
        for name, rounds in ROUNDS.items()
    ]
    if in_plans:
        versions = rows_read(actor, PlanVersion.objects.all()).values("pk")
        found.append(Project.objects.filter(pk__in=PlanItem.objects.filter(version__in=versions).values("project")))
    return [way.order_by().values("pk") for way in found]


def _each(reach: Reach, actor: User, *, in_plans: bool) -> Q:
    """The same of one project at a time."""
    condition = Q(proposer__in=projects.proposing_places(actor)) | Q(proposed_by=actor)
    for name in ROUNDS:
        condition |= one_by_one(reach, **{name: OuterRef(name)})
    if in_plans:
        planned = PlanItem.objects.filter(one_by_one(reach, pk=OuterRef("version__dossier")), project=OuterRef("pk"))
        condition |= Q(there_is(planned))
    return condition
