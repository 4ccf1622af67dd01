"""A worker's signs of life while one thing is in hand that takes longer than a look at its heartbeat allows."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection

from core import clock, scheduler

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_BEATS = 15.0
LONGEST_SECONDS = 600.0
"""Nothing takes longer that makes progress: after that the worker is taken for stopped."""


@contextmanager
def beating() -> Iterator[None]:
    """Within the block a thread with a connection of its own beats for the worker, until `LONGEST_SECONDS` are over."""
    is_done = threading.Event()
    thread = threading.Thread(target=_beat, args=(is_done,), name="pulse", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_done.set()
        thread.join()


def _beat(is_done: threading.Event) -> None:
    try:
        for _beat_number in range(int(LONGEST_SECONDS / SECONDS_BETWEEN_BEATS)):
            if is_done.wait(SECONDS_BETWEEN_BEATS):
                return
            scheduler.beat(scheduler.SCHEDULER, at=clock.real_now())
    except Error:
        logger.warning("the database does not take the heartbeat", exc_info=True)
    finally:
        connection.close()
