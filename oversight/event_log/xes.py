"""XES (IEEE 1849-2016): the log's head, then one trace after the other, then its end."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from core import clock
from oversight.event_log.reading import Trace

XES_TYPE = "application/xml; charset=utf-8"

EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
)
HEAD = """\
  <global scope="trace">
    <string key="concept:name" value="-"/>
  </global>
  <global scope="event">
    <string key="concept:name" value="-"/>
    <string key="concept:instance" value="-"/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>
    <string key="lifecycle:transition" value="complete"/>
    <string key="org:group" value="-"/>
    <string key="org:role" value="-"/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
  <classifier name="ActivityAndTransition" keys="concept:name lifecycle:transition"/>
  <classifier name="Organisation" keys="org:group"/>
  <string key="lifecycle:model" value="standard"/>
"""
"""What every trace and every event has, and what events may be told apart by."""

Fact = str | int | datetime.datetime


def as_xes(traces: Iterable[Trace], *, name: str) -> Iterator[str]:
    """The log piece by piece; `name` says what it is of."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">\n'
    for told, prefix, uri in EXTENSIONS:
        yield f'  <extension name="{told}" prefix="{prefix}" uri="{uri}"/>\n'
    yield HEAD
    yield f'  <string key="concept:name" value={quoteattr(clean(name))}/>\n'
    for trace in traces:
        yield ElementTree.tostring(_trace(trace), encoding="unicode") + "\n"
    yield "</log>\n"


def _trace(trace: Trace) -> ElementTree.Element:
    element = ElementTree.Element("trace")
    _tell(element, {"concept:name": trace.case, **trace.facts})
    for event in trace.events:
        told: dict[str, Fact] = {
            "concept:name": event.activity,
            "concept:instance": str(event.item),
            "time:timestamp": event.at,
            "lifecycle:transition": str(event.transition),
            "org:group": event.organisation,
            "org:role": event.role,
        }
        if event.person:
            told["org:resource"] = event.person
        if event.principal:
            told["on_behalf_of"] = event.principal
        _tell(ElementTree.SubElement(element, "event"), {**told, **event.facts})
    return element


def _tell(element: ElementTree.Element, facts: Mapping[str, Fact]) -> None:
    """Each fact by its type; a moment with its offset from Greenwich."""
    for key, fact in facts.items():
        match fact:
            case datetime.datetime():
                tag, value = "date", fact.astimezone(clock.SHANGHAI).isoformat(timespec="milliseconds")
            case int():
                tag, value = "int", str(fact)
            case _:
                tag, value = "string", clean(str(fact))
        ElementTree.SubElement(element, tag, key=key, value=value)


def clean(text: str) -> str:
    """Without the characters that no XML document may hold."""
    return "".join(
        c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )
