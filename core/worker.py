"""The worker: takes jobs from the queue one after the other and, in between, ticks the scheduler."""

from __future__ import annotations

import logging
import secrets
import signal
import time
from typing import Any

from django.db import Error, connection, transaction
from django_tasks_db.models import DBTaskResult

from core import clock, jobs, locks, pulse, scheduler
from core.bell import Bell

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_BETWEEN_TICKS = 10.0
SECONDS_AFTER_FAILURE = 2.0


class Worker:
    """One process's worker. It holds a lock with a number, so that everyone sees when it is gone."""

    def __init__(self) -> None:
        self.name = ""
        self.stop_asked = Bell()
        self._next_tick = 0.0

    def stop(self, *_signal: Any) -> None:
        """Finish the job in hand, then leave; asked again, leave at once."""
        self.stop_asked.ring()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    def run(self) -> None:
        """Work until asked to stop; a lost database is waited for."""
        jobs.discover()
        while not self.stop_asked.is_rung:
            try:
                self._announce()
                busy = self.work_once()
            except Error:
                logger.exception("the database is not answering")
                connection.close()
                self.stop_asked.wait(SECONDS_AFTER_FAILURE)
            else:
                if not busy:
                    self.stop_asked.wait(SECONDS_BETWEEN_LOOKS)
        connection.close()

    def work_once(self) -> bool:
        """Tick if it is time, do one job if there is one; whether there was one."""
        clock.load()
        if time.monotonic() >= self._next_tick:
            with pulse.beating():
                scheduler.tick()
            self._next_tick = time.monotonic() + SECONDS_BETWEEN_TICKS
        row = self._claim()
        if row is not None:
            with pulse.beating():
                _do(row)
        return row is not None

    def _announce(self) -> None:
        """Take a new number and its lock on every new connection, which is kept as long as it works.

        What was claimed over a lost connection stays with the number that was lost, and is taken back.
        """
        if connection.connection is None:
            connection.settings_dict["CONN_MAX_AGE"] = None
            number = secrets.randbelow(2**31)
            locks.take(locks.WORKERS, number)
            self.name = scheduler.worker_name(number)

    def _claim(self) -> Any | None:
        with transaction.atomic():
            row = DBTaskResult.objects.ready().get_locked()
            if row is not None:
                row.claim(self.name)
        return row


def _do(row: Any) -> None:
    """Run a claimed job and write how it went; whatever it raises is its own failure, not the worker's."""
    try:
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except Exception as error:
        logger.exception("job %s failed", row.args_kwargs["args"][:1])
        row.set_failed(error)
    else:
        row.set_successful(None)
