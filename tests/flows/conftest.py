"""A plan on its way: made once for the tests of a module as far as its HALTS_AT, and taken on from there by each."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from copy import deepcopy

import pytest
import time_machine
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from core import clock
from plans.models import PlanVersion
from tests.conftest import BEGINNING
from tests.factories import flows as make
from tests.flows.halts import GoesTo, halt
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.journey import Journey

Halted = tuple[Journey, datetime.datetime]
"""A journey, and the hour at which it came where it stands."""


@pytest.fixture(scope="module")
def halted(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Halted]:
    """The module's own `setting_out()` where it has one, else the usual journey; undone after the module's tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(BEGINNING, tick=True), make.july():
            begin = getattr(request.module, "setting_out", setting_out)
            journey = begin()
            halt(journey.driver, request.module.HALTS_AT, journey.travel)
            reached = clock.now()
        yield journey, reached
        transaction.set_rollback(True)


@pytest.fixture
def goes_to(halted: Halted, db: None) -> Iterator[GoesTo]:
    """Takes a copy of it on to a step of the plan or of its filing, at the hour when that opens."""
    journey, reached = deepcopy(halted)
    with make.july():
        clock.advance(to=reached)

        def go(step: str) -> WorkItem:
            version = PlanVersion.objects.select_related("dossier").get()
            return halt(journey.driver, step, lambda: journey.go_on(version))

        yield go


def setting_out() -> Journey:
    """The small county and its plan of four rows."""
    return Journey(make.county(), make.YEAR, make.plan())
