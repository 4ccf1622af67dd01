"""A flow as the regulation draws it, from top to bottom, with what its steps and ways took written on them.

Coordinates only; the template makes the picture. Places are those of `workflows.engine.upright`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from oversight.models import WayMonth
from oversight.periods import Times
from oversight.trends import Count, position, share
from workflows.desk import steps
from workflows.engine import registry, upright
from workflows.engine.nodes import Step
from workflows.engine.upright import Grid, Place

TALL, GAP, EDGE = 62, 34, 24
GRID = Grid(box=220, column=330, narrow=330, gap=GAP, edge=EDGE)
LANE = 22
"""Between two arcs that lead back."""


@dataclass(frozen=True)
class Way:
    """One way from a step to the next as it was taken: of what leaves the step, of all its times between."""

    step: str
    to_step: str
    label: str
    to_label: str
    taken: int
    back: int
    percent: float | None
    times: Times


@dataclass(frozen=True)
class Box(Place):
    """A node: a step with its title and figures, or a small sign of the flow."""

    kind: str = "step"
    title: str = ""
    figures: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        return str(self.node.name)


@dataclass(frozen=True)
class Line:
    """An edge: its points, what stands beside it, and whether it leads back or was returned along."""

    points: str
    kind: str
    text: str = ""
    text_x: float = 0
    text_y: float = 0


@dataclass(frozen=True)
class Picture:
    """The drawing with its size."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: float
    height: float


def ways(rows: Iterable[WayMonth], flow_key: str) -> tuple[Way, ...]:
    """Every way that was taken, in the order of the regulation."""
    found: dict[tuple[str, str], list[WayMonth]] = defaultdict(list)
    leaving: dict[str, int] = defaultdict(int)
    for row in rows:
        found[row.step, row.to_step].append(row)
        leaving[row.step] += row.taken
    made = [
        Way(
            step=step,
            to_step=to_step,
            label=steps.title(flow_key, step),
            to_label=steps.title(flow_key, to_step),
            taken=(taken := sum(row.taken for row in kept)),
            back=sum(row.back for row in kept),
            percent=share(taken, leaving[step]),
            times=Times.of(row.times for row in kept),
        )
        for (step, to_step), kept in found.items()
    ]
    return tuple(sorted(made, key=lambda way: tuple(position(flow_key, step) for step in (way.step, way.to_step))))


def picture(flow_key: str, counts: Mapping[str, Count], taken: Iterable[Way]) -> Picture:
    """The flow with the figures of its steps and ways. Raises KeyError for a flow that nobody registered."""
    flow = registry.flow(flow_key)
    boxes = _boxes(flow, counts)
    right = max(box.x + box.width for box in boxes.values())
    ahead, across = _spread(flow, taken)
    lines = [_edge(boxes, *edge, ahead.get(edge, [])) for edge in upright.onward(flow)]
    arcs, lanes = _arcs(boxes, across, right)
    return Picture(
        boxes=tuple(boxes.values()),
        lines=(*lines, *arcs),
        width=right + EDGE + LANE * lanes + (90 if lanes else 0),
        height=max(box.bottom for box in boxes.values()) + EDGE,
    )


def _boxes(flow: Any, counts: Mapping[str, Count]) -> dict[str, Box]:
    placed = upright.places(flow, GRID, lambda _step: TALL)
    return {name: _box(place, counts.get(name)) for name, place in placed.items()}


def _box(place: Place, count: Count | None) -> Box:
    at = (place.x, place.y, place.width, place.height)
    if not place.is_step:
        kind = {"Begin": "end", "Finish": "end"}.get(type(place.node).__name__, "gate")
        return Box(place.node, *at, kind=kind)
    figures, note = _figures(count) if count else (_("本期未办理"), "")
    return Box(place.node, *at, kind="step", title=str(place.node.task_title), figures=figures, note=note)


def _figures(count: Count) -> tuple[str, str]:
    """Number and times; rates where there are any."""
    if not count.decided:
        return _("到达%(opened)s件，尚未办结") % {"opened": count.opened}, ""
    figures = _("%(n)s件　中位%(median)s日　P90 %(p90)s日") % {
        "n": count.decided, "median": count.times.median, "p90": count.times.p90,
    }  # fmt: skip
    note = _("退回率%(returned)s%%　逾期率%(late)s%%") % {"returned": count.return_percent, "late": count.late_percent}
    return figures, note


def _spread(flow: Any, taken: Iterable[Way]) -> tuple[dict[tuple[str, str], list[Way]], list[Way]]:
    """The ways on the drawn edges that they pass, and those that go across the drawing: returns."""
    ahead: dict[tuple[str, str], list[Way]] = defaultdict(list)
    across = []
    on = defaultdict(list)
    for src, dst in upright.onward(flow):
        on[src].append(dst)
    human = {node.name for node in flow.instance.nodes() if isinstance(node, Step)}
    for way in taken:
        path = None if way.back or way.step == way.to_step else _path(on, human, way.step, way.to_step)
        if path is None:
            across.append(way)
        else:
            for edge in path:
                ahead[edge].append(way)
    return ahead, across


def _path(on: Mapping[str, list[str]], human: set[str], src: str, dst: str) -> list[tuple[str, str]] | None:
    """The shortest drawn way between two steps that passes no third one."""
    paths: list[list[tuple[str, str]]] = [[(src, ahead)] for ahead in on.get(src, ())]
    while paths:
        path = paths.pop(0)
        at = path[-1][1]
        if at == dst:
            return path
        if at not in human:
            paths.extend([*path, (at, ahead)] for ahead in on.get(at, ()))
    return None


def _edge(boxes: Mapping[str, Box], src: str, dst: str, taken: list[Way]) -> Line:
    start, end = boxes[src], boxes[dst]
    text = ""
    if number := sum(way.taken for way in taken):
        times = Times.of({str(days): n for days, n in way.times.counts} for way in taken)
        text = _("%(n)s次　中位%(median)s　P90 %(p90)s") % {"n": number, "median": times.median, "p90": times.p90}
    run = upright.points(upright.elbow(start, end, GAP))
    return Line(run, "on" if text else "unused", text, end.middle + 8, end.y - GAP / 2 + 4)


def _arcs(boxes: Mapping[str, Box], across: list[Way], right: float) -> tuple[list[Line], int]:
    """Ways that go back or skip, each in a lane to the right of everything where no other runs beside it."""
    lanes: list[list[tuple[float, float]]] = []
    drawn = []
    for way in sorted(across, key=lambda way: abs(_height(boxes, way.step) - _height(boxes, way.to_step))):
        if way.step not in boxes or way.to_step not in boxes or way.step == way.to_step:
            continue
        start, end = boxes[way.step], boxes[way.to_step]
        out, back = start.y + start.height * 0.7, end.y + end.height * 0.3
        span = (min(out, back), max(out, back))
        free = (n for n, lane in enumerate(lanes) if all(span[1] < low or span[0] > high for low, high in lane))
        number = next(free, len(lanes))
        if number == len(lanes):
            lanes.append([])
        lanes[number].append(span)
        x = right + EDGE + LANE * number
        points = [(start.x + start.width, out), (x, out), (x, back), (end.x + end.width, back)]
        text = _("%(n)s次　%(percent)s%%") % {"n": way.taken, "percent": way.percent}
        drawn.append(Line(upright.points(points), "back" if way.back else "on", text, x + 5, (out + back) / 2 + 4))
    return drawn, len(lanes)


def _height(boxes: Mapping[str, Box], name: str) -> float:
    return boxes[name].y if name in boxes else 0
