"""What waits for a person beside his work items: urges, meetings, objections. Rooms above register theirs.

Each is counted in the inbox's own statement, as one more row of it, or one for each line that is shown: however many
wait, no more is read.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Concatenate

from django.db.models import QuerySet

from roles.asking import Asker
from workflows.desk.chips import Chip

SHOWN = 20
"""Lines of one call; the page it leads to has the rest."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One of the things that wait: what it is and where it lies, what was said and by whom, what one may do.

    `work_item` is the open item that it is about, if it is about one: that row of the inbox then says `mark` too. `also`
    is what other lines said of the same item (`folded`).
    """

    words: str
    url: str
    said: str = ""
    by: str = ""
    due: Chip | None = None
    act: tuple[str, str] | None = None
    work_item: int | None = None
    mark: str = ""
    also: tuple[str, ...] = ()

    @property
    def in_short(self) -> str:
        """All that it says beside the title; without a mark how much time is left."""
        return " · ".join(filter(None, (self.mark or (self.due.text if self.due else ""), self.said, self.by)))


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
    """What the inbox shows of a call that has lines; `number` of them wait, of which no more than SHOWN are here."""

    words: str
    url: str
    tone: str
    lines: list[Line]
    number: int


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


def folded(panels: Iterable[Panel]) -> list[Panel]:
    """The panels with one line for each work item: the most pressing stays and tells what the others say, so that an item
    that is urged, reminded of and chased by a slip stands there once. A line stays where only it leads to where it lies,
    or where it asks for an act of its own; a panel that has nothing left goes."""
    first: dict[int, Line] = {}
    said: dict[int, list[str]] = defaultdict(list)
    kept: list[tuple[Panel, list[Line]]] = []
    for panel in panels:
        lines = []
        for line in panel.lines:
            item = line.work_item or 0
            if item in first and _is_told_with(line, first[item]):
                said[item].append(line.in_short)
                continue
            lines.append(line)
            if item:
                first.setdefault(item, line)
        kept.append((panel, lines))
    return [
        replace(panel, lines=[_with(line, said) if first.get(line.work_item or 0) is line else line for line in lines])
        for panel, lines in kept
        if lines or panel.number > len(panel.lines)
    ]


def _is_told_with(line: Line, first: Line) -> bool:
    """Whether the reader comes where it lies without it: by the first line, or by the marked row of the inbox."""
    return line.act is None and (line.url == first.url or bool(line.mark))


def _with(line: Line, said: Mapping[int, list[str]]) -> Line:
    return replace(line, also=tuple(said.get(line.work_item or 0, ())))
