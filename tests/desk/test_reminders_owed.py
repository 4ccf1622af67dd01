"""The page of the duties tells since when a reminder is owed, and nothing while all are told."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from core import clock, jobs, locks, working_days
from core.working_days import ONE_DAY
from tests.desk.test_reminding import LADDER, morning_of, people
from workflows.desk import reminders_owed, reminding
from workflows.desk.models.reminders import Stage
from workflows.engine import services
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

__all__ = ["people"]


def midnight(day: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"2026-{day}T00:00+08:00")


@pytest.mark.parametrize(
    ("rung", "ahead", "due", "reached"),
    [
        (Stage.BEFORE, 3, "03-09", "03-04"),
        (Stage.BEFORE, 1, "03-09", "03-06"),
        (Stage.BEFORE, 1, "03-03", "03-02"),
        (Stage.BEFORE, 1, "03-02", "02-28"),  # a Saturday that is worked
        (Stage.DUE, 0, "03-09", "03-09"),
        (Stage.HEAD, 0, "03-06", "03-09"),
        (Stage.OFFICE, 0, "03-09", "03-12"),
    ],
)
def test_the_day_on_which_a_stage_is_reached_by_hand(rung: Stage, ahead: int, due: str, reached: str) -> None:
    """The same day on which the ladder first owes it."""
    calendar, last = working_days.Calendar(), datetime.date.fromisoformat(f"2026-{due}")
    day = reminders_owed.reached_on(LADDER, (rung, ahead), last, calendar)
    assert day == datetime.date.fromisoformat(f"2026-{reached}")
    owed = [(rung, ahead) in LADDER.owed(datetime.date(2026, 1, 1), last, on, calendar) for on in (day, day - ONE_DAY)]
    assert owed == [True, False]


@pytest.mark.usefixtures("people")
def test_it_is_owed_from_the_midnight_on_which_it_was_reached_until_it_is_told(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    stage.begin()  # comes on Monday 2 March and is due on the 9th
    assert reminders_owed.owed_since() is None
    with morning_of(datetime.date(2026, 3, 6)):  # what was reached on the 4th is older than what was on the 6th
        assert reminders_owed.owed_since() == midnight("03-04")
        reminding.remind()
        with django_assert_num_queries(1):
            assert reminders_owed.owed_since() is None
    with morning_of(datetime.date(2026, 3, 10)):
        assert reminders_owed.owed_since() == midnight("03-09")


def test_what_nobody_is_there_to_be_told_of_and_what_stands_still_is_not_owed(db: None, settings: Settings) -> None:
    """The trial stage has neither heads nor a supervision office."""
    stage._code.cache_clear()
    stage.raise_stage()
    process = stage.begin()
    with morning_of(datetime.date(2026, 3, 12)):
        reminding.remind()
        assert reminders_owed.owed_since() is None
    settings.REMIND_DAYS_BEFORE = (4, *settings.REMIND_DAYS_BEFORE)
    with morning_of(datetime.date(2026, 3, 3)):
        assert reminders_owed.owed_since() == midnight("03-03")
        services.suspend(
            actor=stage.holder("420301"), dossier=process.dossier, reason="等待。",
            expected_on=clock.today() + datetime.timedelta(days=3),
        )  # fmt: skip
        assert reminders_owed.owed_since() is None
        assert WorkItem.objects.open().exists()


@pytest.mark.usefixtures("people")
def test_a_round_that_another_process_is_at_is_no_round(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def by_another(_kind: int, _which: int = 0) -> Iterator[bool]:
        yield False

    stage.begin()
    monkeypatch.setattr(locks, "held", by_another)
    with morning_of(datetime.date(2026, 3, 6)):
        with pytest.raises(jobs.ElsewhereNow):
            reminding.remind()
        assert reminders_owed.owed_since() == midnight("03-04")
