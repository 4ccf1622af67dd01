"""All acts against each other on one open seat, judged by the two orders in which they could have come.

Whatever two people do at one instant must end as if one had come after the other: same outcomes, same state.
"""

from __future__ import annotations

import datetime
import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from core import clock
from core.errors import DomainError
from core.models import User
from core.proofs import ProofFailed
from roles.duties import Duty
from roles.models import Appointment
from roles.services import end_appointment
from workflows.engine import services
from workflows.engine.models import Opinion, Proceeding, WorkItem
from workflows.engine.trials import stage
from workflows.engine.trials.races import OK, Deed, Outcomes, sound, together

State = tuple[object, ...]
Ending = tuple[tuple[str, ...], State]


@dataclass(frozen=True)
class Scene:
    """Three open seats; on the first, overdue, work its incumbent and a colleague, and someone called them there."""

    process: Proceeding
    item: WorkItem
    called_by: WorkItem
    incumbent: User
    appointment: Appointment
    colleague: User
    convener: User


def scene() -> Scene:
    """A new proceeding at its countersign, its first seat past its limit."""
    process = stage.begin("trial_plan")
    called_by = stage.open_items(process)[0]
    stage.decide(called_by)
    item = stage.open_items(process)[0]
    WorkItem.objects.filter(pk=item.pk).update(due_at=clock.now() - datetime.timedelta(minutes=1))
    incumbent, colleague = (User.objects.create_user(uuid.uuid4().hex, name="承办") for _n in range(2))
    held = stage.appoint(incumbent, item.organisation, (Duty.COUNTERSIGN_PLAN,))
    stage.appoint(colleague, item.organisation, (Duty.COUNTERSIGN_PLAN,))
    convener = stage.holder(called_by.organisation_id)
    return Scene(process, item, called_by, incumbent, held, colleague, convener)


def approve(on: Scene) -> None:
    stage.decide(on.item, actor=on.incumbent)


def approve_too(on: Scene) -> None:
    stage.decide(on.item, actor=on.colleague)


def send_back(on: Scene) -> None:
    stage.send_back(on.item, "township_reviews", actor=on.incumbent)


def withdraw(on: Scene) -> None:
    services.withdraw(actor=on.convener, work_item=on.called_by.pk, reason="误办。")


def claim(on: Scene) -> None:
    services.claim(actor=on.colleague, work_item=on.item.pk)


def transfer(on: Scene) -> None:
    services.transfer(actor=on.incumbent, work_item=on.item.pk, receiver=on.colleague, reason="出差，请接办")


def add_seat(on: Scene) -> None:
    services.add_seat(actor=on.convener, beside=on.item.pk, organisation=stage.organisation("420301-water"))


def remove_seat(on: Scene) -> None:
    services.remove_seat(actor=on.convener, work_item=on.item.pk)


def lapse(on: Scene) -> None:
    services.lapse(work_item=on.item.pk)


def end_duty(on: Scene) -> None:
    end_appointment(actor=None, appointment=on.appointment, ends_on=clock.today() - datetime.timedelta(days=1))


ACTS: tuple[Callable[[Scene], None], ...] = (
    approve, approve_too, send_back, withdraw, claim, transfer, add_seat, remove_seat, lapse, end_duty,
)  # fmt: skip
PAIRS = tuple(itertools.combinations_with_replacement(ACTS, 2))


def race(first: Callable[[Scene], None], second: Callable[[Scene], None]) -> Outcomes:
    """Both at one instant. Raises ProofFailed when the ending is that of neither order."""
    on = scene()
    outcomes = together(lambda: first(on), lambda: second(on))
    ending = tuple(outcomes), state(on)
    if ending not in {in_order(first, second), in_order(second, first, swapped=True)}:
        raise ProofFailed(f"{first.__name__} against {second.__name__} ended as in neither order: {ending}")
    return sound(on.process, outcomes)


@cache
def in_order(first: Callable[[Scene], None], second: Callable[[Scene], None], *, swapped: bool = False) -> Ending:
    """How it ends when one comes after the other; the outcomes in the order of the race."""
    on = scene()
    outcomes = (_tried(lambda: first(on)), _tried(lambda: second(on)))
    return (outcomes[::-1] if swapped else outcomes), state(on)


def state(on: Scene) -> State:
    """What a person could see of the proceeding, without the numbers and times that differ from one to the next."""
    on.process.refresh_from_db()
    items = WorkItem.objects.filter(proceeding=on.process).order_by("pk")
    people = {on.incumbent.pk: "incumbent", on.colleague.pk: "colleague", on.convener.pk: "convener"}
    seats = tuple(
        (
            item.step,
            _place(item.seat),
            item.round,
            item.is_open,
            item.decided_at is not None,
            people.get(item.claimed_by_id or 0),
        )
        for item in items
    )
    written = Opinion.objects.filter(proceeding=on.process).order_by("pk")
    opinions = tuple(
        (o.step, _place(o.seat), o.decision, people.get(o.actor_id or 0), bool(o.withdrawn_at)) for o in written
    )
    return str(on.process.status), on.process.round, tuple(sorted(seats, key=str)), tuple(sorted(opinions, key=str))


def _place(seat: str) -> str:
    """Which seat of its countersign; the name of the seat begins with a number that differs from one to the next."""
    return seat.rpartition("_")[2]


def _tried(deed: Deed) -> str:
    try:
        deed()
    except DomainError as refusal:
        return type(refusal).__name__
    return OK
