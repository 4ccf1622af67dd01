"""A suspended dossier stands still, with every deadline of it, and goes on with the working time that was left."""

from __future__ import annotations

import datetime
import uuid

import pytest
from pytest_django import Settings

from core import clock
from core.errors import Conflict, Invalid, Refused
from core.models import Dossier, LedgerEntry, User
from roles.duties import Duty
from workflows.engine import services
from workflows.engine.enums import Decision
from workflows.engine.models import Proceeding, Suspension, WorkItem
from workflows.engine.trials import stage

pytestmark = pytest.mark.usefixtures("on_stage")
REASON = "等待省级政策解释。"
EXPECTED = datetime.date(2026, 3, 20)


def due_on(item: WorkItem) -> datetime.date:
    return WorkItem.objects.get(pk=item.pk).due_at.astimezone(clock.SHANGHAI).date()


def on(text: str) -> datetime.timedelta:
    """How far to shift the clock (Monday 2 March 2026, 9:00) to be at ten o'clock of that day."""
    return datetime.datetime.fromisoformat(f"{text}T10:00:00+08:00") - clock.now()


@pytest.fixture
def process(settings: Settings) -> Proceeding:
    settings.FLOW_LIMITS = {"trial_plan": 20}
    settings.OVERALL_LIMITS = {"trial_plan": 30}
    return stage.begin()


@pytest.fixture
def head(process: Proceeding) -> User:
    """The county's office holds the chair of the leading group in the trials."""
    return stage.holder("420301")


def suspend(process: Proceeding, actor: User, **other: object) -> Suspension:
    asked: dict[str, object] = {"reason": REASON, "expected_on": EXPECTED, **other}
    return services.suspend(actor=actor, dossier=Dossier.objects.get(pk=process.dossier_id), **asked)  # type: ignore[arg-type]


def resume(process: Proceeding, actor: User) -> Suspension:
    return services.resume(actor=actor, dossier=Dossier.objects.get(pk=process.dossier_id))


def test_every_deadline_goes_on_with_what_was_left(process: Proceeding, head: User) -> None:
    item = stage.open_items(process)[0]
    whole = Proceeding.objects.get(pk=process.pk)
    assert due_on(item) == datetime.date(2026, 3, 9)
    assert whole.due_at
    assert whole.overall_due_at
    with clock.shifted(on("2026-03-04")):  # one day used: the 3rd
        suspend(process, head)
    with clock.shifted(on("2026-03-16")):
        resume(process, head)
    assert due_on(item) == datetime.date(2026, 3, 20)  # four were left: the 17th to the 20th
    after = Proceeding.objects.get(pk=process.pk)
    assert after.due_at
    assert after.overall_due_at
    # of both nine working days are lost: the 4th to the 6th, the 9th to the 13th and the 16th of March
    assert (whole.due_at.date(), after.due_at.date()) == (datetime.date(2026, 3, 30), datetime.date(2026, 4, 13))
    overall = (whole.overall_due_at.date(), after.overall_due_at.date())
    assert overall == (datetime.date(2026, 4, 14), datetime.date(2026, 4, 27))
    services.recompute_deadlines()
    assert due_on(item) == datetime.date(2026, 3, 20)


def test_nothing_is_done_to_it_meanwhile_and_the_refusal_says_why(process: Proceeding, head: User) -> None:
    item = stage.open_items(process)[0]
    suspend(process, head)
    holder = stage.holder(item.organisation_id)
    for act in (
        lambda: stage.decide(item),
        lambda: services.claim(actor=holder, work_item=item.pk),
        lambda: services.return_to(
            actor=holder, work_item=item.pk, step="township_reviews", opinion="退。", request_id=uuid.uuid4()
        ),
        lambda: services.lapse(work_item=item.pk),
        lambda: services.withdraw(actor=holder, work_item=item.pk, reason="误办。"),
    ):
        with pytest.raises(
            Conflict, match=r"案卷已于2026年3月2日.*暂停办理（等待省级政策解释。），预计2026年3月20日恢复"
        ):
            act()
    assert WorkItem.objects.get(pk=item.pk).is_open
    assert not WorkItem.objects.overdue(clock.now() + datetime.timedelta(days=60)).exists()
    resume(process, head)
    stage.decide(item)


