"""A worker that is at something long is not taken for stopped; one that hangs is."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest

from core import pulse, scheduler, worker


@pytest.fixture
def beats(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """One for each beat, of which there are a hundred a second."""
    found = threading.Semaphore(0)
    monkeypatch.setattr(pulse, "SECONDS_BETWEEN_BEATS", 0.01)
    monkeypatch.setattr(scheduler, "beat", lambda _name, *, at: found.release())
    return found


def has_three(beats: threading.Semaphore) -> bool:
    return all(beats.acquire(timeout=10) for _number in range(3))


def test_it_beats_for_a_long_job_and_for_a_slow_tick(
    beats: threading.Semaphore, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work = worker.Worker()
    lived: list[bool] = []
    monkeypatch.setattr("core.clock.load", lambda: None)
    monkeypatch.setattr(scheduler, "tick", lambda: lived.append(has_three(beats)))
    monkeypatch.setattr(at_work, "_claim", SimpleNamespace)
    monkeypatch.setattr(worker, "_do", lambda _row: lived.append(has_three(beats)))
    assert at_work.work_once()
    assert lived == [True, True]
    assert not [thread for thread in threading.enumerate() if thread.name == "pulse"]


def test_it_beats_no_longer_for_what_hangs(beats: threading.Semaphore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "LONGEST_SECONDS", 0.03)
    with pulse.beating():
        assert has_three(beats)
        time.sleep(0.1)
        assert not beats.acquire(blocking=False)
