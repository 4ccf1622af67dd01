"""What must hold of a dossier after every act, whoever did what."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Any

from core import clock
from core.models import Dossier, LedgerEntry, User
from core.prepared import Prepared
from core.proofs import ProofFailed
from roles import separation
from roles.models import Appointment, Delegation, OrganisationUserPermission
from workflows.desk import elapsed
from workflows.desk.acting import folding
from workflows.desk.acting.folding import Told
from workflows.engine import reconciling, registry, replaying
from workflows.engine.enums import TERMINATED, Why
from workflows.engine.models import (
    Assistance,
    Opinion,
    Proceeding,
    Suspension,
    Termination,
    Transfer,
    TurnTask,
    UnplannedStep,
    WorkItem,
)
from workflows.engine.turn import ENDED

Digest = tuple[object, ...]


def digest(dossier: Dossier) -> Digest:
    """Everything that an act on the dossier may write, row by row."""
    return tuple(tuple(asked.rows(dossier=dossier.pk)) for asked in _rows_of_dossier())


@cache
def _rows_of_dossier() -> tuple[Prepared, ...]:
    """A question a table, compiled once: they are asked after every act."""
    of_dossier = (
        Proceeding,
        WorkItem,
        Opinion,
        Transfer,
        Suspension,
        Assistance,
        Termination,
        UnplannedStep,
        LedgerEntry,
    )
    offices = (Appointment, Delegation, OrganisationUserPermission)
    tables = [_rows(model, "dossier") for model in of_dossier]
    return (*tables, _rows(TurnTask, "process__proceeding__dossier"), *(_rows(model, "") for model in offices))


def _rows(model: Any, lookup: str) -> Prepared:
    def asked(*, dossier: int) -> Any:
        return model.objects.filter(**{lookup: dossier} if lookup else {}).order_by("pk").values_list()

    return Prepared(asked, spare=() if lookup else ("dossier",), dossier=int)


def require(dossier: Dossier, reader: User) -> None:
    """Raises ProofFailed with everything that does not hold of the dossier now."""
    dossier = Dossier.objects.get(pk=dossier.pk)
    found = list(Proceeding.objects.filter(dossier=dossier).select_related("dossier").order_by("pk"))
    wrong = chain(
        map(str, reconciling.differences(found)),
        map(str, replaying.deviations(found)),
        _one_place_a_token(found),
        _nothing_lost(found),
        _ended_is_ended(dossier, found),
        _nobody_approves_himself(dossier),
        _ledger_explains(dossier, found),
        _dates_stand(dossier),
        _time_adds_up(dossier, reader),
    )
    if faults := list(wrong):
        raise ProofFailed("; ".join(faults))


def _one_place_a_token(found: list[Proceeding]) -> Iterator[str]:
    live = TurnTask.objects.filter(process__in=found, flow_task_type="HUMAN").exclude(status__in=ENDED).order_by("pk")
    places = Counter((task.process_id, str(task.token)) for task in live)
    yield from (f"{times} tasks at {place}" for place, times in places.items() if times > 1)


def _nothing_lost(found: list[Proceeding]) -> Iterator[str]:
    lying = set(WorkItem.objects.open().filter(proceeding__in=found).values_list("proceeding", flat=True))
    for one in found:
        if (one.closed_at is None) != (one.pk in lying):
            yield f"{one} is {'open' if one.closed_at is None else 'closed'}, work of it {'is' if one.pk in lying else 'is not'}"


def _ended_is_ended(dossier: Dossier, found: list[Proceeding]) -> Iterator[str]:
    """What was ended early has nothing open, asked or suspended, was agreed by another than who proposed it, and so says
    the ledger."""
    told = folding.told(LedgerEntry.objects.filter(dossier=dossier).order_by("seq"))
    agreed = set(Termination.objects.agreed().filter(dossier=dossier).values_list("proceeding", flat=True))
    for one in found:
        says = (one.outcome == TERMINATED, one.pk in agreed, one.pk in told.terminated)
        if len(set(says)) > 1:
            yield f"{one} is ended early, agreed so, told so: {says}"
        if not says[0]:
            continue
        asked = Assistance.objects.open().filter(proceeding=one).exists()
        still = Suspension.objects.standing().filter(dossier=dossier).exists() or one.suspended_at is not None
        if asked or still or dossier.closed_at is None or dossier.outcome != TERMINATED:
            yield f"{one} was ended early: something is asked {asked}, suspended {still}, dossier {dossier.outcome}"


def _nobody_approves_himself(dossier: Dossier) -> Iterator[str]:
    took: dict[str, set[int]] = defaultdict(set)
    decided = WorkItem.objects.filter(dossier=dossier, task__opinion__withdrawn_at__isnull=True)
    rows = decided.filter(task__opinion__actor__isnull=False).order_by("pk")
    for duty, *persons in rows.values_list("duty", "task__opinion__actor", "task__opinion__on_behalf_of"):
        took[duty].update(person for person in persons if person)
    for step in UnplannedStep.objects.filter(dossier=dossier).order_by("pk"):
        doers = Opinion.objects.standing().filter(proceeding=step.proceeding_id, seat=step.seat).order_by("pk")
        if {step.added_by_id, step.added_on_behalf_of_id} & {*doers.values_list("actor", flat=True)}:
            yield f"who put {step} in took it himself"
    for pair in separation.PAIRS:
        if both := took.get(pair.one, set()) & took.get(pair.other, set()):
            yield f"{sorted(both)} took {pair.one} and {pair.other}"


def _ledger_explains(dossier: Dossier, found: list[Proceeding]) -> Iterator[str]:
    told = folding.told(LedgerEntry.objects.filter(dossier=dossier).order_by("seq"))
    items = list(WorkItem.objects.filter(dossier=dossier).order_by("pk"))
    for item in items:
        yield from (f"{item}: {fault}" for fault in _unlike(item, told))
    for one in found:
        if (one.suspended_at is not None) != (one.pk in told.still):
            yield f"{one} is suspended at {one.suspended_at}, the ledger says {one.pk in told.still}"
    put_in = UnplannedStep.objects.filter(dossier=dossier).order_by("pk")
    stored = ({one.pk for one in put_in}, {one.pk for one in put_in if one.recalled_at})
    if stored != (told.put_in, told.recalled):
        yield f"added and taken back are {stored}, the ledger says {told.put_in}, {told.recalled}"
    withdrawn = set(Opinion.objects.filter(dossier=dossier, withdrawn_at__isnull=False).values_list("task", flat=True))
    if withdrawn != told.withdrawn:
        yield f"taken back are {sorted(withdrawn)}, the ledger says {sorted(told.withdrawn)}"


def _unlike(item: WorkItem, told: Told) -> Iterator[str]:
    """How one item differs from what the ledger tells of it."""
    if (item.decided_at is not None) != (item.pk in told.decided):
        yield f"decided at {item.decided_at}, the ledger says {told.decided.get(item.pk)}"
    if (item.why == Why.ADDED) != (item.pk in told.added) and item.pk not in told.decided:
        yield f"lies there as {item.why}, the ledger says {item.pk in told.added}"
    if not item.is_open:
        return
    if item.pk in told.removed:
        yield "is open, the ledger says that it was taken away"
    if item.claimed_by_id != told.hands.get(item.pk):
        yield f"is in the hands of {item.claimed_by_id}, the ledger says {told.hands.get(item.pk)}"
    if (item.waits or None) != told.waits.get(item.pk):
        yield f"waits for {item.waits!r}, the ledger says {told.waits.get(item.pk)}"


def _dates_stand(dossier: Dossier) -> Iterator[str]:
    """What is open and goes on is due on the day that its limit, its pauses and the calendar give."""
    for item in WorkItem.objects.open().filter(dossier=dossier, suspended_at__isnull=True).order_by("pk"):
        step = registry.flow(item.flow_key).step(item.step)
        if step.due_at(item) != item.due_at:
            yield f"{item} is due {item.due_at}, counted anew {step.due_at(item)}"


def _time_adds_up(dossier: Dossier, reader: User) -> Iterator[str]:
    """The parts of the time of the dossier and of each item make up the whole, to the minute."""
    moments = [clock.now()]
    account = elapsed.account(dossier, reader)
    moments.append(clock.now())  # a minute may have passed meanwhile
    if account is None:
        return
    first = _minute(min(one.opened_at for one in account.proceedings))
    wholes = {max(_minute(one.closed_at or now) for one in account.proceedings) - first for now in moments}
    if account.dossier.whole not in wholes:
        yield f"the parts make {account.dossier.whole}, the whole is {max(wholes)}"
    items = WorkItem.objects.filter(dossier=dossier).order_by("opened_at", "pk")[: elapsed.ROWS]
    for item, line in zip(items, account.items, strict=False):
        lain = {_minute(item.closed_at or now) - _minute(item.opened_at) for now in moments}
        if line.whole not in lain:
            yield f"the parts of {item} make {line.whole}, it lay {max(lain)}"


def _minute(moment: datetime.datetime) -> datetime.datetime:
    return moment.astimezone(datetime.UTC).replace(second=0, microsecond=0)
