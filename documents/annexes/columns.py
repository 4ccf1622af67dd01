"""How wide the columns are, how large the type, and whether the table lies across the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from documents.measures import PT_MM, TYPE_HEIGHT_MM, TYPE_WIDTH_MM

Content = dict[str, Any]

UPRIGHT_SIZES = ((12.0, 34.0), (10.5, 40.0), (9.0, 47.0))
WIDE_SIZES = ((10.5, 52.0), (9.0, 62.0), (8.0, 72.0), (7.5, 80.0), (7.0, 88.0), (6.5, 999.0))
"""Type sizes and the characters of column width that they hold, upright and across."""
PADDING_MM = 0.8
LEADING = 1.35


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


def grid(columns: list[Content], *, may_turn: bool = True) -> Grid:
    """The grid of a table's columns; an annex with more than a page's width of characters lies across it
    (GB/T 9704 8), a table in the text never does."""
    widths = [float(column["width"]) for column in columns]
    total = sum(widths)
    is_wide = may_turn and total > UPRIGHT_SIZES[-1][1]
    sizes = WIDE_SIZES if is_wide else UPRIGHT_SIZES
    size = next((size for size, holds in sizes if total <= holds), sizes[-1][0])
    whole = TYPE_HEIGHT_MM if is_wide else TYPE_WIDTH_MM
    edges = [0.0]
    for width in widths:
        edges.append(edges[-1] + whole * width / total)
    return Grid(is_wide, size, tuple(edges), tuple(c["align"] for c in columns), tuple(c["title"] for c in columns))
