"""Projects in the search of the top bar: by name, place, number and pinyin initials, within what the person may read.

A project's words stand in the entry of the dossier in which it first travels: its village's round, its township's, or
the library round of a department's own. That index gives the rounds; their projects are then read word by word.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.urls import reverse

from core import search
from core.arrays import among
from core.models import SearchEntry, User
from core.models.search import InCounty
from core.money import wan
from plans.models import Project
from plans.reading import ROUNDS, projects_named, projects_read
from roles.reach import reach_of
from workflows.desk.searching import SHOWN, Hit

CANDIDATES = 400
"""Projects of the rounds found that are read at most, the newest first."""
LATEST = 400
"""For who reads over more than a few counties, so many of the newest projects are looked at before the index of words is
asked: a word that most rounds have is found there."""


def found(actor: User, typed: str) -> list[Hit]:
    """The projects that have every word typed; one statement beyond what the reader's rights cost, two for who reads
    widely."""
    sought = search.query(typed)
    if not sought:
        return []
    words = [search.letters(word) for word in typed[: search.LONGEST].split()]
    hits: list[Hit] = []
    for listed in _candidates(actor, sought):
        newest = listed.select_related("proposer__parent").order_by("-year", "code")[:CANDIDATES]
        hits = [_hit(project) for project in newest if _has(project, words)]
        if len(hits) > SHOWN:
            break
    return hits


def _candidates(actor: User, sought: str) -> Iterator[QuerySet[Project]]:
    """Where to look, one after the other until enough is found; each by itself may hold all that there is."""
    reach = reach_of(actor)
    if reach.counties:
        marked = SearchEntry.objects.annotate(found_by=InCounty("words", "county"))
        within = marked.filter(found_by=search.Sought(search.within(sought, reach.counties)))
        rounds = ArraySubquery(within.order_by().values("dossier"))
        ways = [Project.objects.filter(among(f"{kind}__dossier", rounds)).order_by().values("pk") for kind in ROUNDS]
        named = ArraySubquery(_either(projects_named(reach)))
        beyond = _standing(Project.objects.filter(among("pk", named)), sought)
        near = ways[0].union(*ways[1:], beyond.order_by().values("pk"))
        yield projects_read(actor, Project.objects.filter(pk__in=near), in_plans=True)
    elif reach.is_wide:
        newest = ArraySubquery(Project.objects.order_by("-year", "code").values("pk")[:LATEST])
        yield projects_read(actor, _standing(Project.objects.filter(among("pk", newest)), sought), in_plans=True)
        found = SearchEntry.objects.filter(words=search.Sought(sought))
        yield projects_read(actor, Project.objects.filter(pk__in=_first_in(found)), in_plans=True)
    else:
        yield _standing(projects_read(actor, Project.objects.all(), in_plans=True), sought)


def _first_in(entries: QuerySet[SearchEntry, Any]) -> QuerySet[Project, Any]:
    """The projects of the rounds found."""
    rounds = entries.order_by().values("dossier")
    ways = [Project.objects.filter(**{f"{kind}__dossier__in": rounds}).order_by().values("pk") for kind in ROUNDS]
    return _either(ways)


def _either(ways: list[QuerySet[Project, Any]]) -> QuerySet[Project, Any]:
    return ways[0].union(*ways[1:])


def _standing(listed: QuerySet[Project], sought: str) -> QuerySet[Project]:
    """The same, looked up project by project."""
    condition = Q(pk__in=())
    for kind in ROUNDS:
        condition |= Q(search.standing(f"{kind}__dossier__search__words", sought))
    return listed.filter(condition)


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
