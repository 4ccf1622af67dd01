"""Where the nodes and edges of a flow stand on a swimlane diagram: lanes by who acts, columns by how far the flow is.

Every edge runs through the gaps between rows and columns, so that none crosses a shape and no two shapes overlap.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from workflows.engine import drawing
from workflows.engine.nodes import Act, Begin, Finish, Gate, Gather, Regulation, Step

COLUMN, ROW = 210, 140
HEAD = 30
"""The width of the strip that names the pool, and of the one that names a lane."""
TASK, GATEWAY, EVENT = (150, 80), (50, 50), (36, 36)
LANES_IN_A_GAP, STEP = 5, 5
"""Edges that run side by side in one gap, and how far apart."""

Point = tuple[int, int]


@dataclass(frozen=True)
class Box:
    """A place on the canvas; for a node, in which lane."""

    x: int
    y: int
    width: int
    height: int
    lane: int = -1

    @property
    def middle(self) -> Point:
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True)
class Way:
    """One edge: what it is called where a node has several, and the points it runs through."""

    id: str
    source: str
    target: str
    name: str
    points: tuple[Point, ...]


@dataclass
class Plan:
    """The whole diagram."""

    pool: Box
    lanes: list[tuple[str, Box]]
    boxes: dict[str, Box]
    ways: list[Way] = field(default_factory=list)


def plotted(flow: type[Regulation]) -> Plan:
    """The diagram of a flow; the same for the same flow."""
    columns, lanes = _columns(flow), _lanes(flow)
    titles = list(dict.fromkeys(lanes[node.name] for node in sorted(_nodes(flow), key=lambda n: columns[n.name])))
    rows = _rows(flow, columns, lanes, titles)
    width = 2 * HEAD + (max(columns.values()) + 1) * COLUMN
    boxes = {
        node.name: _box(node, columns[node.name], rows[node.name], titles.index(lanes[node.name]))
        for node in _nodes(flow)
    }
    bands, top = [], 0
    for title in titles:
        number = len({rows[name] for name, lane in lanes.items() if lane == title})
        bands.append((title, Box(HEAD, top, width - HEAD, number * ROW)))
        top += number * ROW
    plan = Plan(Box(0, 0, width, top), bands, boxes)
    plan.ways = _ways(flow, plan, columns, rows)
    return plan


def _nodes(flow: type[Regulation]) -> list[Any]:
    return drawing.drawn_nodes(flow)


def _edges(flow: type[Regulation]) -> list[tuple[str, str, str]]:
    """(from, to, what it is called), in the order of the flow."""
    found = []
    for node in _nodes(flow):
        match node:
            case Gate():
                ways = [(node._on_true, _("是")), (node._on_false, _("否"))]
            case Gather() if len(list(node._outgoing())) > 1:
                ways = [(node._next, _("通过")), (node._otherwise, _("未通过"))]
            case _:
                ways = [(edge.dst, "") for edge in node._outgoing()]
        found += [(node.name, to.name, title) for to, title in ways if to is not None]
    return found


def _columns(flow: type[Regulation]) -> dict[str, int]:
    """How many nodes lie at most between the beginning and each; ways back do not count."""
    back = flow.ways_back()
    ahead = defaultdict(set)
    for source, target, _title in _edges(flow):
        if (source, target) not in back:
            ahead[source].add(target)
    columns = {node.name: 0 for node in _nodes(flow)}
    for _round in columns:
        for source, targets in ahead.items():
            for target in targets:
                columns[target] = max(columns[target], columns[source] + 1)
    return columns


def _lanes(flow: type[Regulation]) -> dict[str, str]:
    """Who acts at each node; one on which nobody acts lies with whoever acted before it, the beginning with the first."""
    lanes = {node.name: _actor(node) for node in _nodes(flow) if isinstance(node, Step)}
    edges = _edges(flow)
    while missing := [node.name for node in _nodes(flow) if node.name not in lanes]:
        found = {to: lanes[source] for source, to, _title in reversed(edges) if to in missing and source in lanes}
        if not found:
            found = {source: lanes[to] for source, to, _title in reversed(edges) if source in missing and to in lanes}
        lanes |= found
    return lanes


def _actor(step: Step) -> str:
    """The organ as the flow's method names it; a seat, and a method without a name, by the duty."""
    return str(getattr(step.organisation, "lane", "") or step.duty.label)


def _rows(flow: type[Regulation], columns: dict[str, int], lanes: dict[str, str], titles: list[str]) -> dict[str, int]:
    """Lane below lane; within one as many rows as nodes share a column."""
    rows: dict[str, int] = {}
    top = 0
    for title in titles:
        taken: dict[int, int] = defaultdict(int)
        for node in _nodes(flow):
            if lanes[node.name] == title:
                rows[node.name] = top + taken[columns[node.name]]
                taken[columns[node.name]] += 1
        top += max(taken.values())
    return rows


def _box(node: Any, column: int, row: int, lane: int) -> Box:
    size = EVENT if isinstance(node, Begin | Finish) else TASK if isinstance(node, Step | Act) else GATEWAY
    x = 2 * HEAD + column * COLUMN + (COLUMN - size[0]) // 2
    return Box(x, row * ROW + (ROW - size[1]) // 2, *size, lane)


def _ways(flow: type[Regulation], plan: Plan, columns: dict[str, int], rows: dict[str, int]) -> list[Way]:
    used: dict[tuple[str, int], int] = defaultdict(int)

    def offset(gap: str, number: int) -> int:
        used[gap, number] += 1
        return ((used[gap, number] - 1) % LANES_IN_A_GAP - LANES_IN_A_GAP // 2) * STEP

    found = []
    for number, (source, target, title) in enumerate(_edges(flow)):
        start, end = plan.boxes[source], plan.boxes[target]
        before = 2 * HEAD + columns[target] * COLUMN
        if columns[target] == columns[source] + 1:
            points = _next_to(start, end, before + offset("column", columns[target]))
        else:
            below = (rows[source] + 1) * ROW - 10 + offset("row", rows[source]) // 2
            points = _around(start, end, below, before + offset("column", columns[target]))
        found.append(Way(f"edge_{number}_{source}__{target}", source, target, title, points))
    return found


def _next_to(start: Box, end: Box, across: int) -> tuple[Point, ...]:
    """To the column beside: straight, or up and down in the gap before it."""
    out, into = (start.x + start.width, start.middle[1]), (end.x, end.middle[1])
    return (out, into) if out[1] == into[1] else (out, (across, out[1]), (across, into[1]), into)


def _around(start: Box, end: Box, below: int, across: int) -> tuple[Point, ...]:
    """Down out of the shape, along the gap under its row, up or down in the gap before the target, and in."""
    out, into = (start.middle[0], start.y + start.height), (end.x, end.middle[1])
    return out, (out[0], below), (across, below), (across, into[1]), into
