"""Deciding: once, by those who may, with everything it brings along, in few statements."""

from __future__ import annotations

import datetime
import uuid

import pytest

from core import clock
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import LedgerEntry, User
from roles.duties import Duty
from roles.models import Appointment, Delegation, DelegationDuty, OrganisationUserPermission
from tests.engine.statements import counted
from workflows.engine import services
from workflows.engine.enums import Decision, Why
from workflows.engine.models import Opinion, Proceeding
from workflows.engine.trials import stage
from workflows.engine.trials.flows import NoticeTrial, PlanTrial

pytestmark = pytest.mark.usefixtures("on_stage")


def test_a_dossier_travels_from_begin_to_finish() -> None:
    process = stage.begin()
    stage.run_through(process)
    process = Proceeding.objects.get(pk=process.pk)
    assert (process.status, process.outcome, process.dossier.outcome) == ("DONE", "filed", "filed")
    assert process.closed_at == process.dossier.closed_at is not None
    assert process.opinions.count() == 7


def test_a_plain_approval_costs_few_statements_whatever_the_step() -> None:
    process = stage.begin()
    costs = []
    while items := stage.open_items(process):
        actor, request = stage.holder(items[0].organisation_id), uuid.uuid4()
        with counted() as seen:
            stage.decide(items[0], actor=actor, request_id=request)
        costs.append((items[0].step, len(seen)))
        with counted() as seen:
            stage.decide(items[0], actor=actor, request_id=request)
        assert len(seen) <= 4
    *before, (_last, closing) = costs
    assert closing <= 13, "it closes the countersign, whose answers are read for its result, and the proceeding"
    assert all(cost <= 10 for _step, cost in before)


def test_the_cost_does_not_grow_with_the_seats(monkeypatch: pytest.MonkeyPatch) -> None:
    def deciding(seats: int) -> int:
        departments = [stage.organisation(f"420301-{s}").pk for s in ("finance", "housing", "land", "water")]
        monkeypatch.setattr(
            PlanTrial.instance.node("asks_departments"),
            "_activate_next",
            [(PlanTrial.instance.node("department_opines"), None, lambda _a: departments[:seats], None)],
        )
        item = stage.open_items(stage.begin())[0]
        actor = stage.holder(item.organisation_id)
        with counted() as seen:
            stage.decide(item, actor=actor)
        return len(seen)

    assert deciding(1) == deciding(4)


def test_the_next_step_knows_why_from_whom_and_until_when() -> None:
    process = stage.begin()
    first = stage.open_items(process)[0]
    assert (first.why, first.sender, first.cause_id, first.round) == (Why.STEP, process.started_by, None, 1)
    stage.decide(first)
    following = stage.open_items(process)[0]
    assert (following.why, following.sender, following.cause_id) == (Why.SEAT, stage.holder("420301100"), first.pk)
    assert following.county_id == process.dossier.county_id
    assert following.due_at > following.opened_at


def test_the_ledger_entry_comes_last_and_names_the_seat() -> None:
    process = stage.begin()
    item = stage.open_items(process)[0]
    with counted() as seen:
        stage.decide(item)
    assert "core_ledgerentry" in seen[-1]
    entry = LedgerEntry.objects.order_by("-seq")[0]
    assert entry.action == "engine.decide"
    assert (entry.detail["step"], entry.detail["decision"], entry.detail["work_item"]) == (
        "township_reviews", "approve", item.pk)  # fmt: skip


def test_without_the_duty_nobody_decides() -> None:
    item = stage.open_items(stage.begin())[0]
    stranger = stage.holder("420301-finance")
    with pytest.raises(Refused, match="缺少职责"):
        stage.decide(item, actor=stranger)
    assert not Opinion.objects.exists()


def test_who_was_relieved_after_claiming_decides_no_more() -> None:
    item = stage.open_items(stage.begin())[0]
    actor = stage.holder(item.organisation_id)
    services.claim(actor=actor, work_item=item.pk)
    Appointment.objects.filter(user=actor).update(ends_on=clock.today() - datetime.timedelta(days=1))
    with pytest.raises(Refused):
        stage.decide(item, actor=actor)


def test_a_row_of_permission_without_an_origin_gives_nothing() -> None:
    item = stage.open_items(stage.begin())[0]
    stranger = User.objects.create_user("stranger", name="外人")
    row = OrganisationUserPermission.objects.filter(content_object_id=item.organisation_id).order_by("pk")[0]
    OrganisationUserPermission.objects.create(
        user=stranger, content_object_id=item.organisation_id, permission_id=row.permission_id
    )
    with pytest.raises(Refused):
        stage.decide(item, actor=stranger)


def test_the_second_is_told_who_was_first() -> None:
    item = stage.open_items(stage.begin())[0]
    colleague = User.objects.create_user("colleague", name="同事")
    stage.appoint(colleague, item.organisation, [Duty.REVIEW_PROPOSALS])
    stage.decide(item)
    with pytest.raises(Stale, match=r"中心镇承办.*同意"):
        stage.decide(item, actor=colleague)


def test_a_claimed_item_is_not_decided_by_a_colleague() -> None:
    item = stage.open_items(stage.begin())[0]
    colleague = User.objects.create_user("colleague", name="同事")
    stage.appoint(colleague, item.organisation, [Duty.REVIEW_PROPOSALS])
    services.claim(actor=stage.holder(item.organisation_id), work_item=item.pk)
    with pytest.raises(Stale, match="中心镇承办"):
        stage.decide(item, actor=colleague)


@pytest.mark.parametrize("decision", [Decision.OBJECT, Decision.RETURN, Decision.LAPSED])
def test_only_what_the_step_offers_can_be_decided(decision: Decision) -> None:
    item = stage.open_items(stage.begin())[0]
    with pytest.raises(Conflict):
        stage.decide(item, decision)


