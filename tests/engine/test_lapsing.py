"""Limits that pass, and dates that move."""

from __future__ import annotations

import datetime

import pytest
from viewflow.workflow.models import Task

from core import clock, working_days
from core.errors import Conflict, Stale
from core.models import CalendarDay, LedgerEntry
from workflows.engine import services
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, Proceeding, WorkItem
from workflows.engine.services import lapsing
from workflows.engine.trials import stage

pytestmark = pytest.mark.usefixtures("on_stage")


def seats(flow: str) -> tuple[Proceeding, list[WorkItem]]:
    process = stage.begin(flow)
    if stage.open_steps(process) == ["township_reviews"]:
        stage.decide(stage.open_items(process)[0])
    return process, stage.open_items(process)


def test_silence_is_recorded_and_never_taken_for_consent() -> None:
    process, items = seats("trial_plan")
    stage.decide(items[0])
    with clock.shifted(stage.past_due(items[1])):
        opinion = services.lapse(work_item=items[1].pk)
        assert (opinion.actor, opinion.decision, opinion.text) == (None, Decision.LAPSED, "")
        entry = LedgerEntry.objects.order_by("-seq")[0]
        assert (entry.actor, entry.action) == (None, "engine.lapse")
        with pytest.raises(Stale, match="逾期"):
            stage.decide(items[1])
    assert stage.open_steps(process) == ["department_opines"]


def test_the_sweep_takes_every_overdue_seat_and_the_flow_goes_on_by_its_rule() -> None:
    waiting, _items = seats("trial_plan")
    unanimous, items = seats("trial_unanimous")
    with clock.shifted(stage.past_due(items[0])):
        assert services.lapse_overdue(clock.now()) == 4
        assert services.lapse_overdue(clock.now()) == 0
    assert stage.open_steps(waiting) == ["leading_group_signs"]
    assert Proceeding.objects.get(pk=unanimous.pk).outcome == "disagreed"
    assert Opinion.objects.filter(decision=Decision.LAPSED).count() == 4


def test_one_that_cannot_lapse_keeps_nobody_behind_it_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lapsing, "PAGE", 1)
    process, items = seats("trial_plan")
    gone = "engine/trials.flows.PlanTrial.department_wonders"  # a step that no flow has any more
    Task.objects.filter(pk=items[0].pk).update(flow_task=gone)
    with clock.shifted(stage.past_due(items[-1])):
        assert services.lapse_overdue(clock.now()) == len(items) - 1
    assert stage.open_steps(process) == ["department_opines"]


def test_nothing_lapses_before_its_limit_or_where_it_does_not_lapse() -> None:
    process, items = seats("trial_plan")
    with pytest.raises(Conflict, match="未到"):
        services.lapse(work_item=items[0].pk)
    vote, votes = seats("trial_vote")
    with clock.shifted(stage.past_due(votes[0])):
        with pytest.raises(Conflict):
            services.lapse(work_item=votes[0].pk)
        services.lapse_overdue(clock.now())
    assert stage.open_steps(vote) == ["department_votes"] * 3
    assert stage.open_steps(process) == ["leading_group_signs"]


def test_a_claimed_seat_lapses_too() -> None:
    process, items = seats("trial_plan")
    services.claim(actor=stage.holder(items[0].organisation_id), work_item=items[0].pk)
    with clock.shifted(stage.past_due(items[0])):
        services.lapse(work_item=items[0].pk)
    assert len(stage.open_steps(process)) == 2


def test_a_loaded_notice_moves_open_deadlines() -> None:
    item = stage.open_items(stage.begin())[0]
    day = item.due_at.astimezone(clock.SHANGHAI).date()
    CalendarDay.objects.create(day=day, is_working=False, name="临时放假", source="试验")
    working_days.forget()
    services.recompute_deadlines()
    working_days.forget()
    before = item.due_at
    item.refresh_from_db()
    assert item.due_at >= before + datetime.timedelta(days=1)
