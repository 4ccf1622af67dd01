"""Flows drawn by the workflow library: BPMN 2.0, and the grid our own pictures are made from."""

from __future__ import annotations

from typing import Any

from viewflow.workflow import chart

from workflows.engine.nodes import Regulation


def layout(flow: type[Regulation]) -> Any:
    """Cells and edges with their places on a grid."""
    return chart.calc_layout_data(flow)


def bpmn(flow: type[Regulation]) -> str:
    """The flow as BPMN 2.0 with diagram."""
    return str(chart.grid_to_bpmn(chart.calc_layout_data(flow, edge_start_gap_size=0, edge_end_gap_size=0)))


def order(flow: type[Regulation]) -> dict[str, int]:
    """Where each node stands in the drawing, from its beginning to its end."""
    if flow not in _orders:
        cells = sorted(layout(flow).cells, key=lambda cell: (cell.col, cell.row))
        _orders[flow] = {cell.node.name: number for number, cell in enumerate(cells)}
    return _orders[flow]


_orders: dict[type[Regulation], dict[str, int]] = {}