def test_what_was_decided_is_not_offered_to_be_taken_back_meanwhile(process: Proceeding, head: User) -> None:
    item = stage.open_items(process)[0]
    stage.decide(item)
    suspend(process, head)
    holder = stage.holder(item.organisation_id)
    assert "暂停办理" in str(services.against_withdrawing(actor=holder, work_item=item.pk))
    with pytest.raises(Conflict, match="暂停办理"):
        services.withdraw(actor=holder, work_item=item.pk, reason="误办。")
    resume(process, head)
    assert services.may_withdraw(actor=holder, work_item=item.pk)


def test_what_was_late_stays_late(process: Proceeding, head: User) -> None:
    item = stage.open_items(process)[0]
    before = Proceeding.objects.get(pk=process.pk)
    with clock.shifted(on("2026-04-01")):  # past the step and the flow, not past the overall limit
        suspend(process, head, expected_on=datetime.date(2026, 4, 10))
    with clock.shifted(on("2026-04-03")):
        resume(process, head)
        services.recompute_deadlines()
    after = Proceeding.objects.get(pk=process.pk)
    assert due_on(item) == datetime.date(2026, 3, 9)
    assert after.due_at == before.due_at
    assert after.overall_due_at
    assert before.overall_due_at
    assert after.overall_due_at > before.overall_due_at


def test_what_opens_later_keeps_its_whole_limit(process: Proceeding, head: User) -> None:
    suspend(process, head)
    with clock.shifted(on("2026-03-16")):
        resume(process, head)
        stage.decide(stage.open_items(process)[0])
        seats = stage.open_items(process)
    assert {due_on(seat) for seat in seats} == {datetime.date(2026, 3, 19)}


def test_who_may_and_who_may_not(process: Proceeding, head: User) -> None:
    stranger = stage.holder("420301100")
    with pytest.raises(Refused, match="只有领导小组组长、县长"):
        suspend(process, stranger)
    assert not Suspension.objects.exists()
    suspend(process, head)
    with pytest.raises(Refused):
        resume(process, stranger)
    assert Suspension.objects.standing().exists()
    mayor = User.objects.create_user("mayor", name="县长")
    stage.appoint(mayor, stage.organisation("420301"), (Duty.CHAIR_EXECUTIVE_MEETING,))
    assert resume(process, mayor).resumed_by == mayor


@pytest.mark.parametrize(
    "wrong", [{"reason": "  "}, {"reason": "长" * 201}, {"expected_on": datetime.date(2026, 3, 2)}]
)
def test_it_says_why_and_until_when(process: Proceeding, head: User, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        suspend(process, head, **wrong)
    assert not Suspension.objects.exists()
    assert not LedgerEntry.objects.filter(action="engine.suspend").exists()


def test_once_at_a_time_and_only_what_is_under_way(process: Proceeding, head: User) -> None:
    with pytest.raises(Conflict, match="没有暂停"):
        resume(process, head)
    suspend(process, head)
    with pytest.raises(Conflict, match="已暂停"):
        suspend(process, head)
    resume(process, head)
    assert [entry.action for entry in LedgerEntry.objects.filter(dossier=process.dossier_id).order_by("seq")] == [
        "engine.start", "engine.suspend", "engine.resume",
    ]  # fmt: skip
    told = LedgerEntry.objects.get(action="engine.suspend")
    assert (told.actor, told.detail["reason"], told.detail["expected_on"]) == (head, REASON, "2026-03-20")


def test_nothing_new_begins_meanwhile(process: Proceeding, head: User) -> None:
    suspend(process, head)
    with pytest.raises(Conflict, match="已暂停办理，恢复后才能开始新的流程"):
        services.start(actor=process.started_by, flow="trial_notice", dossier=process.dossier)
    assert not Proceeding.objects.filter(flow_key="trial_notice").exists()
    resume(process, head)
    services.start(actor=process.started_by, flow="trial_notice", dossier=process.dossier)
    assert Proceeding.objects.get(flow_key="trial_notice").suspended_at is None


def test_an_ended_flow_is_not_suspended(process: Proceeding, head: User) -> None:
    Proceeding.objects.filter(pk=process.pk).update(closed_at=clock.now())
    with pytest.raises(Conflict, match="没有正在办理"):
        suspend(process, head)


def test_a_seat_that_would_lapse_waits(process: Proceeding, head: User) -> None:
    stage.decide(stage.open_items(process)[0], Decision.APPROVE)
    seat = stage.open_items(process)[0]
    suspend(process, head)
    with clock.shifted(stage.past_due(seat)):
        assert services.lapse_overdue() == 0
    assert WorkItem.objects.get(pk=seat.pk).is_open
