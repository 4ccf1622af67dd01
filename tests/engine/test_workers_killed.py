"""A worker that is killed in the middle of a sweep, and one that stood still for three days: all that was owed
happens, and each once."""

from __future__ import annotations

import datetime
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import clock, jobs, locks, scheduler
from core.models import Heartbeat, LedgerEntry
from tests.engine import dying_worker
from tests.processes import Start, processes, wait_for
from workflows.engine.enums import Act, Decision
from workflows.engine.models import Opinion, Proceeding, WorkItem
from workflows.engine.trials import stage

LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def all_waiting_for_departments(number: int) -> set[int]:
    """So many proceedings at their countersign; the work items of their seats."""
    for _one in range(number):
        stage.run_through(stage.begin("trial_plan"), until="department_opines")
    return set(WorkItem.objects.open().filter(step="department_opines").values_list("pk", flat=True))


def lapsed() -> Counter[int]:
    """How often each seat was recorded as unanswered, by the ledger."""
    entries = LedgerEntry.objects.filter(action=Act.LAPSE).values_list("detail__work_item", flat=True)
    return Counter(entries)


@pytest.fixture
def start(on_real_stage: None, tmp_path: Path) -> Iterator[Start]:
    with processes(dying_worker.__file__, {"WAITING_FILE": str(tmp_path / "waiting")}) as start:
        yield start


def test_killed_in_the_middle_of_a_lapse_the_next_worker_lapses_each_seat_once(start: Start, tmp_path: Path) -> None:
    seats = all_waiting_for_departments(4)
    proceedings = Proceeding.objects.values_list("pk", flat=True)
    WorkItem.objects.filter(pk__in=seats).update(due_at=LONG_AGO)
    dying = start(DIE_AT="3")
    wait_for((tmp_path / "waiting").exists)
    assert lapsed().total() == 2  # the third is not committed
    other = start()
    wait_for(lambda: len(locks.holders(locks.WORKERS)) == 2)
    time.sleep(1.5)  # more than a tick: did the second do duties too, it would have lapsed a seat by now
    assert not Heartbeat.objects.filter(name="lapse").exists()  # one at a time runs the duties
    assert lapsed().total() == 2
    os.kill(dying.pid, signal.SIGKILL)
    wait_for(lambda: lapsed().total() >= len(seats))
    assert lapsed() == dict.fromkeys(seats, 1)
    silent = Opinion.objects.filter(decision=Decision.LAPSED)
    assert set(silent.values_list("task__work_item", flat=True)) == seats
    assert silent.count() == len(seats)
    other.send_signal(signal.SIGTERM)
    assert other.wait(10) == 0
    after = Counter(WorkItem.objects.open().values_list("proceeding", "step"))
    assert after == dict.fromkeys(((one, "leading_group_signs") for one in proceedings), 1)


@pytest.mark.usefixtures("on_stage_alone")
def test_after_three_days_without_a_worker_everything_owed_happens_once() -> None:
    jobs.discover()
    seats = all_waiting_for_departments(3)
    scheduler.tick()
    assert lapsed() == {}
    latest = max(WorkItem.objects.filter(pk__in=seats).values_list("due_at", flat=True))
    with clock.shifted(latest - clock.now() + 3 * DAY):
        scheduler.tick()
        scheduler.tick()
        assert lapsed() == dict.fromkeys(seats, 1)
        assert Heartbeat.objects.get(name="lapse").failure == ""
    with clock.shifted(latest - clock.now() + 4 * DAY):
        scheduler.tick()
    assert lapsed() == dict.fromkeys(seats, 1)
