"""A long list of projects to judge, in parts that a page can show: by township, and those that are not judged yet.

What was typed of the other parts travels with the page, hidden, so that turning to another part loses nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.models import Organisation
from plans.models import Project

PAGE = 50
"""So many projects are judged on one page."""
OPEN = "open"
"""The part of those that are not judged yet, or of which something is wrong."""


@dataclass(frozen=True)
class Part:
    """So many projects of one township, or of none; `left` says how many of them are to be judged yet."""

    value: str
    name: str
    projects: Sequence[Project]
    left: int


def parts_of(projects: Sequence[Project], left: Collection[int]) -> list[Part]:
    """At first what is left (by key), at most a page of it, then every township in its order. One statement."""
    by_place: dict[int | None, list[Project]] = defaultdict(list)
    for project in projects:
        by_place[project.township_id].append(project)
    townships = Organisation.objects.filter(pk__in=[pk for pk in by_place if pk]).order_by("path")
    names: list[tuple[int | None, str]] = [*((one.pk, one.name) for one in townships), (None, _("县本级和跨乡镇"))]
    waiting = [project for project in projects if project.pk in left]
    found = [Part(OPEN, _("尚未填写的"), waiting[:PAGE], len(waiting))] if waiting else []
    for place, name in names:
        rows = by_place.get(place, [])
        for start in range(0, len(rows), PAGE):
            some = rows[start : start + PAGE]
            called = f"{name} {start + 1}–{start + len(some)}" if len(rows) > PAGE else name
            found.append(Part(f"{place or 0}-{start}", called, some, sum(one.pk in left for one in some)))
    return found


def chosen(parts: Sequence[Part], asked: str) -> Part:
    """The part that is asked for, else the first that has something to judge."""
    named = next((part for part in parts if part.value == asked), None)
    return named or next((part for part in parts if part.left and part.value != OPEN), parts[-1])
