"""`manage.py worker` with one job more, which waits until its file says otherwise; run as a process by a test."""

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


def main() -> None:
    """Start Django and work."""
    sys.path.insert(0, str(Path.cwd()))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    from core import jobs, worker

    worker.SECONDS_BETWEEN_LOOKS = float(os.environ.get("BETWEEN_LOOKS", worker.SECONDS_BETWEEN_LOOKS))
    jobs.job("wait")(wait)
    call_command("worker")


if __name__ == "__main__":
    main()
