"""A proceeding that has become without object is ended: proposed by one, decided by another, whole or not at all."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from viewflow.workflow.status import PROCESS

from core import clock
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import Dossier, LedgerEntry, User
from roles.duties import Duty
from tests.engine.test_reconciling import by_hand
from workflows.engine import checks, reconciling, replaying, services
from workflows.engine.bpmn import bpmn
from workflows.engine.enums import TERMINATED, Act, Astray, Ending, TerminationResult
from workflows.engine.exploration import Space
from workflows.engine.models import Assistance, Proceeding, Suspension, Termination, TurnTask, WorkItem
from workflows.engine.nets import Net
from workflows.engine.nodes import EndedEarly, Who, this
from workflows.engine.services import terminating
from workflows.engine.trials import stage
from workflows.engine.trials.flows import NestedTrial, PlanTrial
from workflows.engine.turn import ENDED

pytestmark = pytest.mark.usefixtures("on_stage")
WHY = "县级机构调整，本案无须再办。"


@pytest.fixture
def process() -> Proceeding:
    return stage.begin()


@pytest.fixture
def head() -> User:
    """The county's office holds the chair of the leading group in the trials."""
    return stage.holder("420301")


def proposer() -> User:
    return stage.holder("420301100")


def propose(process: Proceeding, actor: User | None = None, **other: Any) -> Termination:
    told = {"dossier": process.dossier, "reason": WHY, "request_id": uuid.uuid4(), **other}
    return services.propose_termination(actor=actor or proposer(), **told)


def decide(row: Termination, actor: User, *, agrees: bool = True, words: str = "", **other: Any) -> Termination:
    told = {"termination": row.pk, "agrees": agrees, "words": words, "request_id": uuid.uuid4(), **other}
    return services.decide_termination(actor=actor, **told)


def faults(process: Proceeding) -> list[str]:
    found = list(Proceeding.objects.filter(pk=process.pk).select_related("dossier"))
    return [*map(str, reconciling.differences(found)), *map(str, replaying.deviations(found))]


def acts(process: Proceeding) -> list[str]:
    return list(LedgerEntry.objects.filter(dossier=process.dossier).order_by("seq").values_list("action", flat=True))


def test_a_proposal_changes_nothing_but_that_it_lies_before_who_decides(process: Proceeding, head: User) -> None:
    row = propose(process)
    assert (row.duty, row.organisation_id) == (Duty.CHAIR_LEADING_GROUP, head_place(head))
    assert stage.open_steps(process) == ["township_reviews"]
    stage.decide(stage.open_items(process)[0])  # the work goes on meanwhile
    assert Proceeding.objects.get(pk=process.pk).closed_at is None
    assert acts(process).count(Act.PROPOSE_END) == 1
    assert faults(process) == []


def head_place(head: User) -> int:
    return int(head.appointments.values_list("post__organisation", flat=True)[0])


def test_a_yes_closes_all_that_is_open_and_ends_the_dossier(process: Proceeding, head: User) -> None:
    stage.decide(stage.open_items(process)[0])
    first, second, third = stage.open_items(process)
    holder = stage.holder(first.organisation_id)
    colleague = User.objects.create_user("colleague", name="同事")
    stage.appoint(colleague, second.organisation, (Duty.COUNTERSIGN_PLAN,))
    services.claim(actor=holder, work_item=first.pk)
    services.entrust(
        actor=stage.holder(second.organisation_id), work_item=second.pk, receiver=colleague, words="请核对"
    )
    stage.decide(third)
    until = clock.today() + datetime.timedelta(days=9)
    services.suspend(actor=head, dossier=process.dossier, reason="等待", expected_on=until)
    PlanTrial.told_ended.clear()
    with clock.shifted(datetime.timedelta(days=3)):
        row = decide(propose(process), head, words="同意。")
    ended, dossier = Proceeding.objects.get(pk=process.pk), Dossier.objects.get(pk=process.dossier_id)
    assert (ended.status, ended.outcome, dossier.outcome) == (PROCESS.CANCELED, TERMINATED, TERMINATED)
    assert ended.closed_at == dossier.closed_at == row.decided_at
    assert stage.open_items(process) == []
    assert not TurnTask.objects.filter(process=process).exclude(status__in=ENDED).exists()
    assert WorkItem.objects.get(pk=third.pk).decided_at  # what was decided stays decided
    assert Assistance.objects.get(proceeding=process).ended_how == Ending.CLOSED
    assert not Suspension.objects.standing().filter(dossier=dossier).exists()
    assert ended.suspended_at is None
    assert PlanTrial.told_ended == [(dossier.pk, WHY)]
    entry = LedgerEntry.objects.get(dossier=dossier, action=Act.TERMINATE)
    assert (entry.actor, entry.detail["reason"], entry.detail["proposed_by"]) == (head, WHY, proposer().pk)
    assert sorted(step for step, _seat in entry.detail["lying"]) == ["department_opines"] * 2
    assert faults(process) == []


