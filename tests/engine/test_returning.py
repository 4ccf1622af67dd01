"""Returning: to any earlier step that is named, also out of a countersign, through every step again or straight."""

from __future__ import annotations

import uuid

import pytest

from core.errors import Conflict, Invalid, Stale
from tests.engine.statements import counted
from workflows.engine import services
from workflows.engine.checks import steps
from workflows.engine.enums import Decision, Why
from workflows.engine.models import Opinion, Proceeding, TurnTask, WorkItem
from workflows.engine.nodes.step import RESUME
from workflows.engine.trials import stage
from workflows.engine.trials.flows import TRIALS, InTurnTrial

pytestmark = pytest.mark.usefixtures("on_stage")

WAYS = sorted(
    (key, step.name, target) for key, flow in TRIALS.items() for step in steps(flow) for target in step.returns_to
)


ENDS = {"trial_plan": "filed", "trial_added": "signed"}
"""Of the others one person may not take the last step."""


@pytest.mark.parametrize("straight_back", [False, True])
@pytest.mark.parametrize(("flow", "step", "target"), WAYS)
def test_every_declared_return_still_ends(flow: str, step: str, target: str, straight_back: bool) -> None:
    process = stage.begin(flow)
    stage.run_through(process, until=step)
    item = stage.open_items(process)[-1]
    if straight_back and target == "department_opines":
        with pytest.raises(Conflict, match="会签"):
            stage.send_back(item, target, straight_back=True)
        return
    stage.send_back(item, target, straight_back=straight_back)
    assert set(stage.open_steps(process)) == {target}
    assert {i.round for i in stage.open_items(process)} == {2}
    if straight_back:
        stage.decide(stage.open_items(process)[0])
        assert set(stage.open_steps(process)) == {step}
    stage.run_through(process, until="archives")
    if flow in ENDS:
        assert Proceeding.objects.get(pk=process.pk).outcome == ENDS[flow]
    else:
        assert stage.open_steps(process) == ["archives"]


def test_a_return_out_of_a_countersign_takes_every_seat_away() -> None:
    process = stage.begin()
    stage.decide(stage.open_items(process)[0])
    first, second, third = stage.open_items(process)
    stage.decide(first)
    stage.send_back(second, "township_reviews")
    item = stage.open_items(process)[0]
    assert (item.step, item.why, item.sender) == (
        "township_reviews",
        Why.RETURNED,
        stage.holder(second.organisation_id),
    )
    third.refresh_from_db()
    assert third.closed_at is not None
    assert third.decided_at is None
    with pytest.raises(Stale):
        stage.decide(third)
    stage.decide(item)
    assert len(stage.open_items(process)) == 3, "all are asked again"
    assert Opinion.objects.filter(proceeding=process, round=1).count() == 3, "earlier opinions stay readable"


def test_straight_back_opens_the_seats_that_were_open_and_keeps_the_answers() -> None:
    process = stage.begin()
    stage.decide(stage.open_items(process)[0])
    first, second, third = stage.open_items(process)
    stage.decide(first)
    stage.send_back(second, "township_reviews", straight_back=True)
    stage.decide(stage.open_items(process)[0])
    again = stage.open_items(process)
    assert [i.organisation_id for i in again] == [second.organisation_id, third.organisation_id]
    assert {i.why for i in again} == {Why.RESUMED}
    for item in again:
        stage.decide(item)
    assert stage.open_steps(process) == ["leading_group_signs"]


def test_straight_back_keeps_those_still_to_be_asked_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first has answered and an added seat returns it: only the gather, which goes, knew who is asked later."""
    monkeypatch.setattr(InTurnTrial.step("department_votes"), "returns_to", ("township_reviews",))
    process = stage.begin("trial_in_turn")
    stage.decide(stage.open_items(process)[0])
    (first,) = stage.open_items(process)
    who = stage.holder(first.organisation_id)
    added = services.add_seat(actor=who, beside=first.pk, organisation=stage.organisation("420301-water"))
    stage.decide(first, Decision.OBJECT)
    stage.send_back(added, "township_reviews", straight_back=True)
    stage.decide(stage.open_items(process)[0])
    (again,) = stage.open_items(process)
    assert again.seat == added.seat
    stage.decide(again)
    (second,) = stage.open_items(process)
    assert second.seat.endswith("_2"), "whoever was still to be asked is asked"
    stage.decide(second)
    assert stage.open_steps(process) == ["leading_group_signs"]


def test_what_was_returned_before_its_clock_was_kept_still_comes_back() -> None:
    process = stage.begin()
    stage.decide(stage.open_items(process)[0])
    stage.send_back(stage.open_items(process)[0], "township_reviews", straight_back=True)
    back = stage.open_items(process)[0]
    for one in back.task.data[RESUME]:
        del one["clock"]
    back.task.save()
    stage.decide(back)
    again = stage.open_items(process)
    assert [item.step for item in again] == ["department_opines"] * 3
    assert [(item.counted_from, item.pauses) for item in again] == [(item.opened_at, []) for item in again]


def test_the_token_does_not_grow_however_often_it_comes_back() -> None:
    process = stage.begin()
    for _round in range(5):
        stage.decide(stage.open_items(process)[0])
        stage.send_back(stage.open_items(process)[0], "township_reviews")
    tokens = TurnTask.objects.filter(process_id=process.pk).order_by("pk").values_list("token", flat=True)
    assert max(token.token.count("/") for token in tokens) == 1


def test_only_named_steps_can_be_returned_to() -> None:
    process = stage.begin()
    with pytest.raises(Conflict):
        stage.send_back(stage.open_items(process)[0], "leading_group_signs")
    stage.decide(stage.open_items(process)[0])
    with pytest.raises(Conflict):
        stage.send_back(stage.open_items(process)[0], "leading_group_signs")


def test_a_return_says_why() -> None:
    process = stage.begin()
    stage.decide(stage.open_items(process)[0])
    with pytest.raises(Invalid):
        stage.send_back(stage.open_items(process)[0], "township_reviews", opinion="")


def test_a_return_sent_twice_is_carried_out_once_in_few_statements() -> None:
    process, request = stage.begin(), uuid.uuid4()
    stage.decide(stage.open_items(process)[0])
    item = stage.open_items(process)[0]
    actor = stage.holder(item.organisation_id)
    with counted() as seen:
        first = stage.send_back(item, "township_reviews", request_id=request, actor=actor)
    assert len(seen) <= 12
    with counted() as seen:
        assert stage.send_back(item, "township_reviews", request_id=request, actor=actor) == first
    assert len(seen) <= 4
    assert WorkItem.objects.filter(proceeding=process, step="township_reviews").count() == 2


def test_a_dossier_returned_by_the_last_seat_of_a_vote_is_not_counted_twice() -> None:
    process = stage.begin("trial_vote")
    stage.decide(stage.open_items(process)[0])
    stage.decide(stage.open_items(process)[0], Decision.OBJECT)
    stage.decide(stage.open_items(process)[0], Decision.OBJECT)
    item = stage.open_items(process)[0]
    assert (item.step, item.round) == ("township_reviews", 2)
