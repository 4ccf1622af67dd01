"""`manage.py worker` on the trial flows with the duties that are asked for (DUTIES), ticking often; with DIE_AT it stops in
the middle of that piece of what DIE_IN names, before the commit, and waits to be killed. Run as a process by a test."""

from __future__ import annotations

import datetime
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
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
    from oversight import examining
    from oversight.slips import watching
    from workflows.desk import reminding
    from workflows.engine.services import lapsing
    from workflows.engine.trials.flows import open_trials

    open_trials()
    jobs.discover()
    asked = os.environ.get("DUTIES", "lapse").split(",")
    for name in jobs.duties.keys() - set(asked):
        del jobs.duties[name]
    if (lost := "core.take_back_lost_jobs") in jobs.duties:
        jobs.duties[lost] = replace(jobs.duties[lost], every=datetime.timedelta())
    worker.SECONDS_BETWEEN_TICKS = worker.SECONDS_BETWEEN_LOOKS = 0.2
    reminding.BATCH = examining.PORTION = 1
    pieces: dict[str, tuple[Any, str]] = {
        "lapse": (lapsing, "move_on"), "remind": (reminding, "_tell"), "slips": (watching, "_tell"),
        "examine": (examining, "_write"),
    }  # fmt: skip
    if "DIE_AT" in os.environ:
        room, act = pieces[os.environ.get("DIE_IN", "lapse")]
        setattr(room, act, _stopping(getattr(room, act), int(os.environ["DIE_AT"]), Path(os.environ["WAITING_FILE"])))
    call_command("worker")


def _stopping(act: Callable[..., Any], at: int, file: Path) -> Callable[..., Any]:
    """The same in a transaction around it, which at the given call never ends."""
    from django.db import transaction

    calls: list[int] = []

    def stopping(*args: Any) -> Any:
        calls.append(1)
        with transaction.atomic():
            answer = act(*args)
            if len(calls) == at:
                file.touch()
                time.sleep(3600)
        return answer

    return stopping


if __name__ == "__main__":
    main()
