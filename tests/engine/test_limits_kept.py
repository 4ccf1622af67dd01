"""Each deadline keeps what it was counted from, and goes on where it stood after an interruption."""

from __future__ import annotations

import datetime

import pytest
from pytest_django import Settings

from core import clock, working_days
from workflows.engine import due, registry, services
from workflows.engine.enums import Why
from workflows.engine.models import Proceeding, WorkItem
from workflows.engine.trials import stage

pytestmark = pytest.mark.usefixtures("on_stage")


def due_on(item: WorkItem) -> datetime.date:
    return item.due_at.astimezone(clock.SHANGHAI).date()


def on(text: str) -> datetime.timedelta:
    """How far to shift the clock (Monday 2 March 2026, 9:00) to be at ten o'clock of that day."""
    return datetime.datetime.fromisoformat(f"{text}T10:00:00+08:00") - clock.now()


def test_it_keeps_its_moment_and_its_limit_whatever_is_set_later(settings: Settings) -> None:
    item = stage.open_items(stage.begin())[0]
    kept = (item.counted_from, item.limit_days, item.in_calendar_days, item.pauses)
    assert kept == (item.opened_at, 5, False, [])
    assert due_on(item) == datetime.date(2026, 3, 9)
    settings.STEP_LIMITS = {**settings.STEP_LIMITS, "trial_review": 20}
    services.recompute_deadlines()
    item.refresh_from_db()
    assert due_on(item) == datetime.date(2026, 3, 9)


@pytest.mark.parametrize(
    ("named_on", "moved_to"),
    [
        ("2026-03-10", "2026-03-20"),  # after it was over
        ("2026-03-06", "2026-03-20"),  # on its last day
        ("2026-03-04", "2026-03-24"),  # in the middle: the 5th and the 6th are lost
        ("2026-03-02", "2026-03-25"),  # before: three days are lost
        (None, "2026-03-25"),
    ],
)
def test_a_named_day_moves_by_what_stood_still_after_it_was_named(named_on: str | None, moved_to: str) -> None:
    stood = ["2026-03-04T09:00:00+08:00", "2026-03-06T09:00:00+08:00", "suspended"]
    named = datetime.date.fromisoformat(named_on) if named_on else None
    bound = due.Bound(working_days.closing(datetime.date(2026, 3, 20)), "来函", named_on=named)
    held = due.held(WorkItem(pauses=[stood]), bound)
    assert held
    assert held.at == working_days.closing(datetime.date.fromisoformat(moved_to))


def test_a_named_day_moves_again_by_what_stands_still_before_the_day_to_which_it_moved() -> None:
    """Named is the 6th; the 4th and 5th are lost, so it is the 10th; the 10th itself is lost, and the 12th is too late."""
    stood = [
        [f"2026-03-{first}T09:00:00+08:00", f"2026-03-{last}T09:00:00+08:00", "suspended"]
        for first, last in (("04", "05"), ("10", "10"), ("12", "13"))
    ]
    bound = due.Bound(working_days.closing(datetime.date(2026, 3, 6)), "来函")
    held = due.held(WorkItem(pauses=stood), bound)
    assert held
    assert held.at == working_days.closing(datetime.date(2026, 3, 11))


def test_an_older_item_counts_by_its_steps_limit() -> None:
    item = stage.open_items(stage.begin())[0]
    WorkItem.objects.filter(pk=item.pk).update(counted_from=None, limit_days=None, due_at=clock.now())
    services.recompute_deadlines()
    item.refresh_from_db()
    assert due_on(item) == datetime.date(2026, 3, 9)


