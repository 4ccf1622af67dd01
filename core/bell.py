"""A bell that a signal may ring."""

from __future__ import annotations

from contextlib import suppress
from queue import Empty, SimpleQueue


class Bell:
    """Rung once, and heard at once by whoever waits.

    Safe to ring from a signal handler: a `threading.Event` is not, for the thread that is interrupted may be the one
    that holds its lock, and would wait for itself.
    """

    def __init__(self) -> None:
        self.is_rung = False
        self._rings: SimpleQueue[None] = SimpleQueue()

    def ring(self) -> None:
        """Let everyone know, now and later."""
        self.is_rung = True
        self._rings.put(None)

    def wait(self, seconds: float) -> None:
        """Until it is rung, or so long."""
        if not self.is_rung:
            with suppress(Empty):
                self._rings.get(timeout=seconds)
