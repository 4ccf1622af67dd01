"""`manage.py worker` on the trial flows with one duty, ticking often; with DIE_AT it stops in the middle of that lapse, before the
commit, and waits to be killed. Run as a process by a test."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any


def main() -> None:
    """Start Django and work."""
    sys.path.insert(0, str(Path.cwd()))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    from core import jobs, worker
    from workflows.engine.services import deciding, lapsing
    from workflows.engine.trials.flows import open_trials

    open_trials()
    jobs.discover()
    for name in jobs.duties.keys() - {"lapse"}:
        del jobs.duties[name]
    worker.SECONDS_BETWEEN_TICKS = worker.SECONDS_BETWEEN_LOOKS = 0.2
    if "DIE_AT" in os.environ:
        stopping = _stopping(deciding.move_on, int(os.environ["DIE_AT"]), Path(os.environ["WAITING_FILE"]))
        setattr(lapsing, "move_on", stopping)  # noqa: B010  a module says nothing of what it imports
    call_command("worker")


def _stopping(move_on: Any, at: int, file: Path) -> Any:
    """The same, that the flow moves on, but at the given call it never returns."""
    calls: list[int] = []

    def stopping(*args: Any) -> None:
        calls.append(1)
        move_on(*args)
        if len(calls) == at:
            file.touch()
            time.sleep(3600)

    return stopping


if __name__ == "__main__":
    main()
