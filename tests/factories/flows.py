"""One small county of the division table, its plan of four rows, and the July in which its year begins."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.test.utils import override_settings

from core import clock
from workflows.flows.rehearsal.driver import MORNING
from workflows.flows.rehearsal.small import (
    CENTRAL,
    COUNTY,
    FIRST,
    PROVINCIAL,
    ROWS,
    SECOND,
    TOWNSHIP,
    YEAR,
    county,
    hubei,
    plan,
)

__all__ = [
    "CENTRAL",
    "COUNTY",
    "FIRST",
    "PROVINCIAL",
    "ROWS",
    "SECOND",
    "TOWNSHIP",
    "YEAR",
    "county",
    "days",
    "hubei",
    "july",
    "plan",
]


@contextmanager
def july() -> Iterator[None]:
    """The clock stands at 1 July of the year before the plan; no job runs by itself."""
    start = datetime.datetime.combine(datetime.date(YEAR - 1, 7, 1), MORNING, clock.SHANGHAI)
    backend = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with override_settings(TASKS=backend), clock.shifted(start - clock.now()):
        yield


def days(step: str) -> int:
    """The limit of a step in working days."""
    return int(settings.STEP_LIMITS[step])
