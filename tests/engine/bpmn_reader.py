"""A reader of BPMN 2.0 files that shares nothing with what writes them: nodes, edges, lanes, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

SPACES = {
    "m": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "d": "http://www.omg.org/spec/BPMN/20100524/DI",
    "c": "http://www.omg.org/spec/DD/20100524/DC",
    "w": "http://www.omg.org/spec/DD/20100524/DI",
}
NODES = {"startEvent", "endEvent", "userTask", "serviceTask", "parallelGateway", "exclusiveGateway"}
Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass
class Read:
    """What the file says: kinds and names by id, edges with their ends, lanes with their nodes, and all places."""

    kinds: dict[str, str]
    names: dict[str, str]
    edges: dict[str, tuple[str, str]]
    lanes: dict[str, tuple[str, set[str]]]
    multiple: set[str]
    shapes: dict[str, Rectangle]
    lines: dict[str, list[tuple[float, float]]]


def read(text: str) -> Read:
    """The one process of the file and its one diagram; every reference is followed."""
    root = ElementTree.fromstring(text.encode())  # noqa: S314  our own file
    (process,) = root.findall("m:process", SPACES)
    tags = {element: element.tag.rpartition("}")[2] for element in process}
    nodes = {element.attrib["id"]: element for element, tag in tags.items() if tag in NODES}
    flows = {
        e.attrib["id"]: (e.attrib["sourceRef"], e.attrib["targetRef"])
        for e in process.findall("m:sequenceFlow", SPACES)
    }
    for pk, element in nodes.items():
        assert {e.text for e in element.findall("m:incoming", SPACES)} == {
            f for f, ends in flows.items() if ends[1] == pk
        }
        assert {e.text for e in element.findall("m:outgoing", SPACES)} == {
            f for f, ends in flows.items() if ends[0] == pk
        }
    every = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(every) == len(set(every)), "an id stands twice"
    (plane,) = root.findall("d:BPMNDiagram/d:BPMNPlane", SPACES)
    drawn = {element.attrib["bpmnElement"] for element in plane}
    assert drawn <= set(every), "something is drawn that is not there"
    return Read(
        kinds={pk: tags[element] for pk, element in nodes.items()},
        names={pk: element.attrib.get("name", "") for pk, element in nodes.items()},
        edges=flows,
        lanes={
            lane.attrib["id"]: (lane.attrib["name"], {str(e.text) for e in lane.findall("m:flowNodeRef", SPACES)})
            for lane in process.findall("m:laneSet/m:lane", SPACES)
        },
        multiple={pk for pk, e in nodes.items() if e.find("m:multiInstanceLoopCharacteristics", SPACES) is not None},
        shapes={e.attrib["bpmnElement"]: _rectangle(e) for e in plane.findall("d:BPMNShape", SPACES)},
        lines={e.attrib["bpmnElement"]: _points(e) for e in plane.findall("d:BPMNEdge", SPACES)},
    )


def _rectangle(shape: Any) -> Rectangle:
    bounds = shape.find("c:Bounds", SPACES).attrib
    x, y = float(bounds["x"]), float(bounds["y"])
    return x, y, x + float(bounds["width"]), y + float(bounds["height"])


def _points(edge: Any) -> list[tuple[float, float]]:
    return [(float(p.attrib["x"]), float(p.attrib["y"])) for p in edge.findall("w:waypoint", SPACES)]
