"""What a page of text is made of: rows on the grid of 22, and tables that take whole rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from documents.annexes.columns import Grid
from documents.annexes.pages import Row as TableRow
from documents.composer import SIZE_PT, Line, Run, lines, single
from documents.measures import CELL_MM, LINE_MM


@dataclass(frozen=True, slots=True)
class Words:
    """A composed line: its left edge in mm from the type area's, the size of its type, the face of what names none,
    how far it stands below its row, and the room in mm in whose middle it stands instead of at its left edge."""

    line: Line
    left: float
    size: float = SIZE_PT
    face: str = "fang"
    down: float = 0.0
    room: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """One of the 22 lines of a page; one that `is_held` never ends a page that the next row could share."""

    words: tuple[Words, ...] = ()
    is_held: bool = False


@dataclass(frozen=True)
class Passage:
    """A paragraph, a heading, or whatever else is tagged as one; `label` is its bookmark, `seals` stand over it."""

    tag: str
    rows: tuple[Row, ...]
    label: str = ""
    is_signature: bool = False

    def held(self, *, whole: bool = True) -> Passage:
        """The same, kept with what follows: all of it, or only its last row."""
        kept = [replace(row, is_held=True) if whole or row is self.rows[-1] else row for row in self.rows]
        return replace(self, rows=tuple(kept))


@dataclass(frozen=True)
class Tabled:
    """A table in the text, its rows still to be cut."""

    grid: Grid
    head: TableRow
    rows: tuple[TableRow, ...]
    totals: int


Part = Passage | Tabled
BLANK = Passage("", (Row(is_held=True),))


def kept(parts: Sequence[Part], count: int, *, goes_on: bool = False) -> list[Part]:
    """The same with its last `count` rows on one page; where it `goes_on`, with what follows them. A table ends it."""
    found = list(parts)
    left, at = count, len(found) - 1
    while left and at >= 0 and isinstance(part := found[at], Passage):
        free = 0 if goes_on or at < len(found) - 1 else 1
        rows, first = part.rows, max(len(part.rows) - left, 0)
        bound = tuple(replace(row, is_held=True) if first <= order < len(rows) - free else row
                      for order, row in enumerate(rows))  # fmt: skip
        found[at] = replace(part, rows=bound)
        left, at = left - (len(rows) - first), at - 1
    return found


def set_rows(runs: Sequence[Run], *, cells: float = 28, indent: float = 2, left: float = 0.0) -> tuple[Row, ...]:
    """A composed paragraph: `cells` wide, its first line `indent` further in, all of it `left` mm in."""
    found = lines(runs, cells=cells, indent=indent)
    return tuple(Row((Words(line, left + (0.0 if number else indent * CELL_MM)),)) for number, line in enumerate(found))


def beside(label: Iterable[tuple[str, str, float]], rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows with words before the first: text, face and left edge in mm of each."""
    before = tuple(Words(single(text, face), left) for text, face, left in label)
    return (Row((*before, *rows[0].words)), *rows[1:])


def centred(texts: Iterable[str], *, size: float, face: str, room: float) -> tuple[Row, ...]:
    """Lines in the middle of `room` mm, held together."""
    return tuple(Row((Words(single(text), 0.0, size, face, room=room),), is_held=True) for text in texts)


def whole_rows(height: float) -> int:
    """How many rows a height in mm takes."""
    return -int(-(height - 0.01) // LINE_MM)