def test_an_objection_needs_reasons() -> None:
    process = stage.begin("trial_veto")
    with pytest.raises(Invalid, match="理由"):
        stage.decide(stage.open_items(process)[0], Decision.OBJECT, opinion="  ")


def test_one_request_is_not_used_for_two_items() -> None:
    request = uuid.uuid4()
    process = stage.begin("trial_veto")
    first, second = stage.open_items(process)[:2]
    stage.decide(first, request_id=request)
    with pytest.raises(Conflict, match="请求编号"):
        stage.decide(second, request_id=request)


def test_a_request_is_answered_only_to_its_sender() -> None:
    request = uuid.uuid4()
    item = stage.open_items(stage.begin())[0]
    colleague = User.objects.create_user("colleague", name="同事")
    stage.appoint(colleague, item.organisation, [Duty.REVIEW_PROPOSALS])
    stage.decide(item, request_id=request)
    with pytest.raises(Stale):
        stage.decide(item, request_id=request, actor=colleague)


def test_the_hook_gets_the_decision_before_the_flow_moves() -> None:
    NoticeTrial.heard.clear()
    process = stage.begin("trial_notice")
    stage.decide(stage.open_items(process)[0], data={"note": "x"})
    act = NoticeTrial.heard[0]
    assert (act.decision, act.data, act.opinion.detail) == (Decision.APPROVE, {"note": "x"}, {"note": "x"})
    assert act.work_item.step == "township_drafts"


def test_what_a_hook_refuses_has_not_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: object) -> None:
        raise Conflict("不行")

    monkeypatch.setattr(NoticeTrial.instance.node("township_drafts"), "decided", refuse)
    process = stage.begin("trial_notice")
    with pytest.raises(Conflict, match="不行"):
        stage.decide(stage.open_items(process)[0])
    assert stage.open_steps(process) == ["township_drafts"]
    assert not Opinion.objects.exists()


def test_before_the_notice_has_run_out_nobody_decides() -> None:
    process = stage.begin("trial_notice")
    stage.decide(stage.open_items(process)[0], data={"notice_until": str(clock.today() + datetime.timedelta(days=10))})
    item = stage.open_items(process)[0]
    assert item.not_before == clock.today() + datetime.timedelta(days=10)
    assert item.due_at.date() > item.not_before
    with pytest.raises(Conflict, match=f"{item.not_before.month}月{item.not_before.day}日"):
        stage.decide(item)
    with clock.shifted(datetime.timedelta(days=10)):
        stage.decide(item)


def test_who_signed_cannot_register_the_same_document() -> None:
    process = stage.begin("trial_notice")
    stage.run_through(process, until="archives")
    item = stage.open_items(process)[0]
    signer = stage.holder(item.organisation_id)
    with pytest.raises(Refused, match="登记编号人不得签发同一公文"):
        stage.decide(item, actor=signer)
    with pytest.raises(Refused):
        services.claim(actor=signer, work_item=item.pk)
    registrar = User.objects.create_user("registrar", name="登记员")
    stage.appoint(registrar, item.organisation, [Duty.REGISTER_DOCUMENT])
    stage.decide(item, actor=registrar)


def test_a_deputy_acts_for_his_principal_and_both_are_recorded() -> None:
    item = stage.open_items(stage.begin())[0]
    principal = stage.holder(item.organisation_id)
    deputy = User.objects.create_user("deputy", name="代办人")
    held = Appointment.objects.get(user=principal)
    started, ends = clock.now() - datetime.timedelta(hours=1), clock.now() + datetime.timedelta(days=1)
    given = Delegation.objects.create(principal=held, deputy=deputy, starts_at=started, ends_at=ends, reason="出差")
    DelegationDuty.objects.create(delegation=given, duty=Duty.REVIEW_PROPOSALS)
    for row in OrganisationUserPermission.objects.filter(user=principal).order_by("pk"):
        OrganisationUserPermission.objects.create(
            user=deputy, content_object_id=row.content_object_id, permission_id=row.permission_id
        )
    opinion = stage.decide(item, actor=deputy)
    assert (opinion.actor, opinion.on_behalf_of_id) == (deputy, principal.pk)
    assert LedgerEntry.objects.order_by("-seq")[0].detail["on_behalf_of"] == principal.pk


def test_a_way_back_begins_a_new_round() -> None:
    process = stage.begin()
    stage.run_through(process, until="leading_group_signs")
    stage.decide(stage.open_items(process)[0], Decision.OBJECT)
    item = stage.open_items(process)[0]
    assert (item.step, item.round, item.why) == ("township_reviews", 2, Why.RETURNED)
    stage.run_through(process)
    assert Proceeding.objects.get(pk=process.pk).outcome == "filed"


def test_a_dossier_deferred_stays_with_its_step_in_a_new_round() -> None:
    process = stage.begin("trial_notice")
    stage.run_through(process, until="county_signs")
    stage.decide(stage.open_items(process)[0], Decision.DEFER)
    stage.decide(stage.open_items(process)[0], Decision.DEFER)
    item = stage.open_items(process)[0]
    assert (item.step, item.round) == ("county_signs", 3)


def test_one_flow_runs_once_for_a_dossier() -> None:
    process = stage.begin()
    with pytest.raises(Conflict, match="正在办理"):
        services.start(actor=process.started_by, flow="trial_plan", dossier=process.dossier)


def test_a_dossier_of_another_kind_does_not_start() -> None:
    with pytest.raises(Conflict, match="种类"):
        services.start(actor=None, flow="trial_filing", dossier=stage.dossier())
