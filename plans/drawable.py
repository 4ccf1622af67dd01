"""Projects as a page lists them, a page at a time, by township or by words: those of a library that may be drawn into a
plan, those of a round."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from core.models import Organisation
from plans.listed import Listed, part_of
from plans.models import Project


def drawable(county: Organisation, asked: Mapping[str, str]) -> Listed[Project]:
    """Those of the county's library."""
    return listed_projects(Project.objects.in_library(county), asked)


def listed_projects(found: QuerySet[Project], asked: Mapping[str, str]) -> Listed[Project]:
    """What `place`, `q` and `page` ask for; amounts in yuan are those applied for. Two statements, one more for words."""
    return part_of(found.select_related("competent", "proposer"), asked)