def test_an_older_proceeding_gets_the_limit_of_the_day_on_which_it_began(settings: Settings) -> None:
    """Begun before limits of whole flows were kept, and suspended since; one that has its limit keeps it."""
    settings.FLOW_LIMITS, settings.OVERALL_LIMITS = {"trial_plan": 20}, {"trial_plan": 30}
    older, kept = stage.begin(), stage.begin()
    days = ("limit_days", "due_at", "overall_from", "overall_days", "overall_due_at")
    Proceeding.objects.filter(pk=older.pk).update(
        **dict.fromkeys(days), pauses=[["2026-03-04T09:00:00+08:00", "2026-03-06T09:00:00+08:00", "suspended"]]
    )
    settings.FLOW_LIMITS["trial_plan"] = 15
    before = Proceeding.objects.get(pk=kept.pk)
    with clock.shifted(datetime.timedelta(days=30)):
        assert services.limit_older_proceedings() == 1
        assert services.limit_older_proceedings() == 0
    found = Proceeding.objects.get(pk=older.pk)
    assert (found.limit_days, found.overall_days, found.overall_from) == (15, 30, found.opened_at)
    # the 3rd counts, the 4th to the 6th stood still, the 9th is the second day: 15 and 30 end on 26 March and 17 April
    assert [at and f"{at.astimezone(clock.SHANGHAI):%m-%d}" for at in (found.due_at, found.overall_due_at)] == [
        "03-26", "04-17",
    ]  # fmt: skip
    after = Proceeding.objects.get(pk=kept.pk)
    assert [getattr(after, name) for name in days] == [getattr(before, name) for name in days]


def test_what_ended_or_has_no_limit_is_left_alone(settings: Settings) -> None:
    settings.FLOW_LIMITS, settings.OVERALL_LIMITS = {}, {}
    ended = stage.begin()
    stage.begin()
    settings.FLOW_LIMITS = {"trial_notice": 10}
    Proceeding.objects.filter(pk=ended.pk).update(closed_at=clock.now())
    assert services.limit_older_proceedings() == 0


def test_what_was_returned_straight_back_goes_on_where_it_stood() -> None:
    process = stage.begin()
    stage.run_through(process, "department_opines")
    first, *beside = stage.open_items(process)
    begun = {item.counted_from for item in (first, *beside)}
    assert (first.limit_days, due_on(first)) == (3, datetime.date(2026, 3, 5))
    with clock.shifted(on("2026-03-04")):  # one day used: the 3rd
        stage.send_back(first, "township_reviews", straight_back=True)
    with clock.shifted(on("2026-03-10")):
        stage.decide(stage.open_items(process)[0])
        again = stage.open_items(process)
    assert {item.why for item in again} == {Why.RESUMED}
    assert len(again) == 3
    assert {item.counted_from for item in again} == begun
    for item in again:
        assert [why for _first, _last, why in item.pauses] == ["returned"]
        assert due_on(item) == datetime.date(2026, 3, 12)  # the 11th and the 12th
    services.recompute_deadlines()
    assert [due_on(item) for item in stage.open_items(process)] == [datetime.date(2026, 3, 12)] * 3


def test_what_was_returned_to_go_every_step_again_has_its_whole_limit() -> None:
    process = stage.begin()
    stage.run_through(process, "department_opines")
    with clock.shifted(on("2026-03-04")):
        stage.send_back(stage.open_items(process)[0], "township_reviews")
    with clock.shifted(on("2026-03-10")):
        stage.decide(stage.open_items(process)[0])
        again = stage.open_items(process)[0]
    assert (again.pauses, due_on(again)) == ([], datetime.date(2026, 3, 13))


def test_nothing_is_gained_by_deciding_and_taking_it_back() -> None:
    process = stage.begin()
    item = stage.open_items(process)[0]
    stage.decide(item)
    services.withdraw(actor=stage.holder(item.organisation_id), work_item=item.pk, reason="误办。")
    back = stage.open_items(process)[0]
    assert (back.why, due_on(back)) == (Why.WITHDRAWN, due_on(item))
    with clock.shifted(on("2026-03-05")):
        stage.decide(back)
    with clock.shifted(on("2026-03-06")):
        services.withdraw(actor=stage.holder(item.organisation_id), work_item=back.pk, reason="误办。")
        later = stage.open_items(process)[0]
    assert due_on(later) == datetime.date(2026, 3, 10)  # the 6th lay with others
    assert [why for *_moments, why in later.pauses] == ["withdrawn", "withdrawn"]


def test_a_limit_may_be_counted_by_a_calendar_that_is_only_proposed() -> None:
    item = stage.open_items(stage.begin())[0]
    off = {datetime.date(2026, 3, 9): working_days.NoticeDay(is_working=False, name="临时放假")}
    step = registry.flow(item.flow_key).step(item.step)
    with working_days.counting_by(working_days.Calendar(off)):
        assert step.due_at(item).astimezone(clock.SHANGHAI).date() == datetime.date(2026, 3, 10)
    assert step.due_at(item) == item.due_at
