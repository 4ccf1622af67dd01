"""Draws the text onto the pages that were laid out for it, tagged paragraph by paragraph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

import pydyf

from documents.annexes.drawing import Drawn
from documents.composer import Line
from documents.drawn.glyphs import Glyphs
from documents.drawn.structure import Tags
from documents.measures import EM_MM, LINE_MM, PAGE_HEIGHT_MM, PT_MM, TYPE_LEFT_MM, TYPE_TOP_MM
from documents.text.pages import Cut, Placed, Sheet
from documents.text.rows import Passage, Words

ABOVE = 0.88
"""From the top of a character's square to its baseline, in ems."""
ORIGIN = f"q 1 0 0 1 {TYPE_LEFT_MM / PT_MM:.3f} {(PAGE_HEIGHT_MM - TYPE_TOP_MM) / PT_MM:.3f} cm 0 g"
"""Points from the top left corner of the type area, downwards negative."""
LEVELS = {"H1": 1, "H2": 2, "H3": 3, "H4": 4}


def characters(sheets: Iterable[Sheet]) -> dict[str, set[str]]:
    """What the text is going to need of each face."""
    found: dict[str, set[str]] = defaultdict(set)
    for sheet in sheets:
        for item in sheet.placed:
            if isinstance(item, Cut):
                for row in (item.table.head, *item.rows):
                    face = "hei" if row is item.table.head or row.is_total else "fang"
                    found[face].update(*(text for cell in row.cells for text, _width in cell.lines))
                continue
            for words in (words for row in item.rows for words in row.words):
                needed(words, found)
    return dict(found)


def needed(words: Words, found: dict[str, set[str]]) -> None:
    """Adds the characters of a line to those of their faces."""
    for token in words.line.tokens:
        found.setdefault(token.face or words.face, set()).update(token.text)


def bookmarks(sheet: Sheet) -> Iterator[tuple[int, str, float]]:
    """Level and words of each heading that begins on a page, and its top in mm from the edge of the page."""
    for item in sheet.placed:
        if isinstance(item, Placed) and item.passage.label and item.rows[0] is item.passage.rows[0]:
            yield LEVELS[item.passage.tag], item.passage.label, TYPE_TOP_MM + item.top * LINE_MM


def operators(words: Words, middle: float, glyphs: Glyphs) -> Iterator[str]:
    """A line whose squares have their middle so many mm below the top of the type area: stretches of one face."""
    y = middle + (ABOVE - 0.5) * words.size * PT_MM
    left = words.left / PT_MM
    if words.room:
        text = "".join(token.text for token in words.line.tokens)
        left = (words.room / PT_MM - glyphs.width(words.face, text) * words.size) / 2
    yield f"1 0 0 1 {left:.3f} {-y / PT_MM:.3f} Tm"
    font = ""
    for face, text, spacing in _stretches(words.line, words.face):
        for run in glyphs.runs(face, text):
            if run.font != font:
                font = run.font
                yield f"/{font} {words.size:g} Tf"
            yield _shown(run.glyphs, spacing / words.size * 1000)


class Text:
    """The text of one document; passages and tables that run on keep their tags."""

    def __init__(self, glyphs: Glyphs, tags: Tags) -> None:
        self.glyphs, self.tags = glyphs, tags
        self._elements: dict[int, pydyf.Dictionary] = {}
        self._bodies: dict[int, pydyf.Dictionary] = {}

    def page(self, sheet: Sheet, number: int) -> Iterator[str]:
        """The operators that draw a page."""
        yield ORIGIN
        tables: list[str] = []
        for item in sheet.placed:
            if isinstance(item, Placed):
                yield from self._passage(item, number)
            else:
                tables += self._table(item, number)
        yield "Q"
        yield from tables

    def _passage(self, placed: Placed, number: int) -> Iterator[str]:
        shown = [
            operator
            for order, row in enumerate(placed.rows)
            for words in row.words
            for operator in operators(words, (placed.top + order) * LINE_MM + words.down + EM_MM / 2, self.glyphs)
        ]
        if not shown:
            return
        mark = self.tags.passage(self._element(placed.passage, number), number)
        yield f"/{placed.passage.tag} <</MCID {mark}>> BDC BT"
        yield from shown
        yield "ET EMC"

    def _element(self, passage: Passage, number: int) -> pydyf.Dictionary:
        key = id(passage)
        if key not in self._elements:
            self._elements[key] = self.tags.text(number, passage.tag)
        return self._elements[key]

    def _table(self, cut: Cut, number: int) -> Iterator[str]:
        key = id(cut.table)
        drawn = Drawn(cut.table.grid, cut.top, number, self.glyphs, self.tags)
        if cut.is_first:
            table = self.tags.text(number, "Table")
            drawn.row(cut.table.head, self.tags.group(table, "THead"), is_head=True)
            self._bodies[key] = self.tags.group(table, "TBody")
        else:
            drawn.row(cut.table.head, None, is_head=True)
        for row in cut.rows:
            drawn.row(row, self._bodies[key])
        return drawn.content()


def _stretches(line: Line, face: str) -> Iterator[tuple[str, str, float]]:
    """Face, characters and what is added after each of them: nothing after figures and Latin."""
    pieces = (
        (token.face or face, is_latin, "".join(found))
        for token in line.tokens
        for is_latin, found in groupby(token.text, str.isascii)
    )
    for (of, is_latin), group in groupby(pieces, lambda piece: piece[:2]):
        yield of, "".join(text for *_kind, text in group), 0.0 if is_latin else line.spacing


def _shown(glyphs: str, spacing: float) -> str:
    if not round(spacing, 1):
        return f"<{glyphs}> Tj"
    each = (f"<{glyphs[at : at + 4]}>{-spacing:.1f}" for at in range(0, len(glyphs), 4))
    return f"[{''.join(each)}] TJ"
