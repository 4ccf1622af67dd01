"""Separation of duties concerns one document: who signed a letter may register the plan, and a dead end is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.errors import Refused
from core.models import User
from roles.duties import Duty
from roles.models import Appointment
from tests.engine.statements import counted
from workflows.engine import concerned, registry, separation, services
from workflows.engine.models import Proceeding, WorkItem
from workflows.engine.trials import stage

pytestmark = pytest.mark.usefixtures("on_stage")


@pytest.fixture
def process() -> Proceeding:
    begun = stage.begin("trial_notice")
    stage.run_through(begun, until="archives")
    return begun


@pytest.fixture
def two_papers(on_stage: None) -> Iterator[None]:
    """The signed document and the registered one are two."""
    concerned.declare("trial_notice", {"county_signs": frozenset({"letter"}), "archives": frozenset({"plan"})})
    yield
    concerned.declare("trial_notice", {})


def archives(process: Proceeding) -> WorkItem:
    return stage.open_items(process)[0]


def test_who_signed_the_same_document_does_not_register_it(process: Proceeding) -> None:
    signer = stage.holder("420301")
    assert not WorkItem.objects.inbox_of(signer).exists()
    with pytest.raises(Refused, match="职责分离"):
        services.claim(actor=signer, work_item=archives(process).pk)


@pytest.mark.usefixtures("two_papers")
def test_who_signed_another_document_registers_this_one(process: Proceeding) -> None:
    signer = stage.holder("420301")
    assert list(WorkItem.objects.inbox_of(signer)) == [archives(process)]
    assert separation.nobody_left([archives(process)]) == {}
    assert stage.decide(archives(process), actor=signer).actor == signer


@pytest.mark.usefixtures("two_papers")
def test_a_document_signed_in_another_proceeding_of_the_dossier_still_counts(process: Proceeding) -> None:
    registrar = User.objects.create_user("registrar", name="登记员")
    stage.appoint(registrar, stage.organisation("420301"), [Duty.REGISTER_DOCUMENT])
    stage.decide(archives(process), actor=registrar)
    again = services.start(actor=process.started_by, flow="trial_notice", dossier=process.dossier)
    stage.run_through(again, until="archives")
    with pytest.raises(Refused, match="职责分离"):
        stage.decide(archives(again), actor=stage.holder("420301"))


def test_an_item_that_nobody_may_decide_is_told_with_the_reason(process: Proceeding) -> None:
    other = stage.open_items(stage.begin("trial_notice"))[0]
    stuck = archives(process)
    with counted() as seen:
        told = separation.nobody_left([stuck, other])
    assert told == {stuck.pk: "职责分离：登记编号人不得签发同一公文"}
    assert len(seen) <= 2
    registrar = User.objects.create_user("registrar", name="登记员")
    stage.appoint(registrar, stage.organisation("420301"), [Duty.REGISTER_DOCUMENT])
    assert separation.nobody_left([archives(process)]) == {}


def test_an_item_whose_duty_nobody_has_is_another_matter(process: Proceeding) -> None:
    Appointment.objects.filter(user=stage.holder("420301")).delete()
    assert separation.nobody_left([archives(process)]) == {}


@pytest.mark.parametrize(
    ("step", "free", "kept"),
    [
        ("office_registers", "office_director_signs_letter", "head_signs"),
        ("office_rechecks", "office_director_signs_letter", "head_signs"),
        ("office_sends_filing", "head_signs", "head_signs_filing"),
        ("head_signs", "working_group_drafts_call", "working_group_drafts"),
        ("office_director_signs_letter", "working_group_drafts_call", "working_group_drafts"),
    ],
)
def test_the_documents_of_a_plan_are_told_apart(step: str, free: str, kept: str) -> None:
    assert registry.flow("annual_plan").step(step).papers
    apart = concerned.apart("annual_plan", step)
    assert free in apart
    assert kept not in apart
