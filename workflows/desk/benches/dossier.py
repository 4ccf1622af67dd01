"""The dossier page while stored volume grows, and the way of a dossier beside the same facts asked row by row."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from functools import partial

from django.urls import reverse

from core.benches import Asked, Figure, at_least, at_most
from core.measuring import Act, interleaved, ratio
from core.models import Dossier
from core.visiting import Visitor, pages
from workflows.desk import timeline
from workflows.engine.benches import volume
from workflows.engine.models import Opinion, WorkItem
from workflows.engine.trials import stage

PAGE, OURS, NAIVE = "page", "ours", "row by row"
FLAT = at_most(1.3, "at most {} x the smallest size")
FEW = at_most(14, "at most {}")
FASTER = at_least(1.5, "at least {} x faster")


def measure(asked: Asked) -> Iterator[Figure | str]:
    """The page at each size, and the way of one dossier that came through every seat."""
    quickest: list[float] = []
    with pages():
        for size in asked.sizes:
            yield f"{volume.fill(size):,} work items"
            travelled = _travelled()
            reader = stage.holder("420301")
            visitor = Visitor(reader)
            address = f"{reverse('desk:dossier', args=[travelled.pk])}?tab=progress"
            acts: dict[str, Act] = {
                PAGE: partial(visitor.get, address),
                OURS: partial(timeline.rounds, travelled, reader),
                NAIVE: partial(_naive, travelled),
            }
            found = interleaved(acts, runs=asked.runs, warm=2)
            quickest.append(min(found[PAGE]))
            yield Figure(
                case=f"the way of a dossier of {Opinion.objects.filter(dossier=travelled).count()} opinions, {size:,} work items",
                measure="ms (ratio: times faster)",
                ours=statistics.median(found[OURS]) * 1e3,
                peer=NAIVE,
                theirs=statistics.median(found[NAIVE]) * 1e3,
                ratio=ratio(found[NAIVE], found[OURS]),
                bar=FASTER,
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


def _travelled() -> Dossier:
    """A dossier that went through every step, decided by those whose duty it is."""
    process = stage.begin()
    stage.run_through(process)
    dossier: Dossier = process.dossier
    return dossier


def _naive(dossier: Dossier) -> list[str]:
    return [
        f"{item.organisation.name} {item.task.opinion.actor} {item.task.opinion.get_decision_display()}"
        for item in WorkItem.objects.filter(dossier=dossier).order_by("opened_at", "pk")
    ]
