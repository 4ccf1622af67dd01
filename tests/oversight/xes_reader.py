"""A reader of XES files that shares nothing with what writes them, and refuses what IEEE 1849-2016 does not allow."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

NAMESPACE = "{http://www.xes-standard.org/}"
ORDER = ("extension", "global", "classifier", "attribute", "trace", "event")
TRANSITIONS = frozenset(
    [
        "schedule",
        "assign",
        "reassign",
        "start",
        "suspend",
        "resume",
        "complete",
        "autoskip",
        "manualskip",
        "withdraw",
        "ate_abort",
        "pi_abort",
        "unknown",
    ]
)
MOVING = {"schedule", "assign", "reassign", "suspend", "complete", "autoskip", "manualskip", "ate_abort", "pi_abort"}
STANDARD = {
    "concept": {"name", "instance"}, "time": {"timestamp"}, "org": {"resource", "role", "group"},
    "lifecycle": {"model", "transition"},
}  # fmt: skip
NAME = re.compile(r"[A-Za-z_][\w.-]*(:[A-Za-z_][\w.-]*)?")


class NotXes(Exception):
    """What the standard does not allow."""


@dataclass
class Log:
    """The log as it was read: globals by scope, classifiers, and each trace's attributes and events."""

    attributes: dict[str, Any] = field(default_factory=dict)
    extensions: dict[str, str] = field(default_factory=dict)
    globals: dict[str, dict[str, Any]] = field(default_factory=dict)
    classifiers: dict[str, str] = field(default_factory=dict)
    traces: list[tuple[dict[str, Any], list[dict[str, Any]]]] = field(default_factory=list)


def read(text: str) -> Log:
    """Raises NotXes, or ParseError for what is no XML at all."""
    root, log = ElementTree.fromstring(text), Log()  # noqa: S314  our own file
    _require(root.tag == f"{NAMESPACE}log", "the root is no log")
    _require(re.fullmatch(r"\d+(\.\d+)?", root.attrib["xes.version"]), "the version is no decimal")
    places = [_place(child) for child in root]
    _require(places == sorted(places), "the parts of the log are out of order")
    for child in root:
        match child.tag.removeprefix(NAMESPACE):
            case "extension":
                log.extensions[child.attrib["prefix"]] = child.attrib["uri"]
            case "global":
                log.globals[child.attrib["scope"]] = _attributes(child, log)
            case "classifier":
                _require(re.fullmatch(r"[A-Za-z_][\w.-]*", child.attrib["name"]), "a classifier's name is no NCName")
                log.classifiers[child.attrib["name"]] = child.attrib["keys"]
            case "trace":
                log.traces.append(_trace(child, log))
            case _:
                log.attributes |= _attributes([child], log)
    _hold_promises(log)
    return log


def _trace(element: ElementTree.Element, log: Log) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    is_event = [child.tag == f"{NAMESPACE}event" for child in element]
    _require(is_event == sorted(is_event), "an attribute behind an event")
    own = _attributes([child for child in element if child.tag != f"{NAMESPACE}event"], log)
    return own, [_attributes(child, log) for child in element if child.tag == f"{NAMESPACE}event"]


def _attributes(elements: Any, log: Log) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for element in elements:
        key = element.attrib["key"]
        _require(NAME.fullmatch(key), f"{key} is no name")
        _require(key not in found, f"{key} stands twice")
        prefix, colon, rest = key.partition(":")
        if colon:
            _require(prefix in log.extensions, f"{prefix} is no extension of the log")
            _require(rest in STANDARD[prefix], f"{key} is none of the extension's attributes")
        found[key] = _value(element.tag.removeprefix(NAMESPACE), element.attrib["value"])
    return found


def _value(tag: str, written: str) -> Any:
    match tag:
        case "string":
            return written
        case "int":
            return int(written)
        case "date":
            moment = datetime.datetime.fromisoformat(written)
            _require(moment.tzinfo is not None, "a moment without its offset")
            return moment
    raise NotXes(f"{tag} is no attribute")


def _hold_promises(log: Log) -> None:
    """What is declared global, and what a classifier asks for, is there in every one."""
    for attributes, events in log.traces:
        _require(log.globals["trace"].keys() <= attributes.keys(), "a trace lacks a global attribute")
        for event in events:
            _require(log.globals["event"].keys() <= event.keys(), "an event lacks a global attribute")
            _require(event["lifecycle:transition"] in TRANSITIONS, "no transition of the standard model")
        _hold_still(events)
    for keys in log.classifiers.values():
        _require(set(keys.split()) <= log.globals["event"].keys(), "a classifier asks for what is not global")


def _hold_still(events: list[dict[str, Any]]) -> None:
    """Along the standard's lifecycle model: what is suspended is resumed before anything becomes of it, and nothing else
    is resumed."""
    suspended: set[str] = set()
    for event in events:
        instance, transition = event["concept:instance"], event["lifecycle:transition"]
        _require((transition == "resume") <= (instance in suspended), "what goes on was not suspended")
        _require((transition in MOVING) <= (instance not in suspended), f"{transition} of what is suspended")
        if transition == "suspend":
            suspended.add(instance)
        elif transition == "resume":
            suspended.remove(instance)


def _place(element: ElementTree.Element) -> int:
    tag = element.tag.removeprefix(NAMESPACE)
    return ORDER.index(tag if tag in ORDER else "attribute")


def _require(holds: object, what: str) -> None:
    if not holds:
        raise NotXes(what)
