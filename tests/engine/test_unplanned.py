"""增加环节: steps that the flow does not know, put in after one's own, gone through one after the other, taken back."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core import clock, working_days
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import LedgerEntry, User
from roles.duties import Duty
from roles.policies import authorities
from tests.engine.test_reconciling import by_hand
from workflows.engine import added, checks, reconciling, replaying, services, turn
from workflows.engine.bpmn import bpmn
from workflows.engine.enums import Act, Astray, Decision, Why
from workflows.engine.exploration import Space
from workflows.engine.models import Proceeding, UnplannedStep, WorkItem
from workflows.engine.nets import Net
from workflows.engine.trials import stage
from workflows.engine.trials.flows import AddedTrial, PlanTrial

pytestmark = pytest.mark.usefixtures("on_stage")
LAND, FINANCE, WATER = "420301-land", "420301-finance", "420301-water"
WORDS = "请审核是否合法"


@pytest.fixture
def process() -> Proceeding:
    return stage.begin("trial_added")


def here(process: Proceeding) -> WorkItem:
    """The one item that is open."""
    (item,) = stage.open_items(process)
    return item


def add(item: WorkItem, name: str = "法制审核", at: str = LAND, **other: Any) -> UnplannedStep:
    told = {"days": 2, "words": WORDS, "actor": stage.holder(item.organisation_id), **other}
    return services.add_step(work_item=item.pk, name=name, organisation=stage.organisation(at), **told)


def at_the_first(process: Proceeding) -> tuple[WorkItem, list[UnplannedStep]]:
    """Two are put in, and the item they come after is decided: it, and they."""
    item = here(process)
    rows = [add(item), add(item, "资金复核", FINANCE)]
    stage.decide(item)
    return item, rows


def lying(process: Proceeding) -> list[tuple[str, str]]:
    return [(item.step, item.unplanned) for item in stage.open_items(process)]


def agrees(process: Proceeding) -> None:
    found = list(Proceeding.objects.filter(pk=process.pk).select_related("dossier"))
    assert [*map(str, reconciling.differences(found)), *map(str, replaying.deviations(found))] == []


def test_it_goes_through_them_one_after_the_other_and_on_as_planned(process: Proceeding) -> None:
    item, (first, second) = at_the_first(process)
    one = here(process)
    assert (one.unplanned, one.organisation, one.why) == ("法制审核", stage.organisation(LAND), Why.UNPLANNED)
    assert (one.limit_days, one.due_at) == (2, working_days.closing(working_days.add_working_days(clock.today(), 2)))
    assert (one.duty, one.sender, one.cause_id) == (Duty.COUNTERSIGN_PLAN, stage.holder(item.organisation_id), item.pk)
    agrees(process)
    stage.decide(one)
    assert lying(process) == [("added_step", "资金复核")]
    stage.decide(here(process), Decision.OBJECT)  # written down; it goes on, by what the township decided
    assert lying(process) == [("township_reports", "")]
    agrees(process)
    stage.run_through(process)
    assert Proceeding.objects.get(pk=process.pk).outcome == "signed"
    told = LedgerEntry.objects.filter(dossier=process.dossier, action=Act.ADD_STEP).order_by("seq")
    assert [(one.detail["unplanned"], one.detail["days"]) for one in told] == [(first.pk, 2), (second.pk, 2)]
    agrees(process)


def test_without_a_consent_none_of_them_is_gone_through(process: Proceeding) -> None:
    item = here(process)
    add(item)
    stage.decide(item, Decision.OBJECT)
    assert Proceeding.objects.get(pk=process.pk).outcome == "given_up"
    agrees(process)


class TestReturned:
    def test_to_who_added_it_and_then_through_it_again_and_those_after_it(self, process: Proceeding) -> None:
        item = here(process)
        stage.decide(item)
        reports = here(process)  # which is not declared to go through everything again
        for name, at in (("法制审核", LAND), ("资金复核", FINANCE), ("住建复核", "420301-housing")):
            add(reports, name, at)
        stage.decide(reports)
        stage.decide(here(process))
        stage.send_back(here(process), "township_reports")
        again = here(process)
        assert (again.step, again.why, again.round) == ("township_reports", Why.RETURNED, 2)
        agrees(process)
        stage.decide(again)
        assert lying(process) == [("added_step", "资金复核")]
        stage.decide(here(process))
        assert lying(process) == [("added_step", "住建复核")]
        stage.decide(here(process))
        assert lying(process) == [("county_signs", "")]
        stage.send_back(here(process), "township_reports")  # from further on: not again
        stage.decide(here(process))
        assert lying(process) == [("county_signs", "")]
        agrees(process)

    def test_from_further_on_they_come_again_where_that_is_declared(self, process: Proceeding) -> None:
        _item, rows = at_the_first(process)
        stage.run_through(process, until="county_signs")
        stage.send_back(here(process), "township_drafts")
        carried = UnplannedStep.objects.filter(after=here(process)).in_order()
        assert [(one.name, one.again) for one in carried] == [(row.name, row) for row in rows]
        told = LedgerEntry.objects.filter(action=Act.ADD_STEP, detail__is_again=True)
        assert [(one.actor, one.detail["on_behalf_of"]) for one in told] == [(None, None)] * 2
        services.recall_step(actor=stage.holder(here(process).organisation_id), step=carried[0].pk)
        stage.decide(here(process))
        assert lying(process) == [("added_step", "资金复核")]
        agrees(process)

    def test_straight_back_it_goes_to_the_added_step_at_once(self, process: Proceeding) -> None:
        at_the_first(process)
        returning = here(process)
        stage.send_back(returning, "township_drafts", straight_back=True)
        fixing = here(process)
        with pytest.raises(Conflict, match="修改后直送"):
            add(fixing)
        stage.decide(fixing)
        assert [(one.unplanned, one.seat) for one in stage.open_items(process)] == [("法制审核", returning.seat)]
        stage.decide(here(process))
        assert lying(process) == [("added_step", "资金复核")]
        agrees(process)

    def test_nowhere_else(self, process: Proceeding) -> None:
        at_the_first(process)
        with pytest.raises(Conflict, match="不能退回到所选环节"):
            stage.send_back(here(process), "township_reports")

    def test_and_from_there_whoever_has_it_in_hand_takes_them_back(self, process: Proceeding) -> None:
        at_the_first(process)
        stage.run_through(process, until="county_signs")
        stage.send_back(here(process), "township_drafts")
        again = here(process)
        row = added.ahead(again.pk)
        assert row is not None
        other = User.objects.create_user("other", name="同事")
        stage.appoint(other, again.organisation, (Duty.REVIEW_PROPOSALS,))
        with pytest.raises(Refused, match="本人增加的环节"):
            services.recall_step(actor=other, step=row.pk)
        services.claim(actor=other, work_item=again.pk)
        assert services.recall_step(actor=other, step=row.pk).recalled_by == other
        stage.decide(again, actor=other)
        assert lying(process) == [("added_step", "资金复核")]
        agrees(process)

    def test_leading_on_to_another_step_takes_nothing_along(self, process: Proceeding) -> None:
        """Whatever stands behind an added step opens without copies, even where steps may be added to it too."""
        at_the_first(process)
        before = SimpleNamespace(flow_task=process.flow_class.unplanned_node(), task=here(process).task)
        stage.run_through(process, until="township_reports")
        opened = SimpleNamespace(flow_task=process.flow_class.step("township_reports"), task=here(process).task)
        with turn.take(proceeding=process.pk) as t:
            opened.process = t.process
            assert list(added._carried(opened, before)) == []


class TestWithdrawn:
    def test_the_decision_before_it_comes_back_with_what_was_added(self, process: Proceeding) -> None:
        item, _rows = at_the_first(process)
        actor = stage.holder(item.organisation_id)
        services.withdraw(actor=actor, work_item=item.pk, reason="误办。")
        assert lying(process) == [("township_drafts", "")]
        agrees(process)
        stage.decide(here(process))
        assert lying(process) == [("added_step", "法制审核")]
        services.note_opened(actor=stage.holder(LAND), work_item=here(process).pk)
        again = UnplannedStep.objects.in_order().last()
        assert again is not None
        with pytest.raises(Stale, match="已打开"):
            services.withdraw(actor=actor, work_item=again.after_id, reason="误办。")
        agrees(process)

    def test_that_of_an_added_step_as_well(self, process: Proceeding) -> None:
        at_the_first(process)
        first = here(process)
        stage.decide(first)
        services.withdraw(actor=stage.holder(LAND), work_item=first.pk, reason="误办。")
        back = here(process)
        assert (back.unplanned, back.seat, back.limit_days) == ("法制审核", first.seat, 2)
        stage.decide(back)
        assert lying(process) == [("added_step", "资金复核")]
        agrees(process)


class TestRecalled:
    def test_what_has_not_begun_and_says_why(self, process: Proceeding) -> None:
        item, (first, second) = at_the_first(process)
        actor = stage.holder(item.organisation_id)
        with pytest.raises(Stale, match="已经开始办理"):
            services.recall_step(actor=actor, step=first.pk, reason="不需要")
        with pytest.raises(Refused, match="本人增加的环节"):
            services.recall_step(actor=stage.holder(LAND), step=second.pk, reason="不需要")
        with pytest.raises(Invalid, match="收回理由"):
            services.recall_step(actor=actor, step=second.pk)
        assert services.recall_step(actor=actor, step=second.pk, reason="不需要").recalled_because == "不需要"
        with pytest.raises(Stale, match="已经收回"):
            services.recall_step(actor=actor, step=second.pk, reason="不需要")
        stage.decide(here(process))
        assert lying(process) == [("township_reports", "")]
        agrees(process)
        with pytest.raises(IntegrityError), transaction.atomic():
            UnplannedStep.objects.filter(pk=second.pk).update(recalled_because="改了")

    def test_all_of_them_before_the_decision(self, process: Proceeding) -> None:
        item = here(process)
        row = add(item)
        services.recall_step(actor=stage.holder(item.organisation_id), step=row.pk)
        stage.decide(item)
        assert lying(process) == [("township_reports", "")]
        with pytest.raises(Stale, match="已经收回"):
            services.recall_step(actor=stage.holder(item.organisation_id), step=row.pk, reason="不需要")


class TestRefused:
    def test_where_nobody_may_add_one(self) -> None:
        with pytest.raises(Conflict, match="本环节不能增加环节"):
            add(here(stage.begin("trial_plan")))
        process = stage.begin("trial_added")
        at_the_first(process)
        with pytest.raises(Conflict, match="本环节不能增加环节"):
            add(here(process), actor=stage.holder(LAND))

    @pytest.mark.parametrize(
        ("told", "refusal", "words"),
        [
            ({"name": " "}, Invalid, "环节名称"),
            ({"name": "长" * 31}, Invalid, "最多30字"),
            ({"words": ""}, Invalid, "办理要求"),
            ({"days": 0}, Invalid, "1至5个工作日"),
            ({"days": 6}, Invalid, "1至5个工作日"),
            ({"at": WATER}, Refused, "不在本流程可以增加的单位之内"),
        ],
    )
    def test_what_is_not_as_declared(
        self, process: Proceeding, told: dict[str, Any], refusal: type[Exception], words: str
    ) -> None:
        with pytest.raises(refusal, match=words):
            add(here(process), **told)
        assert not UnplannedStep.objects.exists()
        assert here(process).claimed_by is None

    def test_more_than_the_most_and_another_persons_item(self, process: Proceeding) -> None:
        item = here(process)
        with pytest.raises(Refused):
            add(item, actor=stage.holder(LAND))
        for _n in range(3):
            add(item)
        with pytest.raises(Conflict, match="最多增加3个环节"):
            add(item)
        other = User.objects.create_user("other", name="同事")
        stage.appoint(other, item.organisation, (Duty.REVIEW_PROPOSALS,))
        with pytest.raises(Stale, match="领取"):
            add(item, actor=other)

    def test_a_step_of_ones_own(self, process: Proceeding) -> None:
        item = here(process)
        actor = stage.holder(item.organisation_id)
        add(item, at=FINANCE)
        stage.appoint(actor, stage.organisation(LAND), (Duty.COUNTERSIGN_PLAN,))
        with pytest.raises(Refused, match="不能增加由本人办理的环节"):
            add(item)
        assert [one.code for one in services.askable(actor=actor, item=item)] == [FINANCE, "420301-housing"]
        stage.appoint(actor, stage.organisation(FINANCE), (Duty.COUNTERSIGN_PLAN,))  # too late to be told
        stage.decide(item)
        with pytest.raises(Refused, match="增加环节的人不得办理"):
            stage.decide(here(process), actor=actor)
        colleague = User.objects.create_user("other", name="同事")
        stage.appoint(colleague, stage.organisation(FINANCE), (Duty.COUNTERSIGN_PLAN,))
        giver = next(
            held
            for held in authorities(Duty.COUNTERSIGN_PLAN, here(process).organisation_id)
            if held not in (actor, colleague)
        )
        assert services.receivers(actor=giver, item=here(process)) == [colleague], (
            "whom handing over refuses is not offered"
        )
        stage.decide(here(process))
        agrees(process)

    def test_while_it_stands_still(self, process: Proceeding) -> None:
        item = here(process)
        row = add(item)
        until = clock.today() + datetime.timedelta(days=9)
        head = stage.holder("420301")
        services.suspend(actor=head, dossier=process.dossier, reason="换届", expected_on=until)
        with pytest.raises(Conflict, match="暂停办理"):
            add(item)
        with pytest.raises(Conflict, match="暂停办理"):
            services.recall_step(actor=row.added_by, step=row.pk)
        services.resume(actor=head, dossier=process.dossier)
        stage.decide(item)
        assert lying(process) == [("added_step", "法制审核")]


def test_it_is_ended_early_as_the_step_before_it(process: Proceeding) -> None:
    item, (_first, second) = at_the_first(process)
    told = {"dossier": process.dossier, "reason": "资金已收回", "request_id": uuid.uuid4()}
    row = services.propose_termination(actor=stage.holder("420301100"), **told)
    services.decide_termination(
        actor=stage.holder("420301"), termination=row.pk, agrees=True, words="", request_id=uuid.uuid4()
    )
    assert stage.open_items(process) == []
    agrees(process)
    with pytest.raises(Stale, match="已经结束"):
        services.recall_step(actor=stage.holder(item.organisation_id), step=second.pk, reason="不需要")


def test_what_somebody_changed_by_hand_is_found(process: Proceeding) -> None:
    at_the_first(process)
    by_hand("engine_workitem", "UPDATE engine_workitem SET unplanned = '别的' WHERE task_id = %s", here(process).pk)
    fresh = Proceeding.objects.select_related("dossier").filter(pk=process.pk)
    (found,) = reconciling.differences(fresh)
    assert (found.kind, found.step) == (Astray.OPEN_ASTRAY, "added_step")


def test_the_net_knows_them_and_the_diagram_says_so() -> None:
    space = Space(Net.of(AddedTrial))
    assert space.faults() == []
    assert {("added_step", "object"), ("added_step", "return to township_reports")} <= space.fired
    assert "可增加环节：最多3个" in bpmn(AddedTrial)
    assert "可增加环节" not in bpmn(PlanTrial)


def test_what_is_declared_wrongly_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    seat = PlanTrial.step("department_opines")
    monkeypatch.setattr(seat, "may_add_steps", True)
    wrong = [message for number, message in checks.findings(PlanTrial) if number == "E024"]
    assert len(wrong) == 2, wrong
    assert [number for number, _message in checks.for_trials_alone(AddedTrial)] == ["E025"]
    monkeypatch.setattr(AddedTrial, "may_go_straight_back", False)
    assert list(checks.for_trials_alone(AddedTrial)) == []
    declared = AddedTrial.ended_early
    assert declared is not None
    without = ((declared.decided_by[0][0], ("township_drafts", "township_reports", "county_signs")),)
    monkeypatch.setattr(AddedTrial, "ended_early", replace(declared, decided_by=without))
    assert any("by another than" in message for number, message in checks.findings(AddedTrial) if number == "E024")
