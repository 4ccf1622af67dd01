"""Work in a fresh interpreter: figures that the parent's warmth and memory do not colour, and clients side by side.

The work is named `room.module:function`; the function gets what it is told, prepares, and answers with the act to be
measured, which is carried out each time the parent says so.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import django

from core.benches import CannotMeasure

READY = "READY"


@dataclass(frozen=True)
class Done:
    """One call of the act: what it answered, its seconds, its processor time, and the process's peak memory in MB."""

    answer: Any
    seconds: float
    cpu: float
    peak: float


class Fresh:
    """A child process that has prepared and waits."""

    def __init__(self, work: str, **told: Any) -> None:
        from core.own_database import address

        environment = {**os.environ, "DATABASE_URL": address(), "DJANGO_SETTINGS_MODULE": "config.settings"}
        environment["LOG_LEVEL"] = "WARNING"  # lines in a log are no part of what is measured
        self.work = work
        self._child = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "core.fresh", work, json.dumps(told)],
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.end()

    def ready(self) -> Self:
        """Wait until it has prepared. Raises CannotMeasure when it could not."""
        self._line(READY)
        return self

    def begin(self) -> None:
        """Tell it to act."""
        assert self._child.stdin is not None  # noqa: S101  opened above
        self._child.stdin.write("\n")
        self._child.stdin.flush()

    def done(self) -> Done:
        """Wait until it has acted."""
        return Done(**json.loads(self._line("{")))

    def end(self) -> None:
        """Let it go."""
        self._child.communicate(timeout=60)

    def _line(self, begins: str) -> str:
        assert self._child.stdout is not None  # noqa: S101  opened above
        for line in self._child.stdout:
            if line.startswith(begins):
                return line
        raise CannotMeasure(f"{self.work} ended early; see above")


def at_once(children: Sequence[Fresh]) -> list[Done]:
    """All of them act at the same time."""
    for child in children:
        child.begin()
    return [child.done() for child in children]


def once(work: str, **told: Any) -> Done:
    """One call in a process of its own."""
    with Fresh(work, **told) as child:
        return at_once([child.ready()])[0]


def main() -> None:
    """What the child does."""
    django.setup()
    module, _colon, name = sys.argv[1].partition(":")
    act = getattr(importlib.import_module(module), name)(**json.loads(sys.argv[2]))
    print(READY, flush=True)
    for _line in sys.stdin:
        began, cpu = time.perf_counter(), time.process_time()
        answer = act()
        done = Done(answer, time.perf_counter() - began, time.process_time() - cpu, _peak())
        print(json.dumps(vars(done)), flush=True)


def _peak() -> float:
    """What this process held at most; where the system does not say it, the figure that counts the parent's before the
    start along."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    own = next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), None)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss if own is None else own) / 1024


if __name__ == "__main__":
    main()
