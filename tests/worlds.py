"""What every test of a module begins with: made once, in a transaction around them all, and undone after them.

A test's own transaction lies within, so that what it changes is gone before the next; and each is given a copy of what
was made, so that what it changes in memory is, too. Modules with real connections cannot have one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import time_machine
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.conftest import BEGINNING

Made = TypeVar("Made")


@contextmanager
def standing(blocker: DjangoDbBlocker, make: Callable[[], Made]) -> Iterator[Made]:
    """What `make` makes at the moment when every test begins; the clock stands, so that nothing is from the future."""
    with blocker.unblock(), transaction.atomic():
        with time_machine.travel(BEGINNING, tick=False):
            made = make()
        yield made
        transaction.set_rollback(True)
