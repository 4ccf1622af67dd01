"""Flows on the workflow library's grid, from which the pictures on our pages are made."""

from __future__ import annotations

from typing import Any

from viewflow.workflow import chart

from workflows.engine.nodes import Regulation


def layout(flow: type[Regulation]) -> Any:
    """Cells and edges with their places on a grid; nobody changes them."""
    if flow not in _layouts:
        _layouts[flow] = chart.calc_layout_data(flow)
    return _layouts[flow]


def order(flow: type[Regulation]) -> dict[str, int]:
    """Where each node stands in the drawing, from its beginning to its end."""
    if flow not in _orders:
        cells = sorted(layout(flow).cells, key=lambda cell: (cell.col, cell.row))
        _orders[flow] = {cell.node.name: number for number, cell in enumerate(cells)}
    return _orders[flow]


_layouts: dict[type[Regulation], Any] = {}
_orders: dict[type[Regulation], dict[str, int]] = {}
