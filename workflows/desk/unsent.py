"""草稿: what one has begun and not sent: the drafts of one's open items, and what rooms above know to be begun."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse

from core.models import User
from workflows.desk import chips, steps
from workflows.desk.chips import Chip
from workflows.desk.models import Draft
from workflows.engine.models import WorkItem


@dataclass(frozen=True, kw_only=True)
class Unsent:
    """One thing begun: what it is and where it goes on; `said` are the words of it, `at` when it was last kept, where
    that is known, `due` the light of its step."""

    title: str
    url: str
    kind: str
    said: str = ""
    at: datetime.datetime | None = None
    due: Chip | None = None


Source = Callable[[User, int], Iterable[Unsent]]
"""What a room knows of one person, at most so many, the last first; one statement."""
_sources: dict[str, Source] = {}


def register(key: str, source: Source) -> None:
    """Let a room above tell what a person has begun there, at start-up; the same key again replaces it."""
    _sources[key] = source


def of(actor: User, most: int) -> list[Unsent]:
    """The last kept first; what has no moment stands at the end. One statement for each source and one for the drafts."""
    found = [*_drafts(actor, most), *(one for source in _sources.values() for one in source(actor, most))]
    return sorted(found, key=lambda one: one.at.timestamp() if one.at else 0, reverse=True)[:most]


def _drafts(actor: User, most: int) -> Iterable[Unsent]:
    """Of open items that are still his to decide."""
    own = WorkItem.objects.inbox_of(actor).order_by().values("pk")
    rows = Draft.objects.filter(writer=actor, work_item__in=own).select_related("work_item__dossier")
    for draft in rows.order_by("-saved_at", "-pk")[:most]:
        item = draft.work_item
        yield Unsent(
            title=item.dossier.title,
            url=reverse("desk:task", args=[item.pk]),
            kind=steps.title_of(item),
            said=next(iter(draft.typed.get("opinion", [])), ""),
            at=draft.saved_at,
            due=chips.chip(item),
        )
