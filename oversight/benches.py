"""The supervisor's page over a province: the matrix and the list, beside counting in Python over every open item."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator
from functools import partial

from django.urls import reverse

from core import benches, clock
from core.benches import Asked, Figure, at_most
from core.measuring import Act, interleaved, ratio
from core.models import User
from core.visiting import Visitor, pages
from oversight import areas, waiting
from roles.duties import Duty
from workflows.engine.benches import volume
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

PAGE, OURS, NAIVE = "page", "ours", "row by row"
FLAT = at_most(1.3, "at most {} x the smallest size")
FEW = at_most(8, "at most {}")
SUPERVISOR = "supervisor"


def measure(asked: Asked) -> Iterator[Figure | str]:
    """The page at each size; what is open stays, history grows."""
    quickest: list[float] = []
    address = reverse("oversight:overdue")
    with pages():
        for size in asked.sizes:
            yield f"{volume.fill(size):,} work items, {WorkItem.objects.open().count():,} open"
            person = _supervisor()
            visitor, places = Visitor(person), areas.areas_of(person).supervised
            acts: dict[str, Act] = {
                PAGE: partial(visitor.get, address),
                OURS: partial(waiting.overview, places, waiting.Asked()),
                NAIVE: partial(_naive, places),
            }
            found = interleaved(acts, runs=asked.runs, warm=2)
            quickest.append(min(found[PAGE]))
            yield Figure(
                case=f"matrix and list, {size:,} work items",
                measure="ms (ratio: times faster)",
                ours=statistics.median(found[OURS]) * 1e3,
                peer=NAIVE,
                theirs=statistics.median(found[NAIVE]) * 1e3,
                ratio=ratio(found[NAIVE], found[OURS]),
            )
        yield Figure(case="the whole page", measure="statements", ours=visitor.statements(address), bar=FEW)
    yield Figure(
        case=f"the whole page, {asked.sizes[0]:,} to {asked.sizes[-1]:,} work items",
        measure="quickest, ms",
        ours=quickest[-1] * 1e3,
        peer=f"{asked.sizes[0]:,}",
        theirs=quickest[0] * 1e3,
        ratio=quickest[-1] / quickest[0],
        bar=FLAT,
    )


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
        promise="matrix and overdue list of a province beside counting row by row, as history grows",
        measure=measure,
        sizes=(10_000, 100_000),
        tiny=(400, 800),
        runs=9,
    )
)
