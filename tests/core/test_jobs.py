"""Jobs are rung for on commit; the scheduler runs what is due and takes jobs back from workers that died."""

from __future__ import annotations

import datetime
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoCaptureOnCommitCallbacks

from core import clock, jobs, locks, scheduler
from core.models import Heartbeat, ThrottleTally
from core.worker import Worker
from tests.core import waiting_jobs
from tests.processes import Start, processes, wait_for

MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What the job `note` was called with; rooms found meanwhile would be lost with this register."""
    jobs.discover()
    calls: list[dict[str, object]] = []
    monkeypatch.setattr(jobs, "bodies", {"note": lambda **kwargs: calls.append(kwargs), "fail": lambda: 1 / 0})
    return calls


@pytest.fixture
def duties(monkeypatch: pytest.MonkeyPatch) -> dict[str, jobs.Duty]:
    """An empty register of duties; rooms found meanwhile would be lost with it."""
    jobs.discover()
    monkeypatch.setattr(jobs, "duties", {})
    return jobs.duties


@pytest.mark.django_db
class TestRing:
    def test_nothing_before_commit_one_row_after(
        self, done: list[dict[str, object]], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            jobs.ring("note", document=7)
            assert not DBTaskResult.objects.exists()
        assert DBTaskResult.objects.get().args_kwargs["args"] == ["note", {"document": 7}]
        assert Worker().work_once()
        assert done == [{"document": 7}]
        assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL

    def test_what_people_wait_for_goes_before_what_was_rung_for_earlier(
        self,
        done: list[dict[str, object]],
        monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        monkeypatch.setattr(jobs, "first_of_all", set())
        jobs.job("tell", is_first=True)(lambda **told: done.append(told))
        with django_capture_on_commit_callbacks(execute=True):
            jobs.ring("note", document=1)
            jobs.ring("tell", document=2)
        worker = Worker()
        while worker.work_once():
            pass
        assert done == [{"document": 2}, {"document": 1}]

    def test_inline_it_is_done_at_commit(
        self, done: list[dict[str, object]], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        with jobs.inline(), django_capture_on_commit_callbacks(execute=True):
            jobs.ring("note", document=8)
            assert done == []
        assert done == [{"document": 8}]
        assert not DBTaskResult.objects.exists()

    def test_a_failing_job_is_written_down_and_the_worker_goes_on(
        self, done: list[dict[str, object]], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            jobs.ring("fail")
            jobs.ring("note", document=9)
        worker = Worker()
        while worker.work_once():
            pass
        assert done == [{"document": 9}]
        assert DBTaskResult.objects.failed().get().exception_class_path == "builtins.ZeroDivisionError"

    def test_an_unknown_job_is_a_mistake(self, done: list[dict[str, object]]) -> None:
        with pytest.raises(KeyError):
            jobs.run("nothing")

    def test_a_name_is_registered_once(self, done: list[dict[str, object]]) -> None:
        with pytest.raises(ValueError, match="registered twice"):
            jobs.job("note")(print)


@pytest.mark.django_db
class TestTick:
    def count(self, duties: dict[str, jobs.Duty]) -> list[str]:
        runs: list[str] = []
        jobs.periodic("count", every=MINUTE)(lambda: runs.append("run"))
        return runs

    def test_a_duty_runs_when_it_is_due(self, duties: dict[str, jobs.Duty]) -> None:
        runs = self.count(duties)
        scheduler.tick()
        scheduler.tick()
        assert len(runs) == 1
        with clock.shifted(MINUTE):
            scheduler.tick()
        assert len(runs) == 2

    def test_a_clock_that_was_set_back_stops_nothing(self, duties: dict[str, jobs.Duty]) -> None:
        runs = self.count(duties)
        with clock.shifted(datetime.timedelta(days=90)):
            scheduler.tick()
        scheduler.tick()
        assert len(runs) == 2

    def test_a_failing_duty_is_told_and_the_others_run(self, duties: dict[str, jobs.Duty]) -> None:
        jobs.periodic("fail", every=MINUTE)(lambda: 1 / 0)
        runs = self.count(duties)
        scheduler.tick()
        assert len(runs) == 1
        assert "ZeroDivisionError" in Heartbeat.objects.get(name="fail").failure
        assert Heartbeat.objects.get(name="count").failure == ""

    def test_a_duty_that_another_process_is_at_counts_neither_as_done_nor_as_failed(
        self, duties: dict[str, jobs.Duty]
    ) -> None:
        runs: list[str] = []

        def be_elsewhere() -> None:
            runs.append("asked")
            raise jobs.ElsewhereNow

        jobs.periodic("elsewhere", every=MINUTE)(be_elsewhere)
        scheduler.tick()
        assert not Heartbeat.objects.filter(name="elsewhere").exists()
        scheduler.tick()
        assert len(runs) == 2  # due again at once
        assert scheduler.heartbeat_age() is not None

    def test_the_heartbeat_is_real_time(self, duties: dict[str, jobs.Duty]) -> None:
        with clock.shifted(datetime.timedelta(days=90)):
            scheduler.tick()
        age = scheduler.heartbeat_age()
        assert age is not None
        assert age < MINUTE

    def test_no_heartbeat_before_the_first_tick(self, db: None) -> None:
        assert scheduler.heartbeat_age() is None


@pytest.mark.django_db
class TestTakingBack:
    def running_job(self, *workers: str) -> DBTaskResult[..., Any]:
        return DBTaskResult.objects.create(
            status=TaskResultStatus.RUNNING,
            started_at=clock.real_now(),
            args_kwargs={"args": ["note", {}], "kwargs": {}},
            task_path="core.jobs.answer_the_bell",
            backend_name="default",
            run_after=clock.real_now(),
            worker_ids=list(workers),
        )

    def test_a_dead_workers_job_is_ready_again(self) -> None:
        job = self.running_job("worker-1")
        assert scheduler.take_back_lost_jobs() == 1
        job.refresh_from_db()
        assert job.status == TaskResultStatus.READY

    def test_a_living_workers_job_is_left_alone(self) -> None:
        job = self.running_job("worker-1", "worker-77")
        with locks.held(locks.WORKERS, 77):
            assert scheduler.take_back_lost_jobs() == 0
        job.refresh_from_db()
        assert job.status == TaskResultStatus.RUNNING

    def test_a_job_that_kills_its_workers_is_given_up(self) -> None:
        job = self.running_job(*(f"worker-{n}" for n in range(scheduler.MOST_ATTEMPTS)))
        scheduler.take_back_lost_jobs()
        job.refresh_from_db()
        assert job.status == TaskResultStatus.FAILED

    def test_finished_jobs_are_forgotten_after_a_week(self) -> None:
        old, new = self.running_job(), self.running_job()
        for job, age in ((old, 8), (new, 6)):
            job.status, job.finished_at = TaskResultStatus.SUCCESSFUL, clock.real_now() - datetime.timedelta(days=age)
            job.save()
        scheduler.forget_old_rows()
        assert list(DBTaskResult.objects.order_by("pk")) == [new]


LONG = 300.0
"""Seconds between two looks for work that no test waits for."""


class TestProcess:
    """A worker as a process of its own."""

    @pytest.fixture
    def start(self, transactional_db: None, tmp_path: Path) -> Iterator[Start]:
        with processes(waiting_jobs.__file__, {"WAITING_FILE": str(tmp_path / "waiting")}) as start:
            yield start

    def test_killed_while_working_its_job_is_done_by_the_next(self, start: Start, tmp_path: Path) -> None:
        with transaction.atomic():
            jobs.ring("wait")
        first = start()
        wait_for((tmp_path / "waiting").exists)
        os.kill(first.pid, signal.SIGKILL)
        first.wait(10)
        assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING
        (tmp_path / "waiting").write_text("go on", "utf-8")
        second = start()
        wait_for(lambda: DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL)
        assert len(DBTaskResult.objects.get().worker_ids) == 2
        second.send_signal(signal.SIGTERM)
        assert second.wait(5) == 0

    def test_an_idle_worker_stops_at_once_when_asked(self, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
        """Not when it would look for work again, which is here so long off that no busy machine reaches it."""
        monkeypatch.setenv("BETWEEN_LOOKS", str(LONG))
        worker = start()
        wait_for(lambda: scheduler.heartbeat_age() is not None)
        time.sleep(0.5)  # it has looked for work and waits
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(LONG / 10) == 0

    def test_two_workers_share_the_jobs_and_one_killed_among_them_loses_and_repeats_none(self, start: Start) -> None:
        with transaction.atomic():
            for number in range(24):
                jobs.ring("count", number=number)
        first, second = start(), start()
        wait_for(lambda: self.done_by(first) > 2)
        os.kill(first.pid, signal.SIGKILL)
        wait_for(lambda: DBTaskResult.objects.successful().count() == 24)
        assert ThrottleTally.objects.filter(scope="counted").count() == 24
        assert self.done_by(first) + self.done_by(second) == 24
        taken = sorted(len(row.worker_ids) for row in DBTaskResult.objects.order_by("pk"))
        assert taken[:-1] == [1] * 23  # at most the one in hand was given to another

    def done_by(self, process: subprocess.Popen[bytes]) -> int:
        """How many of the counting jobs had their effect in that process."""
        return ThrottleTally.objects.filter(scope=f"by-{process.pid}").count()