def test_who_had_it_open_reads_by_whom_and_why_it_was_ended(process: Proceeding, head: User) -> None:
    [item] = stage.open_items(process)
    decide(propose(process), head)
    for act in (lambda: stage.decide(item), lambda: services.claim(actor=proposer(), work_item=item.pk)):
        with pytest.raises(Stale, match=f"已于.*终止（{head.name}决定：{WHY}）"):
            act()
    with pytest.raises(Conflict, match="没有可以终止的流程"):
        propose(process)


def test_a_no_needs_its_reason_and_the_dossier_goes_on(process: Proceeding, head: User) -> None:
    row = propose(process)
    with pytest.raises(Invalid, match="请写明不同意的理由"):
        decide(row, head, agrees=False)
    decide(row, head, agrees=False, words="照常办理。")
    assert Termination.objects.get(pk=row.pk).result == TerminationResult.REFUSED
    assert acts(process)[-1] == Act.KEEP_ON
    stage.run_through(process)
    assert Proceeding.objects.get(pk=process.pk).outcome == "filed"
    assert faults(process) == []


def test_who_proposed_takes_it_back_and_nobody_else(process: Proceeding, head: User) -> None:
    row = propose(process)
    with pytest.raises(Refused, match="本人"):
        services.recall_termination(actor=head, termination=row.pk)
    services.recall_termination(actor=proposer(), termination=row.pk)
    with pytest.raises(Stale, match="已收回"):
        decide(row, head)
    assert propose(process).pk != row.pk  # and it may be proposed anew


def test_each_request_is_carried_out_once(process: Proceeding, head: User) -> None:
    first, second = uuid.uuid4(), uuid.uuid4()
    row = propose(process, request_id=first)
    assert propose(process, request_id=first) == row
    decide(row, head, request_id=second)
    assert decide(row, head, request_id=second) == row
    assert propose(process, request_id=first) == row  # also once it is over
    assert [acts(process).count(act) for act in (Act.PROPOSE_END, Act.TERMINATE)] == [1, 1]
    with pytest.raises(Stale, match=f"已由{head.name}"):
        decide(row, head)
    with pytest.raises(Conflict, match="已用于另一事项"):
        decide(row, proposer(), request_id=second)
    with pytest.raises(Conflict, match="已用于另一事项"):
        propose(stage.begin(), request_id=first)


def test_nobody_decides_on_what_he_proposed_nor_without_the_duty(process: Proceeding, head: User) -> None:
    with pytest.raises(Refused, match="提请"):
        propose(process, head)
    stage.appoint(head, process.dossier.owner, (Duty.REVIEW_PROPOSALS,))
    row = propose(process, head)
    with pytest.raises(Refused, match="不能同时决定"):
        decide(row, head)
    with pytest.raises(Refused, match="决定是否终止"):
        decide(row, proposer())
    assert stage.open_steps(process) == ["township_reviews"]


@pytest.mark.parametrize(
    ("told", "refusal"),
    [({"reason": " "}, "请写明终止理由"), ({"reason": "长" * 301}, "最多300字"), ({"reason": "\x07"}, "终止理由")],
)
def test_a_reason_is_asked_for(process: Proceeding, told: dict[str, Any], refusal: str) -> None:
    with pytest.raises(Invalid, match=refusal):
        propose(process, **told)
    assert not Termination.objects.exists()


def test_one_proposal_at_a_time(process: Proceeding) -> None:
    propose(process)
    with pytest.raises(Conflict, match="尚待决定"):
        propose(process)


def test_at_a_step_that_nobody_is_named_for_it_says_what_to_do(process: Proceeding, head: User) -> None:
    row = propose(process)
    stage.run_through(process, "province_acknowledges")
    with pytest.raises(Conflict, match="已报省级登记，不能终止"):
        decide(row, head)
    assert services.against_ending(Proceeding.objects.get(pk=process.pk)) == "已报省级登记，不能终止"
    decide(row, head, agrees=False, words="已报省级登记。")  # a no is never too late
    assert len(stage.open_items(process)) == 2
    other = stage.begin("trial_veto")
    with pytest.raises(Conflict, match="本类案卷不办理终止"):
        propose(other)


def test_a_no_is_never_too_late(process: Proceeding, head: User, monkeypatch: pytest.MonkeyPatch) -> None:
    row = propose(process)
    monkeypatch.setattr(PlanTrial, "ended_early", None)  # moved to an edition that ends nothing early
    with pytest.raises(Conflict, match="本类案卷不办理终止"):
        decide(row, head)
    assert decide(row, head, agrees=False, words="照常办理。").result == TerminationResult.REFUSED


