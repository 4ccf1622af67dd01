"""What was done for a dossier before it was opened: on the earlier rounds that its projects came through.

Rooms above tell it, by the duty that is asked of the later dossier; `separation` and the inbox ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet


@dataclass(frozen=True, slots=True)
class Trail:
    """Rows with `took` (a duty), `by` and `instead_of` (a deputy's principal), and the path from them to the later
    dossier.

    `seats` are paths to the organisations that the row concerns there; without any it concerns every one.
    """

    rows: Callable[[], QuerySet[Any]]
    later: str
    seats: tuple[str, ...] = ()

    def before(self, duties: frozenset[str], dossier: Any, organisation: Any, lookup: str = "exact") -> QuerySet[Any]:
        """Who took one of the duties before, as far as it concerns the organisation's step on the dossier; with the
        lookup `in` each of several. A row comes once for each path: ask whether it exists, or for distinct ones."""
        later, here = Q(**{f"{self.later}__{lookup}": dossier}), Q()
        for path in self.seats:
            here |= Q(**{f"{path}__{lookup}": organisation})
        return self.rows().filter(later & here, took__in=sorted(duties), by__isnull=False).order_by()


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
