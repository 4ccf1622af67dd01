"""The supervisor's pages over a province of 103 counties: the matrix and the list beside counting in Python over every
open item, the months beside the plain query over every item."""

from __future__ import annotations

import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.db import connection
from django.urls import reverse

from core import benches, clock
from core.benches import Asked, Figure, at_most
from core.measuring import Act, interleaved, ratio
from core.models import User
from core.visiting import Visitor, pages
from oversight import areas, waiting
from oversight.counting import BEGINNING, calendar, count_since, first_of, statement
from oversight.models import WayMonth
from oversight.periods import Period
from oversight.trends import trends
from roles.duties import Duty
from workflows.engine.benches import volume
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

TABLE, TRENDS = "the page of matrix and list", "the page of months"
OURS, NAIVE, KEPT, PLAIN = "ours", "row by row", "kept", "plain query"
COUNTIES = 103
FLAT = at_most(1.3, "at most {} x the smallest size")
FEW = at_most(8, "at most {}")
SUPERVISOR = "supervisor"


def measure(asked: Asked) -> Iterator[Figure | str]:
    """The pages at each size; what is open stays, history grows."""
    quickest: dict[str, list[float]] = {TABLE: [], TRENDS: []}
    addresses = {TABLE: reverse("oversight:overdue"), TRENDS: f"{reverse('oversight:trends')}?months=12"}
    stage.raise_stage(counties=COUNTIES)
    with pages():
        for size in asked.sizes:
            yield f"{volume.fill(size):,} work items, {WorkItem.objects.open().count():,} open, {COUNTIES} counties"
            person = _supervisor()
            visitor, places = Visitor(person), areas.areas_of(person).supervised
            taken, counted = _counted()
            yield f"every month counted anew in {taken:.2f} s: {counted:,} rows of steps, {WayMonth.objects.count():,} of ways"
            period = Period(first_of(clock.today()), 12)
            acts: dict[str, Act] = {
                TABLE: partial(visitor.get, addresses[TABLE]),
                TRENDS: partial(visitor.get, addresses[TRENDS]),
                OURS: partial(waiting.overview, places, waiting.Asked()),
                NAIVE: partial(_naive, places),
                KEPT: partial(trends, places, period),
                PLAIN: partial(_plain, places),
            }
            found = interleaved(acts, runs=asked.runs, warm=1)
            for page, times in quickest.items():
                times.append(min(found[page]))
            yield _beside(f"matrix and list, {size:,} work items", found[OURS], NAIVE, found[NAIVE])
            yield _beside(f"months and steps of the province, {size:,} work items", found[KEPT], PLAIN, found[PLAIN])
            _require_equal(places, period)
        for page, address in addresses.items():
            yield Figure(case=page, measure="statements", ours=visitor.statements(address), bar=FEW)
        flow = reverse("oversight:flow", args=["annual_plan"])
        yield Figure(case="the drawn flow", measure="statements", ours=visitor.statements(flow), bar=FEW)
    for page, times in quickest.items():
        yield Figure(
            case=f"{page}, {asked.sizes[0]:,} to {asked.sizes[-1]:,} work items",
            measure="quickest, ms",
            ours=times[-1] * 1e3,
            peer=f"{asked.sizes[0]:,}",
            theirs=times[0] * 1e3,
            ratio=times[-1] / times[0],
            bar=FLAT,
        )


def _beside(case: str, ours: Sequence[float], peer: str, theirs: Sequence[float]) -> Figure:
    return Figure(
        case=case,
        measure="ms (ratio: times faster)",
        ours=statistics.median(ours) * 1e3,
        peer=peer,
        theirs=statistics.median(theirs) * 1e3,
        ratio=ratio(theirs, ours),
    )


def _counted() -> tuple[float, int]:
    start = time.perf_counter()
    counted = count_since()
    return time.perf_counter() - start, counted


def _plain(places: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """The months of the first place by reading every item."""
    told = {**calendar(), "since": BEGINNING, "place": f"{places[0]}%"}
    with connection.cursor() as cursor:
        cursor.execute(statement("days", "step_times", "plain_months"), told)
        return list(cursor.fetchall())


def _require_equal(places: tuple[str, ...], period: Period) -> None:
    """The kept counts say what the plain query says. Raises AssertionError."""
    plain: dict[Any, int] = defaultdict(int)
    for month, _flow, _step, decided, *_rest in _plain(places):
        plain[month] += decided
    kept = {month.first: month.count.decided for month in trends(places, period).months if month.count.decided}
    if kept != {month: number for month, number in plain.items() if period.holds(month)}:
        raise AssertionError("the kept counts are not those of the plain query")


def _supervisor() -> User:
    found = User.objects.filter(username=SUPERVISOR).first()
    if found is None:
        found = User.objects.create_user(SUPERVISOR, name="督查员")
        stage.appoint(found, stage.organisation("42"), [Duty.SUPERVISE])
    return found


def _naive(places: tuple[str, ...]) -> Counter[tuple[str, str, bool]]:
    now = clock.now()
    items = WorkItem.objects.open().select_related("organisation__county").order_by("due_at", "pk")
    return Counter(
        (item.organisation.name, item.step, item.due_at < now)
        for item in items
        if item.organisation.path.startswith(places)
    )


benches.register(
    benches.Bench(
        name="supervisor",
        promise="matrix, list and months of a province beside the naive queries, as history grows",
        measure=measure,
        sizes=(10_000, 100_000),
        tiny=(400, 800),
        runs=9,
    )
)
