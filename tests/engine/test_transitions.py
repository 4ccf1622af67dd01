"""Every act in every state of a seat: what the procedure allows happens, anything else changes nothing (S3)."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core import serializers
from django.db import transaction

from core import clock
from core.errors import DomainError
from core.models import LedgerEntry, User
from roles.duties import Duty
from workflows.engine import services
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, Proceeding, Transfer, TurnTask, WorkItem
from workflows.engine.trials import stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_stage")]


@dataclass(frozen=True)
class Seat:
    """A countersign seat with its person and a colleague of the same duty."""

    item: WorkItem
    person: User
    colleague: User


def seat() -> Seat:
    process = stage.begin("trial_plan")
    stage.decide(stage.open_items(process)[0])
    item = stage.open_items(process)[0]
    colleague = User.objects.create_user(uuid.uuid4().hex, name="同事")
    stage.appoint(colleague, item.organisation, (Duty.COUNTERSIGN_PLAN,))
    return Seat(item, stage.holder(item.organisation_id), colleague)


def overdue(found: Seat) -> None:
    WorkItem.objects.filter(pk=found.item.pk).update(due_at=clock.now() - datetime.timedelta(minutes=1))


def lapsed(found: Seat) -> None:
    overdue(found)
    services.lapse(work_item=found.item.pk)


def hand_over(found: Seat, giver: User, receiver: User, reason: str = "出差，请接办") -> None:
    services.transfer(actor=giver, work_item=found.item.pk, receiver=receiver, reason=reason)


STATES: dict[str, Callable[[Seat], object]] = {
    "open": lambda s: None,
    "overdue": overdue,
    "claimed": lambda s: services.claim(actor=s.person, work_item=s.item.pk),
    "claimed by another": lambda s: services.claim(actor=s.colleague, work_item=s.item.pk),
    "decided": lambda s: stage.decide(s.item, actor=s.person),
    "returned": lambda s: stage.send_back(s.item, "township_reviews", actor=s.person),
    "taken away": lambda s: services.remove_seat(actor=s.person, work_item=s.item.pk),
    "lapsed": lapsed,
    "handed over": lambda s: hand_over(s, s.person, s.colleague),
    "received": lambda s: hand_over(s, s.colleague, s.person),
    "finished": lambda s: stage.run_through(s.item.proceeding),
}
ACTS: dict[str, Callable[[Seat], object]] = {
    "approve": lambda s: stage.decide(s.item, actor=s.person),
    "object": lambda s: stage.decide(s.item, Decision.OBJECT, actor=s.person),
    "decide what is not offered": lambda s: stage.decide(s.item, Decision.DEFER, actor=s.person),
    "decide a return": lambda s: stage.decide(s.item, Decision.RETURN, actor=s.person),
    "decide without the duty": lambda s: stage.decide(s.item, actor=stage.holder("420301-water")),
    "return": lambda s: stage.send_back(s.item, "township_reviews", actor=s.person),
    "return to a later step": lambda s: stage.send_back(s.item, "leading_group_signs", actor=s.person),
    "return to no step": lambda s: stage.send_back(s.item, "nowhere", actor=s.person),
    "claim": lambda s: services.claim(actor=s.person, work_item=s.item.pk),
    "claim without the duty": lambda s: services.claim(actor=stage.holder("420301-water"), work_item=s.item.pk),
    "release": lambda s: services.release(actor=s.person, work_item=s.item.pk),
    "withdraw": lambda s: services.withdraw(actor=s.person, work_item=s.item.pk, reason="误办。"),
    "withdraw another's": lambda s: services.withdraw(actor=s.colleague, work_item=s.item.pk, reason="误办。"),
    "add a seat": lambda s: services.add_seat(
        actor=s.person, beside=s.item.pk, organisation=stage.organisation("420301-water")
    ),
    "add a seat twice": lambda s: services.add_seat(actor=s.person, beside=s.item.pk, organisation=s.item.organisation),
    "remove the seat": lambda s: services.remove_seat(actor=s.person, work_item=s.item.pk),
    "remove it without the duty": lambda s: services.remove_seat(
        actor=stage.holder("420301-water"), work_item=s.item.pk
    ),
    "hand over": lambda s: hand_over(s, s.person, s.colleague),
    "hand over to oneself": lambda s: hand_over(s, s.person, s.person),
    "hand over without a reason": lambda s: hand_over(s, s.person, s.colleague, " "),
    "hand over to one without the duty": lambda s: hand_over(s, s.person, stage.holder("420301-water")),
    "hand over without the duty": lambda s: hand_over(s, stage.holder("420301-water"), s.colleague),
    "lapse": lambda s: services.lapse(work_item=s.item.pk),
}
OPEN = {"approve", "object", "return", "claim", "add a seat", "remove the seat", "hand over"}
ALLOWED: dict[str, set[str]] = {
    "open": OPEN,
    "overdue": OPEN | {"lapse"},
    "claimed": OPEN | {"release"},
    "claimed by another": {"add a seat", "remove the seat"},
    "handed over": {"add a seat", "remove the seat"},
    "received": OPEN | {"release"},
    "decided": {"withdraw"},
    "returned": set(),
    "taken away": set(),
    "lapsed": set(),
    "finished": set(),
}


def everything(process: int) -> str:
    """Every row of a proceeding, and the length of the ledger."""
    kept = [
        Proceeding.objects.filter(pk=process),
        TurnTask.objects.filter(process=process).order_by("pk"),
        WorkItem.objects.filter(proceeding=process).order_by("pk"),
        Opinion.objects.filter(proceeding=process).order_by("pk"),
        Transfer.objects.filter(proceeding=process).order_by("pk"),
    ]
    rows = [serializers.serialize("json", rows) for rows in kept]
    return json.dumps([*rows, LedgerEntry.objects.count()])


@pytest.mark.parametrize("state", STATES)
def test_every_act_in_every_state(state: str) -> None:
    found = seat()
    STATES[state](found)
    process = found.item.proceeding_id
    before, refused = everything(process), 0
    for act in ACTS:
        with transaction.atomic():
            happened = _happens(lambda chosen=act: ACTS[chosen](found))  # type: ignore[misc]
            assert happened == (act in ALLOWED[state]), f"{act}, the seat {state}"
            if not happened:
                refused += 1
                assert everything(process) == before, f"{act}, the seat {state}: refused, and changed something"
            transaction.set_rollback(True)
    print(f"{len(ACTS)} acts on a seat {state}: {refused} refused without any change")
    assert refused == len(ACTS) - len(ALLOWED[state])


def _happens(deed: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            deed()
    except DomainError:
        return False
    return True
