"""A flow as BPMN 2.0 with its diagram: a pool, a lane for each organ that acts, and every node and edge with its place.

What people may do across the edges (return, seats added and removed, steps added, taking back, an end before the end) is no edge of
the flow; each step says in its documentation where it may return to and who may end it. Conditions are named, not written out: a service decides them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _

from workflows.engine import drawing
from workflows.engine.nodes import Act, Begin, Countersign, Finish, Gate, Gather, Regulation, Step, everyone
from workflows.engine.plotting import Box, Plan, Way, plotted
from workflows.engine.titles import title_of, way_back

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
CANVAS = "http://www.omg.org/spec/DD/20100524/DC"
WAYPOINTS = "http://www.omg.org/spec/DD/20100524/DI"
PREFIXES = {"bpmn": MODEL, "bpmndi": DIAGRAM, "omgdc": CANVAS, "omgdi": WAYPOINTS}
"""Registered for the whole process, where "dc" is Dublin Core's, in the metadata of each document that is printed."""
TARGET = "urn:tongchou:flows"


def bpmn(flow: type[Regulation]) -> str:
    """The whole document, in the language that is active."""
    for prefix, uri in PREFIXES.items():
        ElementTree.register_namespace(prefix, uri)
    plan = plotted(flow)
    root = Element(f"{{{MODEL}}}definitions", id=f"definitions_{flow.key}", targetNamespace=TARGET)
    pool = SubElement(root, f"{{{MODEL}}}collaboration", id=f"pool_{flow.key}")
    SubElement(
        pool,
        f"{{{MODEL}}}participant",
        id=f"participant_{flow.key}",
        name=str(flow.process_title),
        processRef=f"process_{flow.key}",
    )
    _process(root, flow, plan)
    _diagram(root, flow, plan)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


def _process(root: Element, flow: type[Regulation], plan: Plan) -> None:
    process = SubElement(
        root,
        f"{{{MODEL}}}process",
        id=f"process_{flow.key}",
        name=str(flow.process_title),
        isExecutable="false",
    )
    lanes = SubElement(process, f"{{{MODEL}}}laneSet", id=f"lanes_{flow.key}")
    for number, (title, _box) in enumerate(plan.lanes):
        lane = SubElement(lanes, f"{{{MODEL}}}lane", id=f"lane_{number}", name=title)
        for name, box in plan.boxes.items():
            if box.lane == number:
                SubElement(lane, f"{{{MODEL}}}flowNodeRef").text = f"node_{name}"
    for node in drawing.drawn_nodes(flow):
        _node(process, flow, node, plan.ways)
    first: set[str] = set()
    for way in plan.ways:
        told = {"id": way.id, "sourceRef": f"node_{way.source}", "targetRef": f"node_{way.target}"}
        edge = SubElement(process, f"{{{MODEL}}}sequenceFlow", {**told, **({"name": way.name} if way.name else {})})
        if way.name and way.source not in first:
            first.add(way.source)
            SubElement(edge, f"{{{MODEL}}}conditionExpression").text = way.source


def _node(process: Element, flow: type[Regulation], node: Any, ways: list[Way]) -> None:
    """Its documentation, its edges, and last whether it is opened once for each of a list, as the schema orders them."""
    tag, title = _kind(node), title_of(node)
    told = {"id": f"node_{node.name}", **({"name": title} if title else {})}
    ahead = [way.id for way in ways if way.source == node.name]
    if tag == "exclusiveGateway":
        told["default"] = ahead[-1]
    element = SubElement(process, f"{{{MODEL}}}{tag}", told)
    if isinstance(node, Step):
        SubElement(element, f"{{{MODEL}}}documentation").text = "；".join(_told(flow, node))
    for way in ways:
        if way.target == node.name:
            SubElement(element, f"{{{MODEL}}}incoming").text = way.id
    for leaving in ahead:
        SubElement(element, f"{{{MODEL}}}outgoing").text = leaving
    if isinstance(node, Step) and node.is_seat:
        several = SubElement(element, f"{{{MODEL}}}multiInstanceLoopCharacteristics", isSequential="false")
        SubElement(several, f"{{{MODEL}}}loopCardinality").text = "seats"


def _kind(node: Any) -> str:
    """What BPMN calls it. Votes are a decision, so that a gather which may fail is an exclusive gateway."""
    match node:
        case Begin():
            return "startEvent"
        case Finish():
            return "endEvent"
        case Act():
            return "serviceTask"
        case Gate():
            return "exclusiveGateway"
        case Countersign():
            return "parallelGateway"
        case Gather():
            return "parallelGateway" if node.rule is everyone else "exclusiveGateway"
        case Step():
            return "userTask"
    raise TypeError(f"{node.name} has no form in BPMN")


def _told(flow: type[Regulation], step: Step) -> Iterator[str]:
    yield _("职责：%(duty)s") % {"duty": step.duty.label}
    if step.by_meeting:
        yield _("由会议决定")
    if step.lapses:
        yield _("逾期未回复的，记录后按规则继续")
    if step.returns_to:
        titles = dict.fromkeys(way_back(flow, name) for name in step.returns_to)
        yield _("可退回到：%(steps)s") % {"steps": "、".join(titles)}
    if step.may_add_steps:
        node = flow.unplanned_node()
        told = {"most": node.most, "duty": node.duty.label, "longest": node.longest}
        yield _("可增加环节：最多%(most)d个，由“%(duty)s”职责办理，每个至多%(longest)d个工作日") % told
    if flow.ended_early and (decider := flow.ended_early.decider([step.name])):
        told = {"proposes": flow.ended_early.proposed_by.duty.label, "decides": decider.duty.label}
        yield _("可终止：由“%(proposes)s”职责提请，“%(decides)s”职责决定") % told


def _diagram(root: Element, flow: type[Regulation], plan: Plan) -> None:
    diagram = SubElement(root, f"{{{DIAGRAM}}}BPMNDiagram", id=f"diagram_{flow.key}")
    plane = SubElement(diagram, f"{{{DIAGRAM}}}BPMNPlane", id=f"plane_{flow.key}", bpmnElement=f"pool_{flow.key}")
    _shape(plane, f"participant_{flow.key}", plan.pool, isHorizontal="true")
    for number, (_title, box) in enumerate(plan.lanes):
        _shape(plane, f"lane_{number}", box, isHorizontal="true")
    for name, box in plan.boxes.items():
        _shape(plane, f"node_{name}", box)
    for way in plan.ways:
        edge = SubElement(plane, f"{{{DIAGRAM}}}BPMNEdge", id=f"drawn_{way.id}", bpmnElement=way.id)
        for x, y in way.points:
            SubElement(edge, f"{{{WAYPOINTS}}}waypoint", x=str(x), y=str(y))


def _shape(plane: Element, of: str, box: Box, **more: str) -> None:
    shape = SubElement(plane, f"{{{DIAGRAM}}}BPMNShape", {"id": f"drawn_{of}", "bpmnElement": of, **more})
    SubElement(shape, f"{{{CANVAS}}}Bounds", x=str(box.x), y=str(box.y), width=str(box.width), height=str(box.height))
