"""All acts against each other on one open seat, and those on added steps, judged by the two orders in which they could
have come.

Whatever two people do at one instant must end as if one had come after the other: same outcomes, same state, at the
latest once the worker has looked for what an ended appointment left behind, as it does every few minutes.
"""

from __future__ import annotations

import datetime
import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.db import transaction

from core import clock, ledger
from core.errors import DomainError
from core.models import User
from core.proofs import ProofFailed
from roles.duties import Duty
from roles.models import Appointment
from roles.services import delegate, end_appointment
from workflows.engine import services
from workflows.engine.enums import Decision
from workflows.engine.models import (
    Assistance,
    Opinion,
    Proceeding,
    Suspension,
    Termination,
    UnplannedStep,
    WorkItem,
)
from workflows.engine.trials import stage
from workflows.engine.trials.races import OK, Deed, Outcomes, sound, together

State = tuple[object, ...]
Ending = tuple[tuple[str, ...], State]


@dataclass(frozen=True)
class Scene:
    """Where two people meet: three open seats; on the first, overdue, work its incumbent, a colleague and the incumbent's
    deputy, someone called them there, and the head of the county may let it all stand still. Instead of a seat it may be
    an added step, which the caller put in with another that is still ahead, or the step after which the incumbent has
    put one in."""

    process: Proceeding
    item: WorkItem
    called_by: WorkItem
    incumbent: User
    appointment: Appointment
    colleague: User
    beside: Appointment
    """Of the colleague."""
    deputy: User
    convener: User
    head: User

    @property
    def planned(self) -> UnplannedStep:
        """The added step that was put in first."""
        return UnplannedStep.objects.filter(proceeding=self.process).order_by("number")[0]

    @property
    def ahead(self) -> UnplannedStep:
        """The second of the two that were added, which has not begun; never one that a return adds again."""
        return UnplannedStep.objects.filter(proceeding=self.process).order_by("number")[1]

    @property
    def proposed(self) -> Termination:
        """The first proposal to end it."""
        return Termination.objects.filter(proceeding=self.process).order_by("pk")[0]


def scene(*, is_held: bool = False, waits: bool = False) -> Scene:
    """A new proceeding at its countersign, its first seat past its limit, in the hands of its incumbent or in nobody's;
    with `waits` the incumbent has entrusted it to the colleague."""
    process = stage.begin("trial_plan")
    called_by = stage.open_items(process)[0]
    stage.decide(called_by)
    return _peopled(process, called_by, Duty.COUNTERSIGN_PLAN, is_held=is_held, waits=waits)


def added_scene(*, is_held: bool = False, waits: bool = False) -> Scene:
    """The same at the first of two added steps."""
    process = stage.begin("trial_added")
    called_by = stage.open_items(process)[0]
    for _n in range(2):
        _put_in(stage.holder(called_by.organisation_id), called_by)
    stage.decide(called_by)
    return _peopled(process, called_by, Duty.COUNTERSIGN_PLAN, is_held=is_held, waits=waits)


def planning_scene(*, is_held: bool = False, waits: bool = False) -> Scene:
    """The same at a step after which its incumbent has put in one, which is ahead."""
    process = stage.begin("trial_added")
    on = _peopled(process, stage.open_items(process)[0], Duty.REVIEW_PROPOSALS, is_held=False, waits=False)
    _put_in(on.incumbent, on.item)
    if not is_held:
        services.release(actor=on.incumbent, work_item=on.item.pk)
    if waits:
        entrust(on)
    return on


def _put_in(actor: User, after: WorkItem) -> None:
    department = stage.organisation("420301-land")
    services.add_step(
        actor=actor, work_item=after.pk, name="法制审核", organisation=department, days=2, words="请审核合法性"
    )


def _peopled(process: Proceeding, called_by: WorkItem, duty: Duty, *, is_held: bool, waits: bool) -> Scene:
    """The first open item, past its limit, with the people of the scene."""
    item = stage.open_items(process)[0]
    WorkItem.objects.filter(pk=item.pk).update(due_at=clock.now() - datetime.timedelta(minutes=1))
    incumbent, colleague, deputy = (User.objects.create_user(uuid.uuid4().hex, name="承办") for _n in range(3))
    held = stage.appoint(incumbent, item.organisation, (duty,))
    beside = stage.appoint(colleague, item.organisation, (duty,))
    stage.appoint(deputy, stage.organisation("420301-water"), (Duty.COUNTERSIGN_PLAN,))
    now = clock.now()
    delegate(
        actor=incumbent, principal=held, deputy=deputy, duties=[duty], starts_at=now,
        ends_at=now + datetime.timedelta(days=5), reason="出差",
    )  # fmt: skip
    if is_held:
        services.claim(actor=incumbent, work_item=item.pk)
    convener, head = stage.holder(called_by.organisation_id), stage.holder("420301")
    made = Scene(process, item, called_by, incumbent, held, colleague, beside, deputy, convener, head)
    if waits:
        entrust(made)
    return made


