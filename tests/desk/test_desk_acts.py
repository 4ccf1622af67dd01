"""Whatever people do at their desks: a few stories here, 2,000 by `manage.py prove desk-acts`."""

from __future__ import annotations

import datetime
import random
import uuid
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from django.db import transaction

from core import clock, proofs
from core.errors import Refused
from core.proofs import ProofFailed
from roles.duties import Duty
from workflows.desk.acting import holding, people
from workflows.desk.acting.machine import DeskActs
from workflows.engine import registry, services
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, Proceeding, UnplannedStep, WorkItem
from workflows.engine.trials import stage

Forged = Callable[[Proceeding], object]


@pytest.fixture(autouse=True)
def trials_known() -> Iterator[None]:
    """The trial flows are known here only."""
    known = dict(registry._flows)
    yield
    registry._flows.clear()
    registry._flows.update(known)


@pytest.mark.proof
@pytest.mark.django_db
def test_whatever_people_do_everything_holds() -> None:
    proofs.discover()
    seed = random.randrange(2**31)  # noqa: S311  printed, so that a failure can be repeated
    print(f"seed {seed}")
    lines = list(proofs.proofs["desk-acts"](seed=seed, short=True))
    print("\n".join(lines))
    assert "a second" in lines[-1]


def items(process: Proceeding) -> Any:
    return WorkItem.objects.open().filter(proceeding=process)


FORGERIES: dict[str, tuple[str, Forged]] = {
    "a claim that nobody made": (
        "in the hands of",
        lambda p: items(p).update(claimed_by=stage.holder("420301100"), claimed_at=clock.now()),
    ),
    "a later day": ("counted anew", lambda p: items(p).update(due_at=clock.now() + datetime.timedelta(days=99))),
    "a suspension that nobody ordered": ("is suspended at", lambda p: Proceeding.objects.filter(pk=p.pk).update(
        suspended_at=clock.now())),
    "an opinion taken back by hand": ("taken back are", lambda p: Opinion.objects.filter(proceeding=p).update(
        withdrawn_at=clock.now(), withdrawn_because="误办。")),
    "a step that nobody added": ("added and taken back are", lambda p: UnplannedStep.objects.create(
        proceeding=p, dossier=p.dossier, after=items(p)[0], number=1, seat="start#1", name="暗增", days=1, words="暗增",
        organisation=items(p)[0].organisation, added_by=stage.holder("420301100"), added_at=clock.now())),
    "work that is gone": ("work of it is not", lambda p: items(p).update(closed_at=clock.now())),
}  # fmt: skip


@pytest.mark.django_db
class TestWhatMustHold:
    def test_it_sees_what_nobody_did(self) -> None:
        people.settle()
        process = stage.begin()
        stage.decide(stage.open_items(process)[0])
        reader = stage.holder("420301")
        holding.require(process.dossier, reader)
        for says, forge in FORGERIES.values():
            with transaction.atomic():
                forge(process)
                with pytest.raises(ProofFailed, match=says):
                    holding.require(process.dossier, reader)
                transaction.set_rollback(True)

    def test_it_sees_who_signed_off_what_he_registers(self) -> None:
        people.settle()
        process = stage.begin("trial_notice")
        for _step in range(3):
            stage.decide(stage.open_items(process)[0])
        with mock.patch("workflows.engine.separation.refusal", return_value=None):
            stage.decide(stage.open_items(process)[0], Decision.APPROVE)
        with pytest.raises(ProofFailed, match="took register_document and sign_off"):
            holding.require(process.dossier, stage.holder("420301"))

    def test_it_sees_who_took_a_step_that_he_added(self) -> None:
        people.settle()
        process = stage.begin("trial_added")
        item, department = stage.open_items(process)[0], stage.organisation("420301-land")
        actor = stage.holder(item.organisation_id)
        told: dict[str, Any] = {"organisation": department, "days": 2, "words": "请审核"}
        services.add_step(actor=actor, work_item=item.pk, name="法制审核", **told)
        stage.decide(item)
        stage.appoint(actor, department, (Duty.COUNTERSIGN_PLAN,))
        with mock.patch("workflows.engine.services.seating.added_by_himself", return_value=None):
            stage.decide(stage.open_items(process)[0], actor=actor)
        with pytest.raises(ProofFailed, match="took it himself"):
            holding.require(process.dossier, stage.holder("420301"))

    def test_it_sees_a_refusal_that_left_something(self) -> None:
        people.settle()
        machine = DeskActs()
        try:
            machine.start(flow="trial_plan")
            (item,) = machine.items

            def half_done() -> None:
                services.claim(actor=stage.holder(item.organisation_id), work_item=item.pk)
                raise Refused(str(uuid.uuid4()))

            with pytest.raises(ProofFailed, match=r"was refused .* and something changed"):
                machine._do("claim", half_done)
        finally:
            machine.teardown()

    @pytest.mark.parametrize("said", ["", "不能撤回"])
    def test_it_sees_a_page_that_says_otherwise_than_the_service(self, said: str) -> None:
        people.settle()
        machine = DeskActs()
        try:
            machine.start(flow="trial_plan")
            machine.go_on(pick=0)
            if not said:
                seen = machine.items[0]
                services.note_opened(actor=stage.holder(seen.organisation_id), work_item=seen.pk)
            told = mock.patch("workflows.engine.services.against_withdrawing", return_value=said)
            with told, pytest.raises(ProofFailed, match=f"the page says '{said}', the service"):
                machine.take_back(pick=0)
        finally:
            machine.teardown()
