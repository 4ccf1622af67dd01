"""Projects in the search of the top bar: by name, place, number and pinyin initials, within what the person may read.

A project's words stand in the entry of the dossier in which it first travels: its village's round, its township's, or
the library round of a department's own. That index gives the rounds; their projects are then read word by word.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from core import search
from core.models import Dossier, SearchEntry, User
from core.money import wan
from plans.models import PlanItem, Project
from plans.services import projects
from roles.policies import readable
from workflows.desk.searching import Hit

CANDIDATES = 400
"""Projects of the rounds found that are read at most, the newest first."""


def found(actor: User, typed: str) -> list[Hit]:
    """The projects that have every word typed; one statement beyond what the reader's rights cost."""
    sought = search.query(typed)
    if not sought:
        return []
    rounds = SearchEntry.objects.filter(words=search.Sought(sought)).values("dossier")
    first = _first_in("village_round", rounds).union(
        _first_in("township_round", rounds), _first_in("library_round", rounds), all=True
    )
    listed = _readable(actor, Project.objects.filter(pk__in=first)).select_related("proposer__parent")
    words = [search.letters(word) for word in typed[: search.LONGEST].split()]
    newest = listed.order_by("-year", "code")[:CANDIDATES]
    return [_hit(project) for project in newest if _has(project, words)]


def _first_in(kind: str, rounds: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return Project.objects.filter(**{f"{kind}__dossier__in": rounds}).order_by().values("pk")


def _readable(actor: User, queryset: QuerySet[Project]) -> QuerySet[Project]:
    """Through any of their rounds, a plan that has them, or as their proposer (as on the page of a project)."""
    mine = readable(actor, Dossier.objects.all()).values("pk")
    planned = PlanItem.objects.filter(project=OuterRef("pk"), version__dossier__in=mine)
    rounds = (
        Q(village_round__dossier__in=mine) | Q(township_round__dossier__in=mine) | Q(library_round__dossier__in=mine)
    )
    own = Q(proposer__in=projects.proposing_organisations(actor).values("pk"))
    return queryset.filter(rounds | own | Q(Exists(planned)))


def _has(project: Project, words: list[str]) -> bool:
    """Whether each word stands in one of the project's own texts, letter by letter or by its initials."""
    texts = [project.name, project.location, project.code, *search.places_of(project.proposer)]
    bare = [search.letters(text) for text in texts]
    read = [*bare, *(search.initials(text) for text in bare)]
    return all(any(word in text for text in read) for word in words)


def _hit(project: Project) -> Hit:
    return Hit(
        title=project.name,
        url=reverse("plans:project", args=[project.pk]),
        owner=project.proposer.name,
        year=project.year,
        amount=wan(project.amount, separators=True),
        state=project.state_label,
        also=project.location,
    )
