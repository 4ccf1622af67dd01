"""Projects in the search of the top bar: by name, place, number and pinyin initials, within what the person may read."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.urls import reverse

from core import search
from core.arrays import among
from core.models import User
from core.models.search import InCounty
from core.money import wan
from plans.models import Project, ProjectSearchEntry
from plans.reading import projects_named, projects_read
from roles.reach import Reach, reach_of
from workflows.desk.searching import SHOWN, Hit

LATEST = 400
"""For who reads over more than a few counties, so many of the latest year's projects are looked at before the index of
words is asked: a word that most of them have is found there."""


def found(actor: User, typed: str) -> list[Hit]:
    """The first projects that have every word typed, the latest year first and then by number, and one more than are
    shown; one statement beyond what the reader's rights cost, two for who reads widely."""
    sought = search.query(typed)
    hits: list[Hit] = []
    for listed in _ways(actor, sought) if sought else ():
        newest = projects_read(actor, listed, in_plans=True).select_related("proposer").order_by("-year", "code")
        hits = [_hit(project) for project in newest[: SHOWN + 1]]
        if len(hits) > SHOWN:
            break
    return hits


def _ways(actor: User, sought: str) -> Iterator[QuerySet[Project]]:
    """What has the words, one way after the other until enough is found; each by itself may hold all that there is."""
    reach = reach_of(actor)
    if reach.counties:
        yield Project.objects.filter(_having(search.within(sought, reach.counties)) | _named(reach, sought))
    elif reach.is_wide:
        newest = ArraySubquery(Project.objects.order_by("-year", "code").values("pk")[:LATEST])
        yield Project.objects.filter(among("pk", newest), search.standing("search__words", sought))
        yield Project.objects.filter(_having(sought))
    else:
        yield Project.objects.filter(search.standing("search__words", sought))


def _having(sought: str) -> Combinable:
    """That a project is of the entries with these words, which are gathered first, by their index."""
    entries = ProjectSearchEntry.objects.annotate(found_by=InCounty("words", "county"))
    return among("pk", ArraySubquery(entries.filter(found_by=search.Sought(sought)).values("pk")))


def _named(reach: Reach, sought: str) -> Combinable:
    """That it is of what he is named to read or he entered it, where he served then, and has these words."""
    entered = Project.objects.filter(proposed_by=reach.person).order_by().values("pk")
    ways = [entered, *projects_named(reach)]
    named = Project.objects.filter(
        among("pk", ArraySubquery(ways[0].union(*ways[1:]))), search.standing("search__words", sought)
    )
    return among("pk", ArraySubquery(named.order_by().values("pk")))


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
