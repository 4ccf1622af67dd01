"""A bell that a signal may ring."""

from __future__ import annotations

import os
import select
import weakref


class Bell:
    """Rung once, and heard at once by whoever waits.

    Safe to ring from a signal handler. A `threading.Event` is not: the thread that is interrupted may hold its lock
    and would wait for itself. A `queue.SimpleQueue` may wait for ever when its time is over before it begins.
    """

    def __init__(self) -> None:
        self.is_rung = False
        self._heard, self._rope = os.pipe()
        weakref.finalize(self, _let_go, self._heard, self._rope)

    def ring(self) -> None:
        """Let everyone know, now and later."""
        if not self.is_rung:
            self.is_rung = True
            os.write(self._rope, b"!")

    def wait(self, seconds: float) -> None:
        """Until it is rung, or so long."""
        select.select([self._heard], [], [], seconds)


def _let_go(*ends: int) -> None:
    for end in ends:
        os.close(end)
