"""What /healthz and /readyz answer."""

from __future__ import annotations

import datetime
import json
import time

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from core import clock, firing, health, jobs, scheduler

MINUTE = datetime.timedelta(minutes=1)


def test_healthz_asks_no_database(rf: RequestFactory) -> None:
    assert health.healthz(rf.get("/healthz")).content == b"ok"


@pytest.mark.parametrize(("seconds", "status"), [(None, 503), (5, 200), (59, 200), (90, 503)])
@pytest.mark.django_db
def test_readyz_wants_a_fresh_heartbeat(rf: RequestFactory, seconds: int | None, status: int) -> None:
    if seconds is not None:
        scheduler.beat(scheduler.SCHEDULER, at=clock.real_now() - datetime.timedelta(seconds=seconds))
    assert health.readyz(rf.get("/readyz")).status_code == status


def test_readyz_tells_a_database_that_is_down(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> None:
        raise OperationalError

    monkeypatch.setattr(scheduler, "heartbeat_age", down)
    answer = health.readyz(rf.get("/readyz"))
    assert (answer.status_code, b'"database": "down"' in answer.content) == (503, True)


def test_neither_takes_a_post(rf: RequestFactory) -> None:
    assert health.healthz(rf.post("/healthz")).status_code == 405
    assert health.readyz(rf.post("/readyz")).status_code == 405


@pytest.mark.django_db
def test_readyz_tells_what_failed_and_for_how_long_something_is_owed(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduler.beat(scheduler.SCHEDULER, at=clock.real_now())
    scheduler.beat("lapse", at=clock.now(), failure="Traceback\nZeroDivisionError: division by zero\n")
    owed = jobs.Duty("lapse", MINUTE, lambda: None, oldest=lambda: clock.now() - 5 * MINUTE)
    jobs.discover()  # rooms found meanwhile would be lost with this register
    monkeypatch.setattr(jobs, "duties", {"lapse": owed})
    told = json.loads(health.readyz(rf.get("/readyz")).content)
    assert (told["failing"], told["oldest_unfired_seconds"]) == (["lapse"], 300)
    (state,) = firing.duties()
    assert (state.is_late, state.told_failure) == (True, "ZeroDivisionError: division by zero")


@pytest.mark.django_db
def test_pages_learn_of_a_stop_within_two_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute without a tick, and the seconds for which a process keeps the answer."""
    assert firing.OLDEST_HEARTBEAT.total_seconds() + firing.ASK_AGAIN_AFTER_SECONDS < 120
    scheduler.beat(scheduler.SCHEDULER, at=clock.real_now())
    firing.forget()
    assert not firing.seems_stopped()
    scheduler.beat(scheduler.SCHEDULER, at=clock.real_now() - 2 * MINUTE)
    assert not firing.seems_stopped()
    later = time.perf_counter() + firing.ASK_AGAIN_AFTER_SECONDS + 1
    monkeypatch.setattr("core.firing.time.perf_counter", lambda: later)
    assert firing.seems_stopped()


@pytest.mark.django_db
def test_a_worker_that_is_still_starting_is_not_missed_for_two_minutes() -> None:
    """Its heartbeat is of an earlier run, or there is none; what supervises the machine is told at once."""
    firing.forget()
    firing.take_start_for(119)
    assert (firing.seems_stopped(), firing.is_stopped()) == (False, True)
    firing.take_start_for(121)
    assert firing.seems_stopped()
