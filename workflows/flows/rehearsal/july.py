"""When a rehearsed year begins."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.test.utils import override_settings

from core import clock
from workflows.flows.rehearsal.driver import MORNING


@contextmanager
def from_july(year: int) -> Iterator[None]:
    """The rehearsal begins on 1 July of the year before; jobs wait until it is over, and neither the
    site's certificate nor its seal is put to its documents."""
    start = datetime.datetime.combine(datetime.date(year - 1, 7, 1), MORNING, clock.SHANGHAI)
    backend = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with override_settings(TASKS=backend, SIGNING_PKCS12="", SEAL_SERVICE=""), clock.shifted(start - clock.now()):
        yield
