"""Every flow as BPMN 2.0: read back by a reader of its own, it is the flow, and its diagram is whole."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.engine.bpmn_reader import Read, Rectangle, read
from tests.engine.test_soundness import FLOWS, REAL
from workflows.engine.bpmn import bpmn
from workflows.engine.drawing import drawn_nodes
from workflows.engine.nodes import Countersign, Finish, Gate, Step

every_flow = pytest.mark.parametrize("key", FLOWS)


@pytest.fixture
def back(key: str) -> Read:
    return read(bpmn(FLOWS[key]))


@every_flow
def test_nodes_edges_and_lists_are_those_of_the_flow(key: str, back: Read) -> None:
    flow = FLOWS[key]
    nodes = {f"node_{node.name}": node for node in drawn_nodes(flow)}
    assert back.kinds.keys() == nodes.keys()
    drawn = Counter(back.edges.values())
    assert drawn == Counter(
        (f"node_{edge.src.name}", f"node_{edge.dst.name}") for node in nodes.values() for edge in node._outgoing()
    )
    kinds = {pk: back.kinds[pk] for pk in nodes}
    assert {pk for pk, kind in kinds.items() if kind == "userTask"} == {
        pk for pk, n in nodes.items() if isinstance(n, Step)
    }
    assert {pk for pk, kind in kinds.items() if kind == "endEvent"} == {
        pk for pk, n in nodes.items() if isinstance(n, Finish)
    }
    assert all(kinds[pk] == "exclusiveGateway" for pk, n in nodes.items() if isinstance(n, Gate))
    assert list(kinds.values()).count("startEvent") == 1
    asked = {f"node_{branch[0].name}" for n in nodes.values() if isinstance(n, Countersign) for branch in n._branches}
    assert back.multiple == asked
    assert all(back.names[pk] == str(n.task_title) for pk, n in nodes.items() if isinstance(n, Step))


@every_flow
def test_every_node_lies_in_one_lane(key: str, back: Read) -> None:
    lying = Counter(pk for _name, nodes in back.lanes.values() for pk in nodes)
    assert lying == dict.fromkeys(back.kinds, 1)
    names = [name for name, _nodes in back.lanes.values()]
    assert len(set(names)) == len(names)


@every_flow
def test_the_diagram_is_whole(key: str, back: Read) -> None:
    assert back.shapes.keys() == {*back.kinds, *back.lanes, f"participant_{key}"}
    assert back.lines.keys() == back.edges.keys()
    pool = back.shapes[f"participant_{key}"]
    for lane, (_name, nodes) in back.lanes.items():
        assert within(back.shapes[lane], pool)
        assert all(within(back.shapes[pk], back.shapes[lane]) for pk in nodes)
    for one, other in itertools.combinations(back.kinds, 2):
        assert not overlap(back.shapes[one], back.shapes[other]), f"{one} lies on {other}"


@every_flow
def test_every_edge_runs_from_its_source_to_its_target_and_across_no_other_shape(key: str, back: Read) -> None:
    for edge, (source, target) in back.edges.items():
        points = back.lines[edge]
        assert touches(points[0], back.shapes[source]), edge
        assert touches(points[-1], back.shapes[target]), edge
        for (x1, y1), (x2, y2) in itertools.pairwise(points):
            line = min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
            assert x1 == x2 or y1 == y2, f"{edge} runs askew"
            for pk in back.kinds.keys() - {source, target}:
                assert not overlap(line, back.shapes[pk]), f"{edge} crosses {pk}"


@pytest.mark.parametrize("key", REAL)
def test_the_command_writes_the_same(key: str, tmp_path: Path) -> None:
    call_command("export_bpmn", key, output=str(tmp_path / "flow.bpmn"))
    assert read((tmp_path / "flow.bpmn").read_text("utf-8")) == read(bpmn(FLOWS[key]))


def within(inner: Rectangle, outer: Rectangle) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def overlap(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def touches(point: tuple[float, float], shape: Rectangle) -> bool:
    x, y = point
    return (
        shape[0] <= x <= shape[2]
        and shape[1] <= y <= shape[3]
        and (x in (shape[0], shape[2]) or y in (shape[1], shape[3]))
    )
