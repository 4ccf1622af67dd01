"""The small county equipped with organs and people, at 1 July of the year before the plan."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from core import clock
from core.models import Organisation
from tests.conftest import BEGINNING
from tests.factories import flows as make
from workflows.flows.rehearsal.people import equip


@pytest.fixture(scope="module")
def equipped(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Organisation]:
    """Made once for all tests of a module, undone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(BEGINNING, tick=True), make.july():
            made = make.county()
            places = Organisation.objects.filter(code__in=(make.TOWNSHIP, make.FIRST, make.SECOND))
            equip(made, places, clock.today())
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def county(equipped: Organisation, db: None) -> Iterator[Organisation]:
    with make.july():
        yield equipped
