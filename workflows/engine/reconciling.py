"""Reconciliation: whether tasks, work items, opinions, dossiers and the ledger say the same of a proceeding.

Each is written beside the others in one transaction, so that a difference is somebody's hand in the database, or a
fault of ours. `replaying` asks the other question: whether what they say could have happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from viewflow.workflow.models import Task

from core.models import LedgerEntry
from workflows.engine.enums import TERMINATED, Act, Astray, Decision
from workflows.engine.models import Assistance, Opinion, Proceeding, UnplannedStep, WorkItem
from workflows.engine.replaying import Deviation
from workflows.engine.turn import ENDED

DECIDING = {Act.DECIDE: "", Act.RETURN: Decision.RETURN, Act.LAPSE: Decision.LAPSED}
"""Acts that write an opinion, and the decision that goes without saying."""


@dataclass
class Kept:
    """What is stored of one proceeding, by the number that task and work item share."""

    tasks: dict[int, Any] = field(default_factory=dict)
    items: dict[int, WorkItem] = field(default_factory=dict)
    opinions: dict[int, Opinion] = field(default_factory=dict)
    entries: dict[int, LedgerEntry] = field(default_factory=dict)
    withdrawn: dict[int, LedgerEntry] = field(default_factory=dict)
    terminated: dict[int, LedgerEntry] = field(default_factory=dict)


def differences(proceedings: Iterable[Proceeding]) -> Iterator[Deviation]:
    """What does not agree in these; five statements for all of them. Their dossiers come with them."""
    asked = {proceeding.pk: proceeding for proceeding in proceedings}
    kept = _read(asked)
    for pk, proceeding in asked.items():
        yield from _of_dossier(proceeding)
        yield from _of_its_end(proceeding, kept[pk])
        yield from _of_work(proceeding, kept[pk])
        yield from _of_opinions(proceeding, kept[pk])


def _read(asked: dict[int, Proceeding]) -> dict[int, Kept]:
    kept: dict[int, Kept] = defaultdict(Kept)
    for task in Task.objects.filter(process__in=asked, flow_task_type="HUMAN").exclude(status__in=ENDED).order_by("pk"):
        kept[task.process_id].tasks[task.pk] = task
    asked_for = Assistance.objects.open().filter(work_item=OuterRef("pk")).values("kind")
    of_seat = {"proceeding": OuterRef("proceeding"), "seat": OuterRef("seat")}
    put_in = UnplannedStep.objects.standing().filter(**of_seat).values("name")
    said = {"asked_for": asked_for, "put_in": put_in}
    open_items = WorkItem.objects.open().filter(proceeding__in=asked)
    for item in open_items.annotate(**{k: Coalesce(Subquery(v), Value("")) for k, v in said.items()}).order_by("pk"):
        kept[item.proceeding_id].items[item.pk] = item
    opinions = Opinion.objects.filter(proceeding__in=asked).defer("text", "detail").order_by("pk")
    for opinion in opinions:
        kept[opinion.proceeding_id].opinions[opinion.task_id] = opinion
    dossiers = {proceeding.dossier_id for proceeding in asked.values()}
    entries = LedgerEntry.objects.filter(dossier__in=dossiers, action__in=[*DECIDING, Act.WITHDRAW, Act.TERMINATE])
    for entry in entries.defer("prev", "hash").order_by("dossier_id", "seq"):
        found = kept[int(entry.detail.get("proceeding", 0))]
        where = {Act.WITHDRAW: found.withdrawn, Act.TERMINATE: found.terminated}.get(Act(entry.action), found.entries)
        where[int(entry.detail["work_item"])] = entry
    return kept


def _of_dossier(proceeding: Proceeding) -> Iterator[Deviation]:
    dossier = proceeding.dossier
    if proceeding.closed_at and not dossier.closed_at:
        yield _deviation(proceeding, Astray.DOSSIER, "the flow has ended and its dossier is open")
    if dossier.closed_at and not proceeding.closed_at:
        yield _deviation(proceeding, Astray.DOSSIER, "the dossier is closed and its flow goes on")


def _of_its_end(proceeding: Proceeding, kept: Kept) -> Iterator[Deviation]:
    """Ended before its end is what the ledger says was ended, and nothing else."""
    entry = next(iter(kept.terminated.values()), None)
    if proceeding.outcome == TERMINATED and entry is None:
        yield _deviation(proceeding, Astray.UNTOLD, "it was ended early, which is not in the ledger")
    elif entry is not None and proceeding.outcome != TERMINATED:
        what = f"the ledger says that it was ended early, it is {proceeding.outcome or 'open'}"
        yield _deviation(proceeding, Astray.ALTERED, what, entry=entry)


def _of_work(proceeding: Proceeding, kept: Kept) -> Iterator[Deviation]:
    for pk, item in kept.items.items():
        task = kept.tasks.get(pk)
        if task is None:
            what = f"work item {pk} at {item.step} is open, its task is not"
            yield _deviation(proceeding, Astray.ITEM_ALONE, what, pk, item.step)
        elif task.owner_id != item.claimed_by_id:
            what = f"work item {pk} at {item.step} is claimed by {item.claimed_by_id}, its task by {task.owner_id}"
            yield _deviation(proceeding, Astray.CLAIM, what, pk, item.step)
        elif item.waits != (asked_for := item.asked_for):  # type: ignore[attr-defined]  # annotated
            what = f"work item {pk} at {item.step} waits for {item.waits or 'nobody'}, asked is {asked_for or 'nobody'}"
            yield _deviation(proceeding, Astray.OPEN_ASTRAY, what, pk, item.step)
        elif item.unplanned != (put_in := item.put_in):  # type: ignore[attr-defined]  # annotated
            what = f"work item {pk} at {item.step} is the added step {item.unplanned!r}, put in was {put_in!r}"
            yield _deviation(proceeding, Astray.OPEN_ASTRAY, what, pk, item.step)
    for pk, task in kept.tasks.items():
        if pk not in kept.items:
            step = task.flow_task.name if task.flow_task else ""
            yield _deviation(
                proceeding, Astray.TASK_ALONE, f"task {pk} at {step} is open, its work item is not", pk, step
            )


def _of_opinions(proceeding: Proceeding, kept: Kept) -> Iterator[Deviation]:
    for pk, opinion in kept.opinions.items():
        entry = kept.entries.get(pk)
        if entry is None:
            what = f"the opinion on {pk} at {opinion.step} is not in the ledger"
            yield _deviation(proceeding, Astray.UNTOLD, what, pk, opinion.step)
        elif _says(opinion, pk in kept.withdrawn) != (told := _told(entry, opinion)):
            what = f"the opinion on {pk} at {opinion.step} is {_says(opinion, pk in kept.withdrawn)}, the ledger says {told}"
            yield _deviation(proceeding, Astray.ALTERED, what, pk, opinion.step, entry)
    for pk, entry in kept.entries.items():
        if pk not in kept.opinions:
            step = str(entry.detail["step"])
            yield _deviation(proceeding, Astray.LOST, f"the opinion on {pk} at {step} is gone", pk, step, entry)


def _says(opinion: Opinion, is_withdrawn: bool) -> tuple[Any, ...]:
    """The facts that the ledger keeps too."""
    standing = bool(opinion.withdrawn_at) == is_withdrawn
    return opinion.decision, opinion.actor_id, opinion.on_behalf_of_id, opinion.organisation_id, opinion.step, standing


def _told(entry: LedgerEntry, opinion: Opinion) -> tuple[Any, ...]:
    detail = entry.detail
    decision = DECIDING[Act(entry.action)] or detail["decision"]
    return decision, entry.actor_id, detail.get("on_behalf_of"), detail["organisation"], detail["step"], True


def _deviation(
    proceeding: Proceeding, kind: Astray, what: str, work_item: int | None = None, step: str = "",
    entry: LedgerEntry | None = None,
) -> Deviation:  # fmt: skip
    return Deviation(
        proceeding=proceeding.pk, flow=proceeding.flow_key, kind=kind, what=what, work_item=work_item, step=step,
        entry=entry.pk if entry else None,
    )  # fmt: skip
