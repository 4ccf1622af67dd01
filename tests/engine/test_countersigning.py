"""Countersigns: rules, seats added and taken away, nested ones."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from viewflow.workflow.token import Token

from core.errors import Conflict, Invalid, Refused
from workflows.engine import services
from workflows.engine.enums import CONSENTS, Decision, Why
from workflows.engine.models import Proceeding, TurnTask, WorkItem
from workflows.engine.nodes import Votes, at_least, everyone, unanimous, veto
from workflows.engine.nodes.countersign import split_prefix
from workflows.engine.trials import stage
from workflows.engine.trials.flows import NestedTrial

DECISIONS = st.lists(st.sampled_from([d for d in Decision if d != Decision.RETURN]), max_size=8)


def votes(decisions: list[Decision], open_seats: int) -> Votes:
    made = Votes(0, "", open_seats)
    made.counts = Counter(decisions)
    return made


@given(DECISIONS, st.integers(0, 5))
def test_everyone_waits_for_all_and_never_fails(decisions: list[Decision], open_seats: int) -> None:
    assert everyone(votes(decisions, open_seats)) is (None if open_seats else True)


@given(DECISIONS, st.integers(0, 5), st.integers(1, 6))
def test_at_least_k_counts_consents_only(decisions: list[Decision], open_seats: int, k: int) -> None:
    consents = sum(d in CONSENTS for d in decisions)
    said = at_least(k)(votes(decisions, open_seats))
    assert said is (True if consents >= k else False if consents + open_seats < k else None)


@given(DECISIONS, st.integers(0, 5))
def test_silence_is_no_objection_and_no_consent(decisions: list[Decision], open_seats: int) -> None:
    counted = votes(decisions, open_seats)
    assert (veto(counted) is False) == (Decision.OBJECT in decisions)
    assert (unanimous(counted) is False) == any(d not in CONSENTS for d in decisions)


@pytest.mark.parametrize(
    ("token", "prefix"), [("start/5_2", "start/5_"), ("start/5_12", "start/5_"), ("start/5_1/9_3", "start/5_1/9_")]
)
def test_the_seats_of_a_split_share_a_prefix(token: str, prefix: str) -> None:
    assert split_prefix(Token(token)) == prefix


def seats(flow: str) -> tuple[Proceeding, list[WorkItem]]:
    process = stage.begin(flow)
    if stage.open_steps(process) == ["township_reviews"]:
        stage.decide(stage.open_items(process)[0])
    return process, stage.open_items(process)


@pytest.mark.usefixtures("on_stage")
class TestSeats:
    def test_a_vote_passes_at_the_second_consent_and_takes_the_third_seat_away(self) -> None:
        process, (first, second, third) = seats("trial_vote")
        stage.decide(first, Decision.APPROVE_WITH_CHANGES)
        stage.decide(second)
        assert stage.open_steps(process) == ["leading_group_signs"]
        third.refresh_from_db()
        assert third.closed_at is not None
        assert third.decided_at is None

    def test_consent_with_changes_says_which(self) -> None:
        _process, (first, *_others) = seats("trial_vote")
        with pytest.raises(Invalid, match="同意并有修改意见"):
            stage.decide(first, Decision.APPROVE_WITH_CHANGES, opinion="  ")
        first.refresh_from_db()
        assert first.decided_at is None

    def test_a_vote_that_cannot_pass_any_more_goes_the_other_way(self) -> None:
        process, (first, second, _third) = seats("trial_vote")
        stage.decide(first, Decision.OBJECT)
        stage.decide(second, Decision.OBJECT)
        assert [(i.step, i.round) for i in stage.open_items(process)] == [("township_reviews", 2)]
        stage.run_through(process)
        assert Proceeding.objects.get(pk=process.pk).outcome == "signed"

    def test_one_objection_under_a_veto_stops_it(self) -> None:
        process, items = seats("trial_veto")
        stage.decide(items[1], Decision.OBJECT)
        assert Proceeding.objects.get(pk=process.pk).outcome == "stopped"

    def test_a_countersign_without_anybody_does_not_begin(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from workflows.engine.trials.flows import VetoTrial

        node = VetoTrial.instance.node("asks_departments")
        monkeypatch.setattr(node, "_activate_next", [(*node._branches[0][:2], lambda _a: [], None)])
        with pytest.raises(Conflict, match="至少需要一个"):
            stage.begin("trial_veto")

    def test_an_added_seat_is_waited_for(self) -> None:
        process, items = seats("trial_plan")
        for item in items[:2]:
            stage.decide(item)
        convener = stage.holder("420301100")
        water = stage.organisation("420301-water")
        added = services.add_seat(actor=convener, beside=items[2].pk, organisation=water)
        assert (added.why, added.organisation_id, added.sender) == (Why.ADDED, water.pk, convener)
        stage.decide(items[2])
        assert stage.open_steps(process) == ["department_opines"]
        stage.decide(added)
        assert stage.open_steps(process) == ["leading_group_signs"]

    def test_no_organisation_sits_twice(self) -> None:
        _process, items = seats("trial_plan")
        with pytest.raises(Conflict, match="已在会签"):
            services.add_seat(actor=stage.holder("420301100"), beside=items[0].pk, organisation=items[1].organisation)

    def test_no_seat_for_an_organisation_where_nobody_could_answer(self) -> None:
        _process, items = seats("trial_plan")
        with pytest.raises(Conflict, match="没有人员"):
            services.add_seat(
                actor=stage.holder("420301100"), beside=items[0].pk, organisation=stage.organisation("420301")
            )

    def test_a_removed_organisation_may_be_asked_again(self) -> None:
        _process, items = seats("trial_plan")
        convener = stage.holder("420301100")
        services.remove_seat(actor=convener, work_item=items[0].pk)
        again = services.add_seat(actor=convener, beside=items[1].pk, organisation=items[0].organisation)
        assert again.seat not in {item.seat for item in items}

    def test_taking_the_last_waiting_seat_away_wakes_the_gather(self) -> None:
        process, items = seats("trial_plan")
        for item in items[:2]:
            stage.decide(item)
        services.remove_seat(actor=stage.holder("420301100"), work_item=items[2].pk)
        assert stage.open_steps(process) == ["leading_group_signs"]

    def test_a_countersign_keeps_one_seat(self) -> None:
        process, items = seats("trial_plan")
        convener = stage.holder("420301100")
        for item in items[:2]:
            services.remove_seat(actor=convener, work_item=item.pk)
        with pytest.raises(Conflict, match="至少保留"):
            services.remove_seat(actor=convener, work_item=items[2].pk)
        assert stage.open_steps(process) == ["department_opines"]

    def test_only_the_convener_or_the_seat_itself_changes_seats(self) -> None:
        _process, items = seats("trial_plan")
        with pytest.raises(Refused):
            services.remove_seat(actor=stage.holder(items[1].organisation_id), work_item=items[0].pk)
        with pytest.raises(Refused):
            services.add_seat(
                actor=stage.holder("42-land"), beside=items[0].pk, organisation=stage.organisation("420301-water")
            )

    def test_a_plain_step_has_no_seats(self) -> None:
        item = stage.open_items(stage.begin())[0]
        with pytest.raises(Conflict, match="不是会签"):
            services.add_seat(
                actor=stage.holder("420301100"), beside=item.pk, organisation=stage.organisation("420301-water")
            )

    @pytest.mark.parametrize("order", [(0, 1, 2, 3, 4, 5), (0, 2, 3, 4, 5, 1), (0, 2, 4, 1, 3, 5), (5, 4, 3, 2, 1, 0)])
    def test_nested_countersigns_each_wait_for_their_own(self, order: tuple[int, ...]) -> None:
        process = stage.begin("trial_nested")
        for item in stage.open_items(process):
            stage.decide(item)
        assert stage.open_steps(process) == ["province_advises"] * 6
        inner = stage.open_items(process)
        for n in order[:-1]:
            stage.decide(inner[n])
        assert stage.open_steps(process) == ["province_advises"]
        stage.decide(inner[order[-1]])
        gathers = TurnTask.objects.filter(
            process_id=process.pk, flow_task=NestedTrial.instance.node("province_advised")
        )
        assert sorted(gathers.values_list("status", flat=True)) == ["DONE"] * 3
        assert stage.open_steps(process) == ["leading_group_signs"]
        stage.run_through(process)
        assert Proceeding.objects.get(pk=process.pk).outcome == "signed"
