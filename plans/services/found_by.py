"""By what a project is found in the search of the top bar, written where it first travels."""

from __future__ import annotations

from collections.abc import Iterable

from core import search
from core.models import Dossier
from plans.models import Project


def note(dossier: Dossier, projects: Iterable[Project]) -> None:
    """Let the dossier be found by the names and places of projects that first travel in it."""
    search.note(dossier, *(line(project) for project in projects))


def line(project: Project) -> str:
    """A project in the entry of its first dossier."""
    return f"{project.code} {project.name}（{project.location}）"
