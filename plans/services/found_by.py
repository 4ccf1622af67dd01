"""By what projects are found in the search of the top bar: each by what it says now, and the dossier where it first travels
by what it said there."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Value
from django.db.models.functions import Cast

from core import search
from core.models import Dossier
from plans.models import Project, ProjectSearchEntry

PORTION = 1_000


def note(dossier: Dossier, projects: Iterable[Project]) -> None:
    """Let the dossier be found by the names and places of projects that first travel in it."""
    search.note(dossier, *(line(project) for project in projects))


def line(project: Project) -> str:
    """A project in the entry of its first dossier."""
    return f"{project.code} {project.name}（{project.location}）"


def keep(projects: Iterable[Project]) -> None:
    """Let these be found by what they say now; one statement a thousand. The parents of their proposers should be at
    hand."""
    read = cache(search.reading)  # many say the same places
    entries = (
        ProjectSearchEntry(project=one, words=Cast(Value(search.vector(lines(one), read=read)), SearchVectorField()))
        for one in sorted(projects, key=lambda one: one.pk)  # two who keep the same wait for each other
    )
    ProjectSearchEntry.objects.bulk_create(
        entries, batch_size=PORTION, update_conflicts=True, unique_fields=["project"], update_fields=["words"]
    )


def lines(project: Project) -> list[str]:
    """The texts of a project by which it is found."""
    return [project.code, project.name, project.location, *search.places_of(project.proposer, project.county_id)]
