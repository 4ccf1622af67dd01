"""Flows on the workflow library's grid, from which the pictures on our pages are made."""

from __future__ import annotations

from typing import Any

from viewflow.workflow import chart

from workflows.engine.nodes import Regulation, Unplanned


class _Drawn:
    """A flow as the library lays it out: without the node that no edge leads to, where added steps lie."""

    def __init__(self, flow: type[Regulation]) -> None:
        self.instance = self
        self._flow = flow

    def nodes(self) -> list[Any]:
        return drawn_nodes(self._flow)


def drawn_nodes(flow: type[Regulation]) -> list[Any]:
    """The nodes that stand in a drawing of the flow, in its order."""
    return [node for node in flow.instance.nodes() if not isinstance(node, Unplanned)]


def layout(flow: type[Regulation]) -> Any:
    """Cells and edges with their places on a grid; nobody changes them."""
    if flow not in _layouts:
        _layouts[flow] = chart.calc_layout_data(_Drawn(flow))
    return _layouts[flow]


def order(flow: type[Regulation]) -> dict[str, int]:
    """Where each node stands in the drawing, from its beginning to its end."""
    if flow not in _orders:
        cells = sorted(layout(flow).cells, key=lambda cell: (cell.col, cell.row))
        _orders[flow] = {cell.node.name: number for number, cell in enumerate(cells)}
    return _orders[flow]


_layouts: dict[type[Regulation], Any] = {}
_orders: dict[type[Regulation], dict[str, int]] = {}
