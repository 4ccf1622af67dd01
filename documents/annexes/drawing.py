"""Draws tables onto the pages that were laid out for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pydyf

from documents.annexes.cells import Cell
from documents.annexes.columns import PADDING_MM, Grid
from documents.annexes.pages import Laid, Row
from documents.drawn.glyphs import Glyphs
from documents.drawn.structure import Tags
from documents.measures import PAGE_HEIGHT_MM, PT_MM, TYPE_HEIGHT_MM, TYPE_LEFT_MM, TYPE_TOP_MM

RULE_MM = 0.25
BASELINE = 0.86
"""From the top of a character's square to its baseline, in ems."""
BOTTOM_MM = PAGE_HEIGHT_MM - TYPE_TOP_MM - TYPE_HEIGHT_MM


def characters(laid_out: Sequence[Laid]) -> dict[str, set[str]]:
    """What the tables are going to need of each face."""
    found: dict[str, set[str]] = {"fang": set(), "hei": set()}
    for laid in laid_out:
        for row in (laid.head, *(row for page in laid.pages for row in page.rows)):
            found["hei" if row is laid.head or row.is_total else "fang"].update(*_texts(row))
    return found


def _texts(row: Row) -> Iterator[str]:
    return (text for cell in row.cells for text, _width in cell.lines)


def draw(laid: Laid, pages: dict[str, int], glyphs: Glyphs, tags: Tags) -> Iterator[tuple[int, Iterator[str]]]:
    """The number of each page of an annex and the operators that draw its table."""
    table = tags.table(pages[laid.pages[0].anchor])
    body = None
    for page in laid.pages:
        sheet = Drawn(laid.grid, page.top, pages[page.anchor], glyphs, tags)
        if page.is_first:
            sheet.row(laid.head, tags.group(table, "THead"), is_head=True)
            body = tags.group(table, "TBody")
        else:
            sheet.row(laid.head, None, is_head=True)
        for row in page.rows:
            sheet.row(row, body)
        yield sheet.number, sheet.content()


class Drawn:
    """A table on one page, in points from the top left corner of its type area, downwards negative."""

    def __init__(self, grid: Grid, top: float, number: int, glyphs: Glyphs, tags: Tags) -> None:
        self.grid, self.top, self.number = grid, top, number
        self.glyphs, self.tags = glyphs, tags
        self.rules = [top]
        self.mark = tags.next_mark(number)
        self.operators: list[str] = []

    def row(self, row: Row, group: pydyf.Dictionary | None, *, is_head: bool = False) -> None:
        """One row; without a `group` it is a repeated head, which readers of the tags are spared."""
        face = "hei" if is_head or row.is_total else "fang"
        first, filled = self.mark, []
        for number, cell in enumerate(row.cells):
            shown = list(self._cell(cell, number, row.height, face, "center" if is_head else self.grid.aligns[number]))
            filled.append(bool(shown))
            if not shown:
                continue
            if group is None:
                self.operators.append("/Artifact BMC BT")
            else:
                self.operators.append(f"/{'TH' if is_head else 'TD'} <</MCID {self.mark}>> BDC BT")
                self.mark += 1
            self.operators += shown
            self.operators.append("ET EMC")
        if group is not None:
            self.tags.row(group, self.number, first, filled, is_head=is_head)
        self.top += row.height
        self.rules.append(self.top)

    def _cell(self, cell: Cell, number: int, height: float, face: str, align: str) -> Iterator[str]:
        left, right = self.grid.edges[number], self.grid.edges[number + 1]
        size = self.grid.size * cell.scale
        line = self.top + (height - len(cell.lines) * self.grid.line) / 2
        for text, ems in cell.lines:
            if text.strip():
                x = _start(align, left, right, ems * size * PT_MM) / PT_MM
                y = -(line + (self.grid.line - size * PT_MM) / 2 + BASELINE * size * PT_MM) / PT_MM
                yield f"1 0 0 1 {x:.2f} {y:.2f} Tm"
                for run in self.glyphs.runs(face, text):
                    yield f"/{run.font} {size:.2f} Tf <{run.glyphs}> Tj"
            line += self.grid.line

    def content(self) -> Iterator[str]:
        """The page's operators: the frame turned or not, the rules, the text."""
        left, bottom = TYPE_LEFT_MM / PT_MM, BOTTOM_MM / PT_MM
        if self.grid.is_wide:
            yield f"q 0 1 -1 0 {left:.3f} {bottom:.3f} cm"
        else:
            yield f"q 1 0 0 1 {left:.3f} {bottom + TYPE_HEIGHT_MM / PT_MM:.3f} cm"
        yield f"/Artifact BMC 0 G {RULE_MM / PT_MM:.3f} w"
        for y in self.rules:
            yield f"0 {-y / PT_MM:.2f} m {self.grid.width / PT_MM:.2f} {-y / PT_MM:.2f} l"
        for x in self.grid.edges:
            yield f"{x / PT_MM:.2f} {-self.rules[0] / PT_MM:.2f} m {x / PT_MM:.2f} {-self.rules[-1] / PT_MM:.2f} l"
        yield "S EMC 0 g"
        yield from self.operators
        yield "Q"


def _start(align: str, left: float, right: float, width: float) -> float:
    if align == "left":
        return left + PADDING_MM
    return right - PADDING_MM - width if align == "right" else (left + right - width) / 2
