"""How wide the columns are, how large the type, and whether the table lies across the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from operator import itemgetter
from typing import Any

from documents.annexes.cells import WHOLE, bound, cell
from documents.composer import width
from documents.measures import PT_MM, TYPE_HEIGHT_MM, TYPE_WIDTH_MM

Content = dict[str, Any]

UPRIGHT_SIZES = ((12.0, 34.0), (10.5, 40.0), (9.0, 47.0))
WIDE_SIZES = ((10.5, 52.0), (9.0, 62.0), (8.0, 72.0), (7.5, 80.0), (7.0, 88.0), (6.5, 999.0))
"""Type sizes and the characters of column width that they hold, upright and across."""
PADDING_MM = 0.8
LEADING = 1.35
SAMPLE = 60
"""Rows that are looked at when columns are fitted to what stands in them."""
MOST_LINES = 12
TRIED = 3
HAIR = 0.05
SHORT = 5.0
"""A title of so many ems stands on one line where there is room."""
LONGEST_WORDS = (15.0, 11.0)
"""A column is made wide enough for a word of so many ems, with its marks: codes, dates, figures and document numbers
stay whole. Where the wider ones do not fit, the narrower are tried."""
WORTH = 0.9
"""Fitted columns are taken where they need at most this much of the height of those the paper asked for."""


@dataclass(frozen=True)
class Grid:
    """The columns of one table: left edges (one more than columns) in mm, alignment, titles, and the type."""

    is_wide: bool
    size: float
    edges: tuple[float, ...]
    aligns: tuple[str, ...]
    titles: tuple[str, ...]

    @property
    def width(self) -> float:
        return self.edges[-1]

    @property
    def height(self) -> float:
        """What a page holds."""
        return TYPE_WIDTH_MM if self.is_wide else TYPE_HEIGHT_MM

    @property
    def line(self) -> float:
        return self.size * PT_MM * LEADING

    def room(self, column: int) -> float:
        """Ems of text that a cell of a column holds."""
        return (self.edges[column + 1] - self.edges[column] - 2 * PADDING_MM) / (self.size * PT_MM)


def grid(columns: list[Content], rows: Sequence[Sequence[str]] = (), *, may_turn: bool = True) -> Grid:
    """The grid of a table's columns; an annex with more than a page's width of characters lies across it
    (GB/T 9704 8), a table in the text never does. Where the columns asked for make the rows tall, they are fitted to
    what stands in them."""
    widths = [float(column["width"]) for column in columns]
    total = sum(widths)
    is_wide = may_turn and total > UPRIGHT_SIZES[-1][1]
    sizes = WIDE_SIZES if is_wide else UPRIGHT_SIZES
    size = next((size for size, holds in sizes if total <= holds), sizes[-1][0])
    whole = TYPE_HEIGHT_MM if is_wide else TYPE_WIDTH_MM
    asked = _grid(columns, widths, whole, size, is_wide=is_wide)
    sample = [*rows[:: max(len(rows) // SAMPLE, 1)], *rows[-1:]]
    if not sample:
        return asked
    fitted = (_grid(columns, needed, whole, size, is_wide=is_wide)
              for needed in _fitted(columns, rows, sample, whole, size))  # fmt: skip
    lines, best = min(((_lines(one, sample), one) for one in fitted), key=itemgetter(0), default=(0, None))
    return best if best and lines <= WORTH * _lines(asked, sample) else asked


def _grid(columns: list[Content], widths: list[float], whole: float, size: float, *, is_wide: bool) -> Grid:
    edges = [0.0]
    for width_of_one in _wide_enough(widths, whole, size * PT_MM):
        edges.append(edges[-1] + width_of_one)
    return Grid(is_wide, size, tuple(edges), tuple(c["align"] for c in columns), tuple(c["title"] for c in columns))


def _wide_enough(widths: list[float], whole: float, em: float) -> list[float]:
    """The widths in mm of columns of that proportion, none so narrow that a title stands one character a line; the
    others give what that takes."""
    given = [whole * one / sum(widths) for one in widths]
    least = min((2 + HAIR) * em + 2 * PADDING_MM, whole / len(widths))
    lacking = sum(max(least - one, 0.0) for one in given)
    spare = sum(max(one - least, 0.0) for one in given)
    share = lacking / spare if spare else 0.0
    return [max(one, least) - max(one - least, 0.0) * share for one in given]


def _lines(columns: Grid, rows: Sequence[Sequence[str]]) -> int:
    """How many lines the rows and the titles take; a figure that must be set smaller and a row in which a word is
    parted count as one more."""
    titles = max(len(cell(title, columns.room(at), "center").lines) for at, title in enumerate(columns.titles))
    found = titles
    for row in rows:
        cells = [cell(text, columns.room(at), columns.aligns[at]) for at, text in enumerate(row)]
        found += max(len(one.lines) + (one.scale < 1) for one in cells)
        found += any(_longest(text) > columns.room(at) for at, text in enumerate(row) if columns.aligns[at] != "right")
    return found


def _longest(text: str) -> float:
    """The widest word with its marks, in ems; what is too long to stay whole anywhere does not count."""
    words = (width(word) for word in bound(WHOLE.findall(text)) if len(word) > 1)
    return max((one for one in words if one <= LONGEST_WORDS[0]), default=0.0)


def _fitted(columns: list[Content], rows: Sequence[Sequence[str]], sample: Sequence[Sequence[str]], whole: float,
            size: float) -> list[list[float]]:  # fmt: skip
    """Widths of the columns in mm: such that no row of the sample takes more lines than it must, then with a few lines
    more for the tallest. What is left over first puts whole columns on one line, then is shared out by what each
    needs. Nothing where they do not fit."""
    for longest in LONGEST_WORDS:
        needs = [_Need.of(column, rows, sample, at, longest) for at, column in enumerate(columns)]
        if found := list(_shared(needs, whole, size * PT_MM)):
            return found
    return []


def _shared(needs: list[_Need], whole: float, em: float) -> Iterator[list[float]]:
    columns = len(needs)
    room = whole / em - columns * 2 * PADDING_MM / em
    tried = 0
    for most in range(1, MOST_LINES + 1):
        needed = [need.ems(most) for need in needs]
        if sum(needed) > room or tried == TRIED:
            continue
        tried += 1
        single = [need.ems(1) for need in needs]
        for at in sorted(range(len(needs)), key=lambda at: single[at] - needed[at]):
            if sum(needed) - needed[at] + single[at] <= room:
                needed[at] = single[at]
        spare = room / sum(needed)
        yield [one * spare * em + 2 * PADDING_MM for one in needed]


@dataclass(frozen=True)
class _Need:
    """How wide a column must be: `least` ems whatever the height, `title` and `texts` on so many lines."""

    least: float
    title: float
    texts: tuple[str, ...]
    align: str

    @classmethod
    def of(cls, column: Content, rows: Sequence[Sequence[str]], sample: Sequence[Sequence[str]], at: int,
           longest: float) -> _Need:  # fmt: skip
        """The longest word or figure of the column and a third of its title are the least."""
        title = max(width(part) for part in column["title"].split("\n"))
        least = max(2.0, ceil(title / 3))
        if column["align"] == "right":
            return cls(max(least, *(width(row[at]) for row in rows)) + HAIR, title, (), "right")
        texts = tuple(dict.fromkeys(row[at] for row in sample))
        words = (width(word) for text in texts for word in bound(WHOLE.findall(text)) if len(word) > 1)
        return cls(max(least, min(max(words, default=0.0), longest)) + HAIR, title, texts, column["align"])

    def ems(self, most: int) -> float:
        """With which every text takes at most `most` lines, or as many as it has by itself."""
        on_one = most == 1 and self.title <= SHORT
        found = max(self.least, (self.title if on_one else ceil(self.title / max(most, 2))) + HAIR)
        for text in self.texts:
            parts = [width(part) for part in text.split("\n")]
            allowed = max(most, len(parts))
            while sum(max(ceil(part / found), 1) for part in parts) > allowed:
                found += 0.5
            while len(cell(text, found, self.align).lines) > allowed:
                found += 0.5
        return found