def approve(on: Scene) -> None:
    stage.decide(on.item, actor=on.incumbent)


def approve_too(on: Scene) -> None:
    stage.decide(on.item, actor=on.colleague)


def send_back(on: Scene) -> None:
    stage.send_back(on.item, on.called_by.step, actor=on.incumbent)


def send_straight_back(on: Scene) -> None:
    stage.send_back(on.item, on.called_by.step, actor=on.incumbent, straight_back=True)


def withdraw(on: Scene) -> None:
    services.withdraw(actor=on.convener, work_item=on.called_by.pk, reason="误办。")


def claim(on: Scene) -> None:
    services.claim(actor=on.colleague, work_item=on.item.pk)


def claim_as_deputy(on: Scene) -> None:
    services.claim(actor=on.deputy, work_item=on.item.pk)


def approve_as_deputy(on: Scene) -> None:
    stage.decide(on.item, actor=on.deputy)


def hold_it(on: Scene) -> None:
    services.claim(actor=on.incumbent, work_item=on.item.pk)


def release(on: Scene) -> None:
    services.release(actor=on.incumbent, work_item=on.item.pk)


def look(on: Scene) -> None:
    services.note_opened(actor=on.colleague, work_item=on.item.pk)


def entrust(on: Scene) -> None:
    services.entrust(actor=on.incumbent, work_item=on.item.pk, receiver=on.colleague, words="请核对")


def sign_before(on: Scene) -> None:
    services.sign_before(
        actor=on.incumbent,
        work_item=on.item.pk,
        of=on.colleague,
        organisation=None,
        words="请核对",
        until=clock.today(),
    )


def answer(on: Scene) -> None:
    services.answer(actor=on.colleague, work_item=on.item.pk, text="已核对")


def recall(on: Scene) -> None:
    services.recall(actor=on.incumbent, work_item=on.item.pk, reason="已自行核对")


def sign_after(on: Scene) -> None:
    services.sign_after(
        actor=on.incumbent, work_item=on.item.pk, of=on.colleague, organisation=None, words="请签署",
        until=clock.today(), decision=Decision.APPROVE, opinion="同意",
    )  # fmt: skip


def end_duty_of_asked(on: Scene) -> None:
    end_appointment(actor=None, appointment=on.beside, ends_on=clock.today() - datetime.timedelta(days=1))


def suspend(on: Scene) -> None:
    until = clock.today() + datetime.timedelta(days=9)
    services.suspend(actor=on.head, dossier=on.process.dossier, reason="换届", expected_on=until)


def resume(on: Scene) -> None:
    services.resume(actor=on.head, dossier=on.process.dossier)


def propose_end(on: Scene) -> None:
    proposer = stage.holder(on.process.dossier.owner_id)
    services.propose_termination(
        actor=proposer, dossier=on.process.dossier, reason="资金已收回", request_id=uuid.uuid4()
    )


def terminate(on: Scene) -> None:
    """What was proposed before the two acts began."""
    services.decide_termination(
        actor=on.head, termination=on.proposed.pk, agrees=True, words="", request_id=uuid.uuid4()
    )


def keep_on(on: Scene) -> None:
    services.decide_termination(
        actor=on.head, termination=on.proposed.pk, agrees=False, words="继续办理", request_id=uuid.uuid4()
    )


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


def add_step(on: Scene) -> None:
    _put_in(on.incumbent, on.item)


def recall_planned(on: Scene) -> None:
    services.recall_step(actor=on.incumbent, step=on.planned.pk, reason="不需要")


def recall_step(on: Scene) -> None:
    services.recall_step(actor=on.convener, step=on.ahead.pk, reason="不需要")


