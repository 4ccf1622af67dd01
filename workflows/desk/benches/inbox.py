"""The inbox of a township's, a county's and a provincial person while history grows and what is open stays."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from functools import partial

from django.db import connection

from core.benches import Asked, Figure, at_least, at_most
from core.measuring import Act, interleaved, ratio
from core.models import User
from core.visiting import Visitor, pages
from workflows.desk.inbox import ROWS, Filter, inbox
from workflows.engine.benches import stock_queue, volume
from workflows.engine.trials import stage

OURS, IDEAL, STOCK = "ours", "ideal raw query", "stock queue with guardian"
NEAR = at_most(5)
WHY = (
    "the ideal query asks for less than the page shows: neither the person's duties, nor separation of duties, nor "
    "handing over, nor facets, nor the calls counted beside; putting 50 rows into words is Python"
)
FLAT = at_most(1.3, "at most {} x the smallest size")
STATEMENTS = at_most(6, "at most {}")
BEATS = at_least(1, "at least {} x faster")

_PAGE = """
    SELECT w.task_id, w.step, w.due_at, d.title, d.amount, o.name
    FROM engine_workitem w JOIN core_dossier d ON d.id = w.dossier_id JOIN core_organisation o ON o.id = d.owner_id
    WHERE w.closed_at IS NULL AND w.organisation_id = %s AND w.duty = ANY(%s)
    ORDER BY w.due_at LIMIT %s"""
_COUNT = """
    SELECT count(*) FROM engine_workitem WHERE closed_at IS NULL AND organisation_id = %s AND duty = ANY(%s)"""


def measure(asked: Asked) -> Iterator[Figure | str]:
    """Each kind of person at each size; the page's statements; how the time grows."""
    quickest: dict[str, list[float]] = {kind: [] for kind in volume.PERSONS}
    for size in asked.sizes:
        yield f"{volume.fill(size):,} work items"
        volume.grant()
        for kind in volume.PERSONS:
            found = _seconds(kind, asked.runs)
            quickest[kind].append(min(found[OURS]))
            yield from _figures(f"{size:,} work items, {kind}", found)
    for kind, seconds in quickest.items():
        yield _growth(kind, asked.sizes, seconds)
    for kind in volume.PERSONS:
        with pages():
            statements = Visitor(_person(kind)).statements("/")
        yield Figure(case=f"the whole page, {kind}", measure="statements", ours=statements, bar=STATEMENTS)


def _seconds(kind: str, runs: int) -> dict[str, list[float]]:
    person, place = _person(kind), stage.organisation(volume.PERSONS[kind]).pk
    acts: dict[str, Act] = {
        OURS: partial(inbox, person, Filter()),
        IDEAL: partial(_ideal, place, list(volume.duties_of(kind))),
        STOCK: partial(stock_queue.page, person, ROWS),
    }
    if inbox(person, Filter()).total != acts[IDEAL]():
        raise RuntimeError(f"the inbox of the {kind} and the ideal query disagree")
    return interleaved(acts, runs=runs, warm=2)


def _figures(case: str, found: dict[str, list[float]]) -> Iterator[Figure]:
    ours = found[OURS]
    for peer, bar, by in ((IDEAL, NEAR, ratio(ours, found[IDEAL])), (STOCK, BEATS, ratio(found[STOCK], ours))):
        yield Figure(
            case=case,
            measure="ms for page and counts" + (" (ratio: times faster)" if bar.is_floor else ""),
            ours=statistics.median(ours) * 1e3,
            peer=peer,
            theirs=statistics.median(found[peer]) * 1e3,
            ratio=by,
            bar=bar,
            reason=WHY if bar is NEAR else "",
        )


def _growth(kind: str, sizes: tuple[int, ...], seconds: list[float]) -> Figure:
    return Figure(
        case=f"{sizes[0]:,} to {sizes[-1]:,} work items, {kind}",
        measure="quickest, ms",
        ours=seconds[-1] * 1e3,
        peer=f"{sizes[0]:,}",
        theirs=seconds[0] * 1e3,
        ratio=seconds[-1] / seconds[0],
        bar=FLAT,
    )


def _ideal(place: int, duties: list[str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_PAGE, [place, duties, ROWS])
        cursor.fetchall()
        cursor.execute(_COUNT, [place, duties])
        return int(cursor.fetchone()[0])


def _person(kind: str) -> User:
    return stage.holder(volume.PERSONS[kind])
