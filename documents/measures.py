"""The lengths of GB/T 9704-2012 that layouts share, in mm from the top left of the type area unless stated."""

from __future__ import annotations

PT_MM = 25.4 / 72
PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210.0, 297.0
TYPE_LEFT_MM, TYPE_TOP_MM = 28.0, 37.0
TYPE_WIDTH_MM, TYPE_HEIGHT_MM = 156.0, 225.0
EM_MM = 16 * PT_MM
"""三号, the size of body text."""
ROWS = 22
LINE_MM = (TYPE_HEIGHT_MM - EM_MM) / (ROWS - 1)
"""The pitch that makes 22 lines fill the type area from edge to edge."""
HALF_LEADING_MM = (LINE_MM - EM_MM) / 2
BOX_TOP_MM = TYPE_TOP_MM - HALF_LEADING_MM
"""The page's content box begins half a leading above the type area; templates count from here."""
BOX_HEIGHT_MM = ROWS * LINE_MM
CELL_MM = TYPE_WIDTH_MM / 28
"""一字 of the type area."""


def millimetres(**lengths: float) -> dict[str, str]:
    """Lengths as a stylesheet writes them."""
    return {name: f"{length:.3f}" for name, length in lengths.items()}
