"""The processes ./run looks after: started again when they end, stopped together."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SHORTEST_LIFE = 5.0  # seconds; one that ends sooner is started again ever more slowly
LONGEST_PAUSE = 15.0
SECONDS_TO_STOP = 15.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One program that is to run all the time."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = 0.5
    ended_at: float | None = field(default=None)

    def start(self) -> None:
        self.process = subprocess.Popen(
            list(self.command),
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches ./run alone, which then stops its children in order
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - ./run has one thread
        )
        self.started_at, self.ended_at = time.monotonic(), None

    def look_after(self) -> None:
        """Start the program again if it has ended, after a pause that grows while it keeps failing."""
        if self.process is None or self.process.poll() is None:
            return
        now = time.monotonic()
        if self.ended_at is None:
            self.ended_at = now
            lasted = now - self.started_at
            self.pause = 0.5 if lasted > SHORTEST_LIFE else min(self.pause * 2, LONGEST_PAUSE)
            print(f"{self.name} ended ({self.process.returncode}); starting it again", file=sys.stderr, flush=True)
        if now - self.ended_at >= self.pause:
            self.start()


def stop_all(children: Sequence[Child]) -> None:
    """Ask all to end, wait, and kill what remains."""
    for child in children:
        _signal(child, signal.SIGTERM)
    deadline = time.monotonic() + SECONDS_TO_STOP
    for child in children:
        if child.process is None:
            continue
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal(child, signal.SIGKILL)
            child.process.wait()


def _signal(child: Child, sign: signal.Signals) -> None:
    if child.process is not None and child.process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.process.pid, sign) if sign == signal.SIGKILL else child.process.send_signal(sign)


def _end_with_parent() -> None:
    """On Linux, be told to end when ./run is killed."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
