"""A small generated province: the places of one county, made once for all who look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine
from django.db import transaction
from django.test.utils import override_settings
from pytest_django.plugin import DjangoDbBlocker

from core import divisions, generated
from core.models import Organisation
from tests.conftest import BEGINNING
from tests.factories.flows import hubei
from workflows.flows.province import making
from workflows.flows.province.making import Cast, Rows, Size, cast
from workflows.flows.province.standing import USUAL, Standing

COUNTY = "420323"
UNDONE = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
NEIGHBOUR = "420324"
TOWNSHIPS = ("420323100", "420323101", "420323102")


def places(*, neighbour: bool = False) -> None:
    """The province, one prefecture, one county and three of its townships; perhaps the next county and one of its."""
    above = ("42", "4203", COUNTY, *((NEIGHBOUR,) if neighbour else ()))
    townships = (*TOWNSHIPS, *((f"{NEIGHBOUR}100",) if neighbour else ()))
    divisions.load(row for row in hubei() if row.code in above or row.code.startswith(townships))


ON_THE_PROVINCES_LIST = Standing(on_provincial_list=True)
RIGHT_BELOW_THE_PROVINCE = Standing(right_below_province=True)
SIZE = Size(work_items=1_000, years=2, counties=None, seed=7, password="!")


@pytest.fixture(scope="session")
def moulds(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Cast:
    """Cast once; every small province is stamped from them."""
    with django_db_blocker.unblock(), override_settings(TASKS=UNDONE), time_machine.travel(BEGINNING, tick=True):
        return cast(SIZE, (USUAL, ON_THE_PROVINCES_LIST, RIGHT_BELOW_THE_PROVINCE))


def fill(moulds: Cast, *, work_items: int = SIZE.work_items, years: int = 2, seed: int = 7) -> Rows:
    """A small province of these moulds."""
    size = replace(SIZE, work_items=work_items, years=years, seed=seed)
    return making.fill(size, making.found_places(size), moulds, lambda _told: None)


@pytest.fixture(scope="module")
def province(moulds: Cast, django_db_blocker: DjangoDbBlocker) -> Iterator[Organisation]:
    """The county, and its neighbour under the same organs; undone when the module's tests are over."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(TASKS=UNDONE):
        with time_machine.travel(BEGINNING, tick=True):
            places(neighbour=True)
            fill(moulds)
        yield Organisation.objects.get(code=COUNTY)
        transaction.set_rollback(True)
    generated.remember(False)
