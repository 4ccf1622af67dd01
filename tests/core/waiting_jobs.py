"""`manage.py worker` with two jobs more: one waits until its file says otherwise, one counts slowly what it did; run as
a process by a test."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path


def wait() -> None:
    """Make the file, and end once something is written into it."""
    file = Path(os.environ["WAITING_FILE"])
    if not file.exists():
        file.touch()
    while not file.read_text("utf-8"):
        time.sleep(0.05)


def count(number: int) -> None:
    """Write down that this was done, and by whom, unless it is: what every job's body does that may run twice."""
    from django.db import transaction

    from core import clock
    from core.models import ThrottleTally

    began = clock.real_now().replace(year=2100)  # so that no duty forgets it meanwhile
    with transaction.atomic():
        _tally, is_new = ThrottleTally.objects.get_or_create(
            scope="counted", source_digest=str(number), defaults={"window_started_at": began}
        )
        if not is_new:
            return
        time.sleep(0.1)
        ThrottleTally.objects.create(scope=f"by-{os.getpid()}", source_digest=str(number), window_started_at=began)


def main() -> None:
    """Start Django and work."""
    sys.path.insert(0, str(Path.cwd()))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    from core import jobs, worker

    worker.SECONDS_BETWEEN_LOOKS = float(os.environ.get("BETWEEN_LOOKS", worker.SECONDS_BETWEEN_LOOKS))
    worker.SECONDS_BETWEEN_TICKS = 0.5
    jobs.discover()
    for name in jobs.duties.keys() - {"core.take_back_lost_jobs"}:
        del jobs.duties[name]
    jobs.job("wait")(wait)
    jobs.job("count")(count)
    call_command("worker")


if __name__ == "__main__":
    main()
