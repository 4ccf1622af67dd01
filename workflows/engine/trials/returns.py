"""Returning on the trial flows: from every step, each seat of a countersign too, to every earlier step.

The regulations of the trials name few ways back; here every earlier step is named, so that what the engine can do is
tried whole. The seats beside may be open, answered or late. After each return the dossier is taken to its end.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from unittest import mock

from django.db import transaction

from core import clock
from core.errors import Conflict
from core.models import User
from core.proofs import ProofFailed
from roles import policies
from roles.duties import Duty
from workflows.engine import reconciling, registry, replaying, separation, services, soundness, turn
from workflows.engine.checks import steps
from workflows.engine.enums import Decision
from workflows.engine.models import Proceeding, TurnTask, WorkItem
from workflows.engine.nodes import Regulation
from workflows.engine.nodes.countersign import AHEAD
from workflows.engine.trials import matrix, stage
from workflows.engine.trials.flows import TRIALS
from workflows.engine.trials.matrix import Matrix

OPEN, ANSWERED, LATE = "open", "answered", "late"
SEATS = (OPEN, ANSWERED, LATE)
"""How the seats beside stand when one of them returns the dossier."""
SECOND = "420301.2"
"""Who registers what the first of the county has signed."""
ADDED = "420301-water"
"""Who is asked beside those that are asked one after the other."""


@dataclass(frozen=True)
class Return:
    """One return to try: from the n-th open seat of a step, the others standing so."""

    flow: str
    step: str
    target: str
    straight_back: bool
    others: str = OPEN
    seat: int = 0

    def __str__(self) -> str:
        way = "straight back" if self.straight_back else "every step again"
        return f"{self.flow}: {self.step}[{self.seat}] to {self.target}, others {self.others}, {way}"


def prepare() -> None:
    """The stage, with a second person at the county."""
    stage.raise_stage()
    if not User.objects.filter(username=SECOND).exists():
        second = User.objects.create_user(SECOND, name="县第二承办")
        stage.appoint(second, stage.organisation("420301"), (Duty.REGISTER_DOCUMENT,))


def every_pair() -> list[tuple[str, str, str]]:
    """Flow, step and earlier step of all that there are to try."""
    return [
        (key, step.name, target)
        for key, flow in TRIALS.items()
        for step in steps(flow)
        for target in soundness.earlier(flow, step.name)
    ]


def of_pair(flow: str, step: str, target: str) -> list[Return]:
    """By each seat of the step, however the others stand, both ways."""
    others = SEATS if TRIALS[flow].step(step).is_seat else (OPEN, LATE)
    seats = range(_seats(flow, step))
    return [Return(flow, step, target, way, other, n) for n in seats for other in others for way in (False, True)]


def tried(chosen: list[Return], seed: int) -> Iterator[str]:
    """Try them in any order and tell the tables. Raises ProofFailed naming the first that does not end as it should."""
    order = list(chosen)
    random.Random(seed).shuffle(order)  # noqa: S311  an order, not a secret
    tables = {key: Matrix(flow) for key, flow in TRIALS.items()}
    for one in order:
        with transaction.atomic(), every_way_back(TRIALS[one.flow]), clock.shifted(datetime.timedelta()):
            tables[one.flow].note(one.step, one.target, _try(one))
            transaction.set_rollback(True)
    for table in tables.values():
        if table.cells:
            yield from table.lines()


@contextmanager
def every_way_back(flow: type[Regulation]) -> Iterator[None]:
    """Within the block each step of the flow names every earlier one, and may be gone straight back to."""
    with ExitStack() as patched:
        for step in steps(flow):
            ways = tuple(soundness.earlier(flow, step.name))
            patched.enter_context(mock.patch.object(step, "returns_to", ways))
        patched.enter_context(mock.patch.object(flow, "may_go_straight_back", True))
        replaying.forget_nets()
        yield
    replaying.forget_nets()


def able(item: WorkItem) -> User:
    """Who may decide the item and is not excluded from it."""
    people = policies.who_may(item.duty, item.organisation_id)
    return next(person for person in people if separation.refusal(person, item) is None)


def approve(item: WorkItem) -> None:
    """By somebody who may."""
    stage.decide(item, actor=able(item))


def run_through(process: Proceeding, until: str = "") -> None:
    """Approve whatever is open, oldest first, until nothing is or the first step is that one."""
    while (items := stage.open_items(process)) and items[0].step != until:
        approve(items[0])


def hold(condition: bool, what: str, one: object) -> None:
    """Raises ProofFailed unless the condition holds."""
    if not condition:
        raise ProofFailed(f"{one}: {what}")


def ended_well(process: Proceeding, one: object) -> None:
    """It has ended, nothing of it is open, and its records, its tasks and its flow say the same."""
    process = Proceeding.objects.select_related("dossier").get(pk=process.pk)
    hold(process.closed_at is not None, f"it does not end: open is {stage.open_steps(process)}", one)
    hold(not stage.open_items(process), "something of it is still open", one)
    found = [*replaying.deviations([process]), *reconciling.differences([process])]
    hold(not found, "; ".join(map(str, found)), one)


def _try(one: Return) -> str:
    process = _come_to(one.flow, one.step)
    item = _at(process, one)
    before, later = _lying(process), _asked_later(process)
    flow = registry.flow(one.flow)
    if one.straight_back and one.target in soundness.enclosing(flow):
        return _refused(process, item, one)
    asked = _opens(flow, one.target)
    stage.send_back(item, one.target, straight_back=one.straight_back, actor=able(item))
    hold(set(stage.open_steps(process)) == asked, f"open is {stage.open_steps(process)}", one)
    rounds = {found.round for found in stage.open_items(process)}
    hold(rounds == {item.round + 1}, f"the rounds are {rounds}", one)
    if one.straight_back:
        (fixed,) = stage.open_items(process)
        approve(fixed)
        hold(_lying(process) == before, f"open is {_lying(process)} instead of {before}", one)
        hold(_asked_later(process) == later, f"{_asked_later(process)} are asked later instead of {later}", one)
    run_through(process)
    ended_well(process, one)
    return matrix.STRAIGHT if one.straight_back else matrix.AGAIN


def _refused(process: Proceeding, item: WorkItem, one: Return) -> str:
    """Into a countersign nobody goes straight back: its seats are asked together."""
    lay = _lying(process)
    try:
        stage.send_back(item, one.target, straight_back=True, actor=able(item))
    except Conflict:
        hold(_lying(process) == lay, "it was refused and something moved", one)
        return matrix.REFUSED
    raise ProofFailed(f"{one}: it went straight back into a countersign")


def _at(process: Proceeding, one: Return) -> WorkItem:
    """The seat that returns it, the others standing as they should."""
    item = [found for found in stage.open_items(process) if found.step == one.step][one.seat]
    if one.others == LATE:
        clock.advance(by=stage.past_due(item))
    if one.others == OPEN or not registry.flow(one.flow).step(one.step).is_seat:
        return item
    for other in stage.open_items(process):
        if other.pk != item.pk:
            _answered(other, item, lapsing=one.others == LATE)
    return item


def _answered(other: WorkItem, item: WorkItem, *, lapsing: bool) -> None:
    """Let another seat answer, or lapse, unless that would close the countersign."""
    step = registry.flow(other.flow_key).step(other.step)
    if lapsing and not step.lapses:
        return
    with transaction.atomic():
        if lapsing:
            services.lapse(work_item=other.pk)
        else:
            stage.decide(other, Decision.APPROVE, actor=able(other))
        if not WorkItem.objects.open().filter(pk=item.pk).exists():
            transaction.set_rollback(True)


def _lying(process: Proceeding) -> set[tuple[str, str, int]]:
    return {(found.step, found.seat, found.organisation_id) for found in stage.open_items(process)}


def _asked_later(process: Proceeding) -> list[list[int]]:
    """Number and organisation of those that are asked after the seats now open, as they are stored."""
    live = TurnTask.objects.filter(process_id=process.pk).exclude(status__in=turn.ENDED).order_by("pk")
    return next((task.data[AHEAD] for task in live if task.data.get(AHEAD)), [])


def _opens(flow: type[Regulation], target: str) -> set[str]:
    """The steps that lie open after a return to that one."""
    around = soundness.enclosing(flow).get(target)
    return {branch[0].name for branch in around._branches} if around else {target}


def _come_to(key: str, step: str) -> Proceeding:
    """A proceeding that has just reached the step; where one seat is asked after the other, with one added beside."""
    process = stage.begin(key)
    run_through(process, until=step)
    around = soundness.enclosing(TRIALS[key]).get(step)
    if around and around.in_turn:
        (first,) = stage.open_items(process)
        services.add_seat(actor=able(first), beside=first.pk, organisation=stage.organisation(ADDED))
    return process


def _seats(flow: str, step: str) -> int:
    """How many seats of a step are open when it is first reached."""
    with transaction.atomic():
        process = _come_to(flow, step)
        found = stage.open_steps(process).count(step)
        transaction.set_rollback(True)
    return found
