"""What ./run looks after is started again when it ends, and ends with it."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator

import pytest

from config.children import Child, stop_all

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"


@pytest.fixture
def sleeper() -> Iterator[Child]:
    child = Child("sleeper", [sys.executable, "-c", "import time; time.sleep(600)"], os.environ)
    child.start()
    yield child
    stop_all([child])


def look_until_started_again(child: Child, first: int) -> float:
    began = time.monotonic()
    while time.monotonic() - began < 10:
        child.look_after()
        if child.process is not None and child.process.pid != first:
            return time.monotonic() - began
        time.sleep(0.05)
    raise AssertionError("never started again")


def test_a_killed_child_is_started_again(sleeper: Child, capfd: pytest.CaptureFixture[str]) -> None:
    assert sleeper.process is not None
    first = sleeper.process.pid
    os.kill(first, signal.SIGKILL)
    look_until_started_again(sleeper, first)
    assert "sleeper ended (-9)" in capfd.readouterr().err


def test_a_child_that_keeps_failing_is_started_ever_more_slowly() -> None:
    child = Child("failing", [sys.executable, "-c", ""], os.environ)
    child.start()
    pauses = []
    for _time in range(2):
        assert child.process is not None
        look_until_started_again(child, child.process.pid)
        pauses.append(child.pause)
    stop_all([child])
    assert pauses == [1.0, 2.0]


def test_all_end_together(sleeper: Child) -> None:
    stop_all([sleeper])
    assert sleeper.process is not None
    assert sleeper.process.returncode == -signal.SIGTERM


def test_a_stubborn_child_is_killed(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("config.children.SECONDS_TO_STOP", 0.2)
    child = Child("stubborn", [sys.executable, "-c", STUBBORN], os.environ)
    child.start()
    while not capfd.readouterr().out:
        time.sleep(0.05)
    stop_all([child])
    assert child.process is not None
    assert child.process.returncode == -signal.SIGKILL
