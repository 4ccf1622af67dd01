"""What stands around the text, drawn: the head of the first page, the 版记 of the last, and the pages' numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from documents import fonts, heads
from documents.colophons import ROW_MM, Colophon
from documents.composer import Line, single, width
from documents.drawn.glyphs import Glyphs
from documents.drawn.structure import Tags
from documents.enums import Layout
from documents.measures import (
    CELL_MM,
    EM_MM,
    HALF_LEADING_MM,
    LINE_MM,
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    PT_MM,
    TYPE_HEIGHT_MM,
    TYPE_LEFT_MM,
    TYPE_WIDTH_MM,
)
from documents.papers import chinese_date_of
from documents.text.drawing import ABOVE, ORIGIN, needed, operators
from documents.text.rows import Words

Content = dict[str, Any]

BLACK, RED = "0 g", "0.902 0 0.071 rg"
NUMBER_PT = 14.0
NUMBER_BASELINE_MM = 270.48
"""The dashes lie 7 mm below the type area (7.5)."""
RED_LINE_MM = 0.5
DOUBLE = (0.9, 0.9, 0.3)
"""A letter's double line: the thick one, what is between, the thin one (10.1)."""
DOUBLE_WIDTH_MM = 170.0
SERIAL_MM = 4.8
"""From a line of the top left corner to the next: a line of 22 is its type and this."""


@dataclass(frozen=True)
class Head:
    """The head of a first page: lines with the middle of their squares, rules with their box; in mm from the top of
    the type area."""

    red: tuple[tuple[Words, float], ...] = ()
    black: tuple[tuple[Words, float], ...] = ()
    rules: tuple[tuple[float, float, float, float], ...] = ()

    def characters(self, found: dict[str, set[str]]) -> None:
        """Adds what it needs of each face."""
        for words, _middle in (*self.red, *self.black):
            needed(words, found)

    def drawn(self, tags: Tags, glyphs: Glyphs) -> Iterator[str]:
        """The operators; it comes first on its page."""
        yield f"{ORIGIN} {RED} /Artifact BMC"
        for left, top, across, down in self.rules:
            yield f"{left / PT_MM:.3f} {-(top + down) / PT_MM:.3f} {across / PT_MM:.3f} {down / PT_MM:.3f} re f"
        yield "EMC"
        yield from _tagged(self.red, 0, tags, glyphs)
        yield BLACK
        yield from _tagged(self.black, 0, tags, glyphs)
        yield "Q"


def _tagged(lines: tuple[tuple[Words, float], ...], page: int, tags: Tags, glyphs: Glyphs) -> Iterator[str]:
    for words, middle in lines:
        mark = tags.passage(tags.text(page, "P"), page)
        yield f"/P <</MCID {mark}>> BDC BT"
        yield from operators(words, middle, glyphs)
        yield "ET EMC"


def head(content: Content, placed: heads.Head) -> Head:
    """The head of a content, as `heads` placed it."""
    return Head(
        tuple(_mark(piece) for piece in placed.mark),
        (*_numbered(content, placed), *_corner(content.get("issue", {}), placed)),
        tuple(_rules(content["layout"], placed)),
    )


def _mark(piece: heads.Piece) -> tuple[Words, float]:
    """Placed by its ink: its baseline is where the face has it in a line as high as its type."""
    line = Line(single(piece.text).tokens, piece.spacing / PT_MM)
    baseline = piece.top - HALF_LEADING_MM + fonts.baseline("title") * piece.size
    words = Words(line, piece.left, piece.size / PT_MM, "title")
    return words, baseline - (ABOVE - 0.5) * piece.size


def _line(text: str, left: float, top: float, face: str = "fang") -> tuple[Words, float]:
    return Words(single(text, face), left), top - HALF_LEADING_MM + EM_MM / 2


