"""A small generated province: the places of one county, made once for all who look at it."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.test.utils import override_settings
from pytest_django.plugin import DjangoDbBlocker

from core import divisions, generated
from core.models import Organisation
from tests.conftest import BEGINNING

COUNTY = "420323"
TOWNSHIPS = ("420323100", "420323101", "420323102")


def places() -> None:
    """The province, one prefecture, one county and three of its townships."""
    above = ("42", "4203", COUNTY)
    rows = divisions.read_divisions(divisions.HUBEI_DIVISIONS)
    divisions.load(row for row in rows if row.code in above or row.code.startswith(TOWNSHIPS))


def make(*, work_items: int = 320, years: int = 2, seed: int = 7) -> str:
    """The command, and what it told."""
    told = StringIO()
    call_command("make_province", work_items=work_items, years=years, seed=seed, stdout=told)
    return told.getvalue()


@pytest.fixture(scope="module")
def province(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Organisation]:
    """The county; undone when the module's tests are over."""
    backend = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(TASKS=backend):
        with time_machine.travel(BEGINNING, tick=True):
            places()
            make()
        yield Organisation.objects.get(code=COUNTY)
        transaction.set_rollback(True)
    generated.remember(False)
