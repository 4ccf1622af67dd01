"""Who asks, as a question sees him: himself, the moment, and the duties he has with their places, as values.

Questions built on it need no subquery for his duties, and may be compiled once (`core.prepared`) and asked by everyone.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, TextField, Value

from core import clock
from core.models import User
from roles import origins, policies


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """One person at one moment. `duties` and `places` (organisations) are pairs, one beside the other.

    A question compiled for several people may be told `among` which duties each of them has at most: then it leaves out
    what concerns others alone. None is a question for everybody.
    """

    person: int
    now: datetime.datetime
    today: datetime.date
    midnight: datetime.datetime
    """At which today began."""
    duties: list[str]
    places: list[int]
    among: frozenset[str] | None = None

    def may_have(self, duty: Any) -> bool:
        """Whether the question is also for people with this duty."""
        return self.among is None or str(duty) in self.among

    def has(self, duty: Any, at: str) -> HasDuty:
        """The condition that he has the duty (a duty, or F of a column) at the organisation of the column `at`."""
        told = duty if isinstance(duty, F) else Value(str(duty), TextField())
        places, duties = ArrayField(BigIntegerField()), ArrayField(TextField())
        return HasDuty(F(at), told, Value(self.places, places), Value(self.duties, duties))

    def values(self) -> dict[str, Any]:
        """All that is asked with, by name, for a prepared question."""
        return {name: getattr(self, name) for name in TYPES}


TYPES: dict[str, Any] = {
    "person": int, "now": datetime.datetime, "today": datetime.date, "midnight": datetime.datetime,
    "duties": list[str], "places": list[int],
}  # fmt: skip
"""Of the values of an Asker."""


class HasDuty(Func):
    """Whether (organisation, duty) is one of the pairs; where nothing is said against it, they lead into the index."""

    output_field = BooleanField()
    conditional = True

    def as_sql(self, compiler: Any, connection: Any, *_told: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:
        compiled = [compiler.compile(part) for part in self.get_source_expressions()]
        (organisation, duty, places, duties), parameters = zip(*compiled, strict=True)
        pairs = f"SELECT * FROM unnest({places}::bigint[], {duties}::text[])"  # noqa: S608  placeholders and columns
        return f"({organisation}, {duty}::text) IN ({pairs})", tuple(
            parameter for some in parameters for parameter in some
        )


def of(actor: User | Asker) -> Asker:
    """The actor as he asks now; one statement for his duties, none within `holdings.asked_once`."""
    return actor if isinstance(actor, Asker) else holding(actor, sorted(policies.duties_held(actor)))


def person(actor: User | Asker | int) -> int:
    """The actor's number; no statement."""
    return actor.person if isinstance(actor, Asker) else origins.key(actor)


def holding(actor: User, held: Iterable[tuple[str, int]]) -> Asker:
    """The actor with these duties: pairs of duty and organisation."""
    pairs, today = list(held), clock.today()
    return Asker(
        person=actor.pk,
        now=clock.now(),
        today=today,
        midnight=datetime.datetime.combine(today, datetime.time(), clock.SHANGHAI),
        duties=[duty for duty, _place in pairs],
        places=[place for _duty, place in pairs],
    )
