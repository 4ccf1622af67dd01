"""What the search of the top bar finds, in its order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, Prefetch, QuerySet

from core import search
from core.models import Dossier, User
from roles import policies
from workflows.engine.models import WorkItem

SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Something else that was found, such as a project: what it is, where it lies, whose it is and how it stands."""

    title: str
    url: str
    owner: str
    year: int
    amount: str
    state: str
    also: str


Find = Callable[[User, str], list[Hit]]

_finders: dict[str, Find] = {}


def register(key: str, find: Find) -> None:
    """Let a room above be searched too, at start-up; the same key again replaces it."""
    _finders[key] = find


def beside(actor: User, typed: str) -> list[Hit]:
    """What the rooms above find that the actor may read; one more than is shown tells that there are more."""
    return [hit for find in _finders.values() for hit in find(actor, typed)][: SHOWN + 1]


def dossiers(actor: User, typed: str) -> QuerySet[Dossier]:
    """The first dossiers that the actor may read and that have every word typed: those under way, then the newest.

    One more than is shown, which tells that there are more. Each comes with `lying`, its open work items; nothing
    typed finds nothing.
    """
    readable = policies.readable(actor, Dossier.objects.all())
    lying = WorkItem.objects.open().select_related("organisation").order_by("opened_at", "pk")
    ordered = search.matching(readable, typed).order_by(F("closed_at").desc(nulls_first=True), "-opened_at", "-pk")
    related = ordered.select_related("owner", "search")
    return related.prefetch_related(Prefetch("work_items", queryset=lying, to_attr="lying"))[: SHOWN + 1]
