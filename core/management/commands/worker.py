"""`manage.py worker`: jobs and the scheduler; as many on as many machines as wanted."""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand

from core.worker import Worker


class Command(BaseCommand):
    help = "Do jobs as they come and the periodic duties as they fall due, until SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()
        signal.signal(signal.SIGTERM, worker.stop)
        signal.signal(signal.SIGINT, worker.stop)
        self.stdout.write("The worker is working.")
        worker.run()
