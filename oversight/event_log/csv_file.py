"""The event log as CSV: a line an event, under the names that process mining tools know from XES."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Iterator

from core import clock
from oversight.event_log.reading import Event, Trace
from oversight.exports import harmless, printable

CSV_TYPE = "text/csv; charset=utf-8"
OF_CASE = ("flow", "flow_title", "dossier", "title", "county", "county_name", "year", "opened", "closed", "outcome")
OF_EVENT = (
    "step", "round", "seat", "organisation_code", "due", "decision", "withdrawn", "grounds", "clause", "rows", "columns",
)  # fmt: skip
HEAD = (
    "case:concept:name", "concept:name", "time:timestamp", "lifecycle:transition", "org:group", "org:role",
    "org:resource", "on_behalf_of", "concept:instance", *OF_EVENT, *(f"case:{name}" for name in OF_CASE),
)  # fmt: skip


def as_csv(traces: Iterable[Trace]) -> Iterator[str]:
    """The file line by line, its head first, behind the mark that tells a Chinese spreadsheet the encoding."""
    yield "\ufeff" + _written(HEAD)
    for trace in traces:
        of_case = [_told(trace.facts.get(name)) for name in OF_CASE]
        yield "".join(_written((*_line(trace, event), *of_case)) for event in trace.events)


def _line(trace: Trace, event: Event) -> tuple[str, ...]:
    return (
        trace.case, event.activity, _told(event.at), str(event.transition), event.organisation, event.role,
        event.person, event.principal, str(event.item), *(_told(event.facts.get(name)) for name in OF_EVENT),
    )  # fmt: skip


def _told(fact: object) -> str:
    if isinstance(fact, datetime.datetime):
        return fact.astimezone(clock.SHANGHAI).isoformat(timespec="milliseconds")
    return "" if fact is None else str(fact)


def _written(cells: Iterable[str]) -> str:
    """One line, with nothing in it that a spreadsheet would run."""
    out = io.StringIO(newline="")
    csv.writer(out).writerow([harmless(printable(cell)) for cell in cells])
    return out.getvalue()
