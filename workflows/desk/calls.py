"""What waits for a person beside his work items: urges, meetings, objections. Rooms above register theirs.

Each is counted in the inbox's own statement, as one more row of it, or one for each line that is shown: however many
wait, no more is read.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Concatenate

from django.db.models import QuerySet

from roles.asking import Asker
from workflows.desk.chips import Chip

SHOWN = 20
"""Lines of one call; the page it leads to has the rest."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One of the things that wait: what it is and where it lies, what was said and by whom, what one may do.

    `work_item` is the open item that it is about, if it is about one: that row of the inbox then says `mark` too.
    """

    words: str
    url: str
    said: str = ""
    by: str = ""
    due: Chip | None = None
    act: tuple[str, str] | None = None
    work_item: int | None = None
    mark: str = ""


@dataclass(frozen=True, eq=False)
class Call:
    """One kind of thing: the rows that wait for somebody, what to say of their number, and where they lie.

    The question of the rows is compiled once for all who ask: `rows` puts what it is told of the asker into the
    question and looks at none of it. What it needs beside the asker are `days`, worked out whenever it is asked.

    `facts` are expressions over a row, read along with the count; `line` makes of them, as JSON gives them, what
    the inbox shows. Calls stand by `order`, the most pressing first. Where only who has one of certain `duties` is ever
    called, nobody else is asked for; None is a call for everybody.
    """

    key: str
    rows: Callable[Concatenate[Asker, ...], QuerySet[Any]]
    words: Callable[[int], str]
    url_name: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    line: Callable[[Mapping[str, Any]], Line] | None = None
    by: str = ""
    order: int = 50
    days: Mapping[str, Callable[[], datetime.date]] = field(default_factory=dict)
    tone: str = "info"
    duties: frozenset[str] | None = None


@dataclass(frozen=True)
class Panel:
    """What the inbox shows of a call that has lines."""

    words: str
    url: str
    tone: str
    lines: list[Line]


_calls: dict[str, Call] = {}


def register(call: Call) -> None:
    """Make it known, at start-up; the same key again replaces it."""
    _calls[call.key] = call


def registered() -> tuple[Call, ...]:
    """All of them, the most pressing first."""
    return tuple(sorted(_calls.values(), key=lambda call: call.order))


def for_whom(duties: Collection[str]) -> tuple[Call, ...]:
    """Those that may concern somebody with these duties, the most pressing first."""
    return tuple(call for call in registered() if call.duties is None or not call.duties.isdisjoint(duties))


def lines(call: Call, told: list[Mapping[str, Any]]) -> list[Line]:
    """The lines of a call of what its rows brought along, by the fact that `by` names."""
    if call.line is None:
        return []
    return [call.line(facts) for facts in sorted(told, key=lambda facts: facts[call.by])]
