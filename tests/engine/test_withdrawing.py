"""Taking one's own decision back while nobody has opened what it led to."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from core.errors import Conflict, Invalid, Refused, Stale
from core.models import LedgerEntry
from core.templatetags.words import cn_moment
from workflows.engine import services
from workflows.engine.enums import Act, Decision, Why
from workflows.engine.models import Opinion, Proceeding, WorkItem
from workflows.engine.trials import stage
from workflows.engine.trials.flows import NoticeTrial

WHY = "误办。"

pytestmark = pytest.mark.usefixtures("on_stage")


def withdraw(item: WorkItem) -> WorkItem:
    actor = stage.holder(item.organisation_id)
    expected = services.may_withdraw(actor=actor, work_item=item.pk)
    try:
        reopened = services.withdraw(actor=actor, work_item=item.pk, reason=WHY)
    except (Conflict, Refused, Stale):
        assert not expected
        raise
    assert expected
    return reopened


def test_taken_back_the_seat_is_open_again_and_the_next_step_closed() -> None:
    process = stage.begin()
    item = stage.open_items(process)[0]
    stage.decide(item)
    followers = stage.open_items(process)
    reopened = withdraw(item)
    assert (reopened.step, reopened.why, reopened.round) == ("township_reviews", Why.WITHDRAWN, 1)
    assert stage.open_steps(process) == ["township_reviews"]
    with pytest.raises(Stale):
        stage.decide(followers[0])
    assert Opinion.objects.get(task_id=item.pk).withdrawn_at is not None
    stage.run_through(process)
    assert Proceeding.objects.get(pk=process.pk).outcome == "filed"


def test_a_seat_of_a_vote_taken_back_counts_no_more() -> None:
    process = stage.begin("trial_vote")
    stage.decide(stage.open_items(process)[0])
    first, second, third = stage.open_items(process)
    stage.decide(first, Decision.OBJECT)
    reopened = withdraw(first)
    assert len(stage.open_items(process)) == 3
    stage.decide(second, Decision.OBJECT)
    assert len(stage.open_items(process)) == 2
    stage.decide(reopened)
    stage.decide(third)
    assert stage.open_steps(process) == ["leading_group_signs"]


def test_a_gather_that_fired_is_taken_back_with_the_last_answer() -> None:
    process = stage.begin()
    stage.decide(stage.open_items(process)[0])
    items = stage.open_items(process)
    for item in items:
        stage.decide(item)
    reopened = withdraw(items[2])
    assert stage.open_steps(process) == ["department_opines"]
    stage.decide(reopened)
    assert stage.open_steps(process) == ["leading_group_signs"]


def test_not_once_the_next_has_opened_or_claimed_it() -> None:
    process = stage.begin()
    item = stage.open_items(process)[0]
    stage.decide(item)
    following = stage.open_items(process)[0]
    services.note_opened(actor=stage.holder(following.organisation_id), work_item=following.pk)
    with pytest.raises(Stale, match="已打开"):
        withdraw(item)


def test_not_once_the_next_has_decided() -> None:
    process = stage.begin()
    item = stage.open_items(process)[0]
    stage.decide(item)
    stage.decide(stage.open_items(process)[0])
    with pytest.raises(Stale, match="已办理"):
        withdraw(item)


def test_not_another_persons() -> None:
    process = stage.begin()
    item = stage.open_items(process)[0]
    stage.decide(item)
    with pytest.raises(Refused):
        services.withdraw(actor=stage.holder("420301-finance"), work_item=item.pk, reason=WHY)


def test_not_what_had_effects() -> None:
    process = stage.begin("trial_issue")
    item = stage.open_items(process)[0]
    stage.decide(item)
    with pytest.raises(Conflict, match="已产生办理结果"):
        withdraw(item)


def test_not_when_it_closed_the_seats_of_others() -> None:
    process = stage.begin("trial_vote")
    stage.decide(stage.open_items(process)[0])
    first, second, _third = stage.open_items(process)
    stage.decide(first)
    stage.decide(second)
    with pytest.raises(Conflict, match="其他会签席位"):
        withdraw(second)


def test_not_a_return_and_not_after_the_end() -> None:
    process = stage.begin()
    stage.decide(stage.open_items(process)[0])
    item = stage.open_items(process)[0]
    stage.send_back(item, "township_reviews")
    with pytest.raises(Conflict):
        withdraw(item)
    stopped = stage.begin("trial_veto")
    last = stage.open_items(stopped)[0]
    stage.decide(last, Decision.OBJECT)
    with pytest.raises(Conflict, match="已办结"):
        withdraw(last)


def test_a_step_with_effects_is_taken_back_by_its_own_hook() -> None:
    NoticeTrial.heard.clear()
    process = stage.begin("trial_notice")
    item = stage.open_items(process)[0]
    stage.decide(item)
    assert NoticeTrial.heard
    withdraw(item)
    assert not NoticeTrial.heard


def test_a_seat_is_not_taken_back_once_another_has_closed_the_countersign() -> None:
    """The last open seat is taken away, the flow goes on: nobody may open the countersign beside it again."""
    process = stage.begin("trial_veto")
    first, second, third = stage.open_items(process)
    stage.decide(first)
    stage.decide(second)
    services.remove_seat(actor=stage.holder(third.organisation_id), work_item=third.pk)
    assert stage.open_steps(process) == ["leading_group_signs"]
    with pytest.raises(Conflict, match="会签意见已汇总"):
        withdraw(first)
    assert stage.open_steps(process) == ["leading_group_signs"]


def test_a_seat_asked_in_turn_is_not_taken_back_once_the_next_is_asked() -> None:
    """Two are asked side by side; when both have answered the next is, whoever was the last of the two."""
    process = stage.begin("trial_in_turn")
    stage.decide(stage.open_items(process)[0])
    (first,) = stage.open_items(process)
    convener = stage.holder(first.organisation_id)
    added = services.add_seat(actor=convener, beside=first.pk, organisation=stage.organisation("420301-water"))
    stage.decide(added, Decision.OBJECT)
    stage.decide(first, Decision.OBJECT)
    (second,) = stage.open_items(process)
    with pytest.raises(Conflict, match="已依次征求下一单位意见"):
        withdraw(added)
    assert stage.open_items(process) == [second]
    withdraw(first)
    withdraw(added)
    assert {item.seat for item in stage.open_items(process)} == {first.seat, added.seat}, "both again, the next not yet"


@pytest.mark.parametrize("flow", ["trial_plan", "trial_in_turn"])
def test_a_countersign_keeps_one_seat_where_the_only_answer_was_taken_back(flow: str) -> None:
    process = stage.begin(flow)
    stage.decide(stage.open_items(process)[0])
    convener, first = stage.holder("420301100"), stage.open_items(process)[0]
    stage.decide(first)
    reopened = withdraw(first)
    for beside in stage.open_items(process)[:-1]:
        services.remove_seat(actor=convener, work_item=beside.pk)
    (last,) = stage.open_items(process)
    with pytest.raises(Conflict, match="至少保留"):
        services.remove_seat(actor=convener, work_item=last.pk)
    assert stage.open_items(process) == [reopened]
    stage.run_through(process)
    assert Proceeding.objects.get(pk=process.pk).closed_at


@pytest.mark.parametrize(
    ("reason", "told"), [("  ", "请写明撤回理由"), ("长" * 201, "最多200字"), ("误\u202e办", "第2个字符")]
)
def test_without_a_reason_that_can_be_printed_nothing_is_taken_back(reason: str, told: str) -> None:
    item = stage.open_items(stage.begin())[0]
    stage.decide(item)
    with pytest.raises(Invalid, match=told):
        services.withdraw(actor=stage.holder(item.organisation_id), work_item=item.pk, reason=reason)
    assert Opinion.objects.standing().filter(task_id=item.pk).exists()


def test_the_reason_stands_with_the_opinion_and_in_the_ledger() -> None:
    item = stage.open_items(stage.begin())[0]
    stage.decide(item)
    services.withdraw(actor=stage.holder(item.organisation_id), work_item=item.pk, reason=f" {WHY} ")
    assert Opinion.objects.get(task_id=item.pk).withdrawn_because == WHY
    assert LedgerEntry.objects.filter(action=Act.WITHDRAW).latest("pk").detail["reason"] == WHY
    with pytest.raises(IntegrityError, match="办理意见不得修改"), transaction.atomic():
        Opinion.objects.filter(task_id=item.pk).update(withdrawn_because="改口。")


def test_it_is_said_who_opened_it_and_when() -> None:
    process = stage.begin()
    item = stage.open_items(process)[0]
    stage.decide(item)
    next_item = stage.open_items(process)[0]
    opener = stage.holder(next_item.organisation_id)
    services.note_opened(actor=opener, work_item=next_item.pk)
    next_item.refresh_from_db()
    told = f"已打开该事项（{opener.name}，{cn_moment(next_item.first_opened_at)}）"
    actor = stage.holder(item.organisation_id)
    assert told in str(services.against_withdrawing(actor=actor, work_item=item.pk))
    with pytest.raises(Stale, match=told):
        services.withdraw(actor=actor, work_item=item.pk, reason=WHY)
