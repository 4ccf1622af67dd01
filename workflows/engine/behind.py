"""What was done for a dossier before it was opened: on the earlier rounds that its projects came through.

Rooms above tell it, by the duty that is asked of the later dossier; `separation` and the inbox ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Trail:
    """Rows with `took` (a duty), `by` and `instead_of` (a deputy's principal), and the path from them to the later
    dossier."""

    rows: Callable[[], QuerySet[Any]]
    later: str

    def before(self, duties: frozenset[str], **later: Any) -> QuerySet[Any]:
        """Who took one of the duties before; `later` says before which dossiers, by lookup: `exact`, `in`."""
        asked = {f"{self.later}__{lookup}": value for lookup, value in later.items()}
        return self.rows().filter(**asked, took__in=sorted(duties), by__isnull=False).order_by()


_told: dict[str, tuple[Trail, ...]] = {}


def tell(duty: str, *trails: Trail) -> None:
    """Say at start-up where what counts before a step of this duty was done."""
    _told[str(duty)] = trails


def trails(duty: str) -> tuple[Trail, ...]:
    """Where to look before a step of this duty; empty where only its own dossier counts."""
    return _told.get(str(duty), ())


def all_trails() -> Iterator[tuple[str, Trail]]:
    """(duty, trail), in order."""
    return ((duty, trail) for duty in sorted(_told) for trail in _told[duty])
