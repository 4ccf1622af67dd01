"""A county's year, committed, and its archive; databases beside the test's own, dropped afterwards."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings
from pytest_django.plugin import DjangoDbBlocker

from config.recovery import backing_up
from core.own_database import entered
from documents.jobs import render_owed
from tests.conftest import BEGINNING
from tests.factories import flows as make
from workflows.flows.rehearsal.journey import Journey

PRINTED = 3
_numbers = itertools.count()


@dataclass(frozen=True)
class BackedUp:
    """An archive, the files it was made from, and the database, which is still there."""

    archive: Path
    files: Path
    database: str


@contextmanager
def database(purpose: str, *, template: str = "template1") -> Iterator[str]:
    """Work in a new database, dropped afterwards, with the one before at hand again."""
    before = connection.settings_dict["NAME"]
    name = f"{before}_{purpose}_{os.getpid()}_{next(_numbers)}"
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        with entered(name):
            yield name
    finally:
        _administer(f'DROP DATABASE "{name}"')


def _administer(statement: str) -> None:
    with entered("postgres"), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def _django_db_helper(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """These tests make and drop databases, which no transaction can hold: the mark opens the door and no more."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def backed_up(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BackedUp]:
    """Villages to province in one small county, some of it printed, everything backed up."""
    folder = tmp_path_factory.mktemp("recovery")
    with django_db_blocker.unblock(), database("rehearsed", template=connection.settings_dict["NAME"]) as name:
        with time_machine.travel(BEGINNING, tick=True), override_settings(MEDIA_ROOT=folder / "files"), make.july():
            call_command("grant_database_roles")
            Journey(make.county(), make.YEAR, make.plan()).travel()
            render_owed(PRINTED)
            backing_up.back_up(folder / "archive", lambda _line: None)
        with entered("postgres"):
            yield BackedUp(folder / "archive", folder / "files", name)


@pytest.fixture
def archive(backed_up: BackedUp, tmp_path: Path) -> Path:
    """A copy of the archive that a test may damage."""
    return Path(shutil.copytree(backed_up.archive, tmp_path / "archive"))


@pytest.fixture
def rehearsed(backed_up: BackedUp, db: None) -> Iterator[str]:
    """A copy of the database that was backed up."""
    with database("copied", template=backed_up.database) as name:
        yield name


@pytest.fixture
def empty_place(backed_up: BackedUp, db: None) -> Iterator[str]:
    """An empty database and, by the guard-rails, an empty folder for files."""
    data = Path(django_settings.MEDIA_ROOT).parent
    with database("restored") as name, override_settings(DATA_DIR=data):
        yield name