ACTS: tuple[Callable[[Scene], None], ...] = (
    approve, approve_too, approve_as_deputy, send_back, send_straight_back, withdraw, claim, claim_as_deputy, hold_it,
    release, look, transfer, entrust, sign_before, sign_after, answer, recall, end_duty_of_asked, add_seat, remove_seat,
    lapse, end_duty, suspend, resume, propose_end, terminate, keep_on,
)  # fmt: skip
ON_ADDED = (recall_step,)
"""Acts that find the dossier at the first of two added steps."""
ON_PLANNED = (add_step, recall_planned)
"""Acts that find it at a step after which one has been put in."""
ON_A_PROPOSAL = frozenset({terminate, keep_on})
"""Acts that find it proposed that all be ended."""
WAITED_FOR = frozenset({answer, recall, end_duty_of_asked})
"""Acts that find the seat entrusted."""
PAIRS = (
    *itertools.combinations_with_replacement(ACTS, 2),
    *(pair for apart in (ON_ADDED, ON_PLANNED) for pair in itertools.product(apart, ACTS)),
    *(pair for apart in (ON_ADDED, ON_PLANNED) for pair in itertools.combinations_with_replacement(apart, 2)),
)


def race(first: Callable[[Scene], None], second: Callable[[Scene], None], *, is_held: bool = False) -> Outcomes:
    """Both at one instant. Raises ProofFailed when the ending is that of neither order."""
    on = _scene_of(first, second, is_held)
    outcomes = together(lambda: first(on), lambda: second(on))
    tidy(on)
    ending = tuple(outcomes), state(on)
    if ending not in {in_order(first, second, is_held), in_order(second, first, is_held, swapped=True)}:
        raise ProofFailed(f"{first.__name__} against {second.__name__} ended as in neither order: {ending}")
    return sound(on.process, outcomes)


def _scene_of(first: Callable[[Scene], None], second: Callable[[Scene], None], is_held: bool) -> Scene:
    made = (
        added_scene if {first, second} & {*ON_ADDED} else planning_scene if {first, second} & {*ON_PLANNED} else scene
    )
    on = made(is_held=is_held, waits=bool({first, second} & WAITED_FOR))
    if {first, second} & ON_A_PROPOSAL:
        propose_end(on)
    return on


@cache
def in_order(
    first: Callable[[Scene], None], second: Callable[[Scene], None], is_held: bool, *, swapped: bool = False
) -> Ending:
    """How it ends when one comes after the other; the outcomes in the order of the race."""
    on = _scene_of(first, second, is_held)
    outcomes = (_tried(lambda: first(on)), _tried(lambda: second(on)))
    tidy(on)
    return (outcomes[::-1] if swapped else outcomes), state(on)


def tidy(on: Scene) -> None:
    """What the worker does from time to time, for the people of this scene: of an act and the end of its author's post,
    each begun before the other was done, neither saw the other."""
    for person in (on.incumbent, on.colleague):
        with transaction.atomic(), ledger.written_last():
            services.release_claims(user=person, organisation=on.item.organisation)
            services.vacate(user=person, organisation=on.item.organisation)


def state(on: Scene) -> State:
    """What a person could see of the proceeding, without the numbers and times that differ from one to the next."""
    on.process.refresh_from_db()
    items = WorkItem.objects.filter(proceeding=on.process).order_by("pk")
    people = {person.pk: name for name, person in vars(on).items() if isinstance(person, User)}
    seats = tuple(
        (
            item.step,
            _place(item.seat),
            item.round,
            item.is_open,
            item.decided_at is not None,
            people.get(item.claimed_by_id or 0),
            item.first_opened_at is not None,
            item.suspended_at is not None,
            item.waits,
        )
        for item in items
    )
    written = Opinion.objects.filter(proceeding=on.process).order_by("pk")
    opinions = tuple(
        (o.step, _place(o.seat), o.decision, people.get(o.actor_id or 0), bool(o.withdrawn_at)) for o in written
    )
    asked = Assistance.objects.filter(proceeding=on.process).order_by("pk").values_list("kind", "ended_how")
    put_in = (
        UnplannedStep.objects.filter(proceeding=on.process).order_by("number").values_list("number", "recalled_because")
    )
    stood = Suspension.objects.filter(dossier=on.process.dossier_id).order_by("pk").values_list("resumed_at", flat=True)
    still = tuple(at is None for at in stood)
    proposed = Termination.objects.filter(proceeding=on.process).order_by("pk").values_list("result", flat=True)
    return (
        str(on.process.status),
        on.process.round,
        tuple(asked),
        tuple(put_in),
        still,
        tuple(proposed),
        on.process.outcome,
        tuple(sorted(seats, key=str)),
        tuple(sorted(opinions, key=str)),
    )


def _place(seat: str) -> str:
    """Which seat of its countersign; the name of the seat begins with a number that differs from one to the next."""
    return seat.rpartition("_")[2]


def _tried(deed: Deed) -> str:
    try:
        deed()
    except DomainError as refusal:
        return type(refusal).__name__
    return OK