def test_what_ended_while_it_was_waited_for_is_not_proposed(
    process: Proceeding, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(propose(process), head)
    monkeypatch.setattr(terminating, "under_way", lambda dossier: Proceeding.objects.get(dossier=dossier))
    with pytest.raises(Conflict, match="已办结或已终止"):
        propose(process)


def test_who_did_the_work_does_not_end_it(process: Proceeding, monkeypatch: pytest.MonkeyPatch) -> None:
    assert PlanTrial.ended_early is not None
    who = Who(Duty.SIGN_TOWNSHIP_REPORT, this.county)
    steps = ("township_reviews", "department_opines")
    monkeypatch.setattr(PlanTrial, "ended_early", replace(PlanTrial.ended_early, decided_by=((who, steps),)))
    [item] = stage.open_items(process)
    stage.decide(item)
    colleague = User.objects.create_user("colleague", name="同事")
    stage.appoint(colleague, item.organisation, (Duty.REVIEW_PROPOSALS,))
    row = propose(process, colleague)
    reviewer, other = stage.holder(item.organisation_id), User.objects.create_user("other", name="另一人")
    for person in (reviewer, other):
        stage.appoint(person, process.dossier.county, (Duty.SIGN_TOWNSHIP_REPORT,))
    assert not services.may_decide_termination(reviewer, row, process)
    with pytest.raises(Refused, match="审核人不得签发同一报告，也不得决定终止"):
        decide(row, reviewer)
    assert Termination.objects.standing().get() == row
    decide(row, other)


def test_an_end_that_could_not_have_been_is_found(process: Proceeding, head: User) -> None:
    decide(propose(process), head)
    entry = LedgerEntry.objects.get(dossier=process.dossier, action=Act.TERMINATE)
    moved = """UPDATE core_ledgerentry SET detail = jsonb_set(detail, '{lying}', '[["province_acknowledges", "start"]]')
        WHERE id = %s"""
    by_hand("core_ledgerentry", moved, entry.pk)
    [parted] = replaying.deviations(Proceeding.objects.filter(pk=process.pk))
    assert (parted.kind, parted.entry) == (Astray.UNFOLLOWED, entry.pk)


def test_an_end_that_the_ledger_does_not_tell_is_found(process: Proceeding, head: User) -> None:
    decide(propose(process), head)
    by_hand("core_ledgerentry", "UPDATE core_ledgerentry SET action = 'engine.claim' WHERE action = %s", Act.TERMINATE)
    asked = Proceeding.objects.filter(pk=process.pk).select_related("dossier")
    assert [one.kind for one in reconciling.differences(asked)] == [Astray.UNTOLD]
    assert [one.kind for one in replaying.deviations(asked)] == [Astray.CLOSED_EARLY]


def test_what_was_proposed_and_decided_stays(process: Proceeding, head: User) -> None:
    row = decide(propose(process), head)
    changes = (
        lambda: Termination.objects.update(reason="另一个理由"),
        lambda: Termination.objects.update(duty=Duty.SIGN_OFF),
        row.delete,
    )
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def declared(*steps: str) -> EndedEarly:
    who = Who(Duty.CHAIR_LEADING_GROUP, this.county)
    assert PlanTrial.ended_early is not None
    return replace(PlanTrial.ended_early, decided_by=((who, steps),))


def test_a_flow_is_ended_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NestedTrial, "ended_early", declared("department_reads"))
    [fault] = Space(Net.of(NestedTrial)).faults()
    assert "not at what lies beside" in str(fault)
    monkeypatch.setattr(NestedTrial, "ended_early", declared("department_reads", "province_advises", "signed"))
    [fault] = Space(Net.of(NestedTrial)).faults()
    assert "signed, which is never open" in str(fault)


@pytest.mark.parametrize(
    ("ending", "message"),
    [
        (declared("nowhere"), "nowhere, which is no step"),
        (replace(declared("township_reviews"), frees=this.missing), "missing"),
        (
            replace(declared("township_reviews"), decided_by=((Who(Duty.SIGN_OFF, this.county), ("files",) * 2),)),
            "files, which is no step",
        ),
    ],
)
def test_a_declaration_that_names_what_is_not_there_is_found(
    monkeypatch: pytest.MonkeyPatch, ending: EndedEarly, message: str
) -> None:
    monkeypatch.setattr(PlanTrial, "ended_early", ending)
    found = [words for number, words in checks.findings(PlanTrial) if number == "E023"]
    assert any(message in words for words in found), found


def test_the_drawing_says_who_may_end_it_where() -> None:
    drawn = bpmn(PlanTrial)
    assert drawn.count("可终止：由“乡镇审核”职责提请，“主持领导小组会议”职责决定") == 3


def test_an_end_at_a_step_for_which_none_is_declared_is_found(
    process: Proceeding, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(propose(process), head)
    monkeypatch.setattr(PlanTrial, "ended_early", declared("leading_group_signs"))
    [parted] = replaying.deviations(Proceeding.objects.filter(pk=process.pk))
    assert parted.kind == Astray.UNFOLLOWED