def _numbered(content: Content, placed: heads.Head) -> Iterator[tuple[Words, float]]:
    """发文字号 in the middle, upward at the left beside 签发人, in a letter at the right; of minutes office and day."""
    issue, layout = content.get("issue", {}), content["layout"]
    number = issue.get("number", "")
    room = TYPE_WIDTH_MM - width(number) * EM_MM
    if number:
        left = {Layout.UPWARD: CELL_MM, Layout.LETTER: room}.get(layout, room / 2)
        yield _line(number, left, placed.number_top)
    if layout == Layout.UPWARD:
        yield from _signatories(placed)
    if layout == Layout.MINUTES:
        date = chinese_date_of(issue.get("document_date"))
        yield _line(issue.get("issuer_name", ""), CELL_MM, placed.issuer_top)
        yield _line(date, TYPE_WIDTH_MM - CELL_MM - width(date) * EM_MM, placed.issuer_top)


def _signatories(placed: heads.Head) -> Iterator[tuple[Words, float]]:
    """Two names a line, the last line beside the number, all beginning below the first name (7.2.6)."""
    rows = placed.signatory_rows
    longest = max((len(name) for row in rows for name in row), default=0)
    across = max((len(row) for row in rows), default=0) * (longest + 1) - 1
    first = TYPE_WIDTH_MM - CELL_MM - across * EM_MM
    for order, names in enumerate(rows):
        top = placed.number_top - (len(rows) - 1 - order) * LINE_MM
        if not order:
            yield _line("签发人：", first - 4 * EM_MM, top)
        for column, name in enumerate(names):
            yield _line(name, first + column * (longest + 1) * EM_MM, top, "kai")


def _corner(issue: Content, placed: heads.Head) -> Iterator[tuple[Words, float]]:
    """份号 in figures, 密级 and 紧急程度 in 黑体, one below the other at the left edge (7.2.1 to 7.2.3)."""
    shown = [issue[key] for key in ("serial", "secrecy", "urgency") if issue.get(key)]
    for order, text in enumerate(shown):
        face = "fang" if not order and text.isdigit() else "hei"
        yield _line(text, 0.0, placed.corner_top + order * (EM_MM + SERIAL_MM), face)


def _rules(layout: str, placed: heads.Head) -> Iterator[tuple[float, float, float, float]]:
    if layout == Layout.LETTER:
        left = (PAGE_WIDTH_MM - DOUBLE_WIDTH_MM) / 2 - TYPE_LEFT_MM
        thick, between, thin = DOUBLE
        for top, above, below in ((placed.line_top, thick, thin), (placed.lower_top, thin, thick)):
            yield left, top - HALF_LEADING_MM, DOUBLE_WIDTH_MM, above
            yield left, top - HALF_LEADING_MM + above + between, DOUBLE_WIDTH_MM, below
    elif layout != Layout.ORDER:
        yield 0.0, placed.line_top - HALF_LEADING_MM, TYPE_WIDTH_MM, RED_LINE_MM


def colophon(found: Colophon, page: int, tags: Tags, glyphs: Glyphs) -> Iterator[str]:
    """Its rules as wide as the type area, the last at its lower edge (7.4)."""
    top = TYPE_HEIGHT_MM - ROW_MM * found.rows
    yield f"{ORIGIN} /Artifact BMC"
    for at, thick in found.rules():
        yield f"0 {-(top + at + thick) / PT_MM:.3f} {TYPE_WIDTH_MM / PT_MM:.3f} {thick / PT_MM:.3f} re f"
    yield "EMC"
    yield from _tagged(tuple((words, top + (row + 0.5) * ROW_MM) for row, words in found.words()), page, tags, glyphs)
    yield "Q"


def number(page: int, glyphs: Glyphs) -> Iterator[str]:
    """— 1 —, one cell in from the right on odd pages, from the left on even ones (7.5)."""
    words = f"— {page} —"
    left = TYPE_LEFT_MM / PT_MM + NUMBER_PT
    if page % 2:
        left = (TYPE_LEFT_MM + TYPE_WIDTH_MM) / PT_MM - NUMBER_PT - glyphs.width("song", words) * NUMBER_PT
    yield "/Artifact BMC 0 g BT"
    yield f"1 0 0 1 {left:.3f} {(PAGE_HEIGHT_MM - NUMBER_BASELINE_MM) / PT_MM:.3f} Tm"
    for found in glyphs.runs("song", words):
        yield f"/{found.font} {NUMBER_PT:g} Tf <{found.glyphs}> Tj"
    yield "ET EMC"
