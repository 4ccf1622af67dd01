"""A flow drawn from top to bottom: where its nodes stand and how its edges run. Coordinates only; every picture of a flow
on our pages stands on these, with what it writes into the boxes.

Places come from the workflow library's grid, turned upright so that Chinese titles stay readable on a page and on paper.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from workflows.engine import drawing
from workflows.engine.nodes import Regulation, Step

LINE = 11
"""Chinese characters in a line of a box, at most."""
SMALL = 22
"""The size of a node on which nobody acts."""
_OPENING, _CLOSING = "（《“〔", "），。、；：》”〕？"


@dataclass(frozen=True)
class Grid:
    """Pixels: the width of a box, of a column in which there are boxes, of one without, between rows, and around all."""

    box: float
    column: float
    narrow: float
    gap: float
    edge: float


@dataclass(frozen=True)
class Place:
    """Where a node stands."""

    node: Any
    x: float
    y: float
    width: float
    height: float

    @property
    def is_step(self) -> bool:
        """Whether somebody acts there."""
        return isinstance(self.node, Step)

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height


def places(flow: type[Regulation], grid: Grid, tall: Callable[[Any], float]) -> dict[str, Place]:
    """Every node by its name, in the order of the drawing; `tall` says how high the box of a step is."""
    cells = sorted(drawing.layout(flow).cells, key=lambda cell: (cell.col, cell.row))
    lefts = _columns(cells, grid)
    heights: dict[int, float] = {}
    for cell in cells:
        high = tall(cell.node) if isinstance(cell.node, Step) else SMALL
        heights[cell.col] = max(high, heights.get(cell.col, 0))
    tops = list(accumulate((heights[col] + grid.gap for col in sorted(heights)), initial=grid.edge))
    found = {}
    for cell in cells:
        left, wide = lefts[cell.row]
        middle = left + wide / 2
        if isinstance(cell.node, Step):
            width, high, top = grid.box, heights[cell.col], tops[cell.col]
        else:
            width, high, top = SMALL, SMALL, tops[cell.col] + (heights[cell.col] - SMALL) / 2
        found[cell.node.name] = Place(cell.node, middle - width / 2, top, width, high)
    return found


def _columns(cells: list[Any], grid: Grid) -> dict[int, tuple[float, float]]:
    """Left edge and width of each row of the grid, which stands upright as a column here: where the flow begins is to
    the left."""
    rows = sorted({cell.row for cell in cells})
    if rows.index(cells[0].row) > (len(rows) - 1) / 2:
        rows.reverse()
    steps = {cell.row for cell in cells if isinstance(cell.node, Step)}
    widths = [grid.column if row in steps else grid.narrow for row in rows]
    return dict(zip(rows, zip(accumulate(widths, initial=grid.edge), widths, strict=False), strict=True))


def onward(flow: type[Regulation]) -> list[tuple[str, str]]:
    """The edges that lead on; those that lead back are drawn where they were taken."""
    every = [(edge.src.name, edge.dst.name) for edge in drawing.layout(flow).edges]
    return [edge for edge in every if edge not in flow.ways_back()]


def elbow(start: Place, end: Place, gap: float) -> list[tuple[float, float]]:
    """Down out of one box, across in the gap between rows, and down into the other."""
    turn = end.y - gap / 2 if end.middle <= start.middle else start.bottom + gap / 2
    return [(start.middle, start.bottom), (start.middle, turn), (end.middle, turn), (end.middle, end.y)]


def points(through: Iterable[tuple[float, float]]) -> str:
    """As a picture writes them."""
    return " ".join(f"{x:g},{y:g}" for x, y in through)


def wrapped(text: str, most: int = LINE, rows: int = 2) -> tuple[str, ...]:
    """The text in lines of at most so many Chinese characters (two Latin letters count as one), cut with … after the
    last. No line begins with a closing mark or ends with an opening one; a Latin word is broken only where it is longer
    than a line."""
    lines, line = [], ""
    for token in _tokens(text, 2 * most):
        if line and _width(line + token.rstrip()) > 2 * most:
            line, carried = _broken(line, token)
            lines.append(line.rstrip())
            line = carried
        else:
            line += token
    lines.append(line.rstrip())
    if len(lines) <= rows:
        return tuple(lines)
    last = lines[rows - 1]
    while _width(last) > 2 * most - 2:
        last = last[:-1]
    return (*lines[: rows - 1], f"{last}…")


def _tokens(text: str, most: int) -> list[str]:
    words = re.findall(r"[!-~]+ ?|.", text.strip(), re.DOTALL)
    return [word[start : start + most] for word in words for start in range(0, len(word), most)]


def _broken(line: str, token: str) -> tuple[str, str]:
    """What stays and what goes into the next line."""
    moved = token
    while line[1:] and (moved[0] in _CLOSING or line[-1] in _OPENING):
        line, moved = line[:-1], line[-1] + moved
    return line, moved


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)
