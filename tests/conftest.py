"""Guard-rails for every test.

Warnings are errors, the order is random, undefined template variables fail and no host but this one is reached
(pyproject.toml); the clock starts at one fixed moment and the database is PostgreSQL: DATABASE_URL's server when
that is set, else the embedded one. The test database is never the live one.
"""

from __future__ import annotations

import contextlib
import datetime
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import connections
from django.utils import translation
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker
from xdist.remote import Producer

from config import embedded
from config.embedded import accounts
from config.environment import database
from tests import migrated
from tests.distribution import ByWorld, place
from tests.emptying import allow_emptying

# A Monday morning with no holiday near.
BEGINNING = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
UNHURRIED = " -c synchronous_commit=off"
"""What a test commits need not outlive the machine: nobody waits for the disk."""


def pytest_configure() -> None:
    """Settings that only cost time in a test, tables that may be emptied after it, and no example too slow: how long one
    takes to be thought of tells of the machine."""
    allow_emptying()
    hypothesis.settings.register_profile("shared", suppress_health_check=[hypothesis.HealthCheck.too_slow])
    hypothesis.settings.load_profile("shared")
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByWorld:
    """Two workers, and no world made by both."""
    return ByWorld(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first; the rest as it was shuffled."""
    items.sort(key=lambda item: place(item.nodeid))


def pytest_collection_finish() -> None:
    """What is loaded by now stays, and little else lives on: a twelfth of the time went into looking through it all for
    what may go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 50, 100)


@pytest.fixture(scope="session")
def migrated_database(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The name of what test databases are copied from; the embedded server stays up until the last test has ended."""
    with contextlib.ExitStack() as stack:
        if not os.environ.get("DATABASE_URL"):
            places = stack.enter_context(embedded.running(Path(django_settings.DATA_DIR)))
            reached = database(embedded.address(places, accounts.OWNER), "60s")
            connections["default"].settings_dict.update(reached)
        connections["default"].settings_dict["OPTIONS"]["options"] += UNHURRIED
        with django_db_blocker.unblock():
            name = migrated.database()
        yield name


@pytest.fixture(scope="session")
def django_db_modify_db_settings(migrated_database: str) -> None:
    """Of what the test database is made."""
    connections["default"].settings_dict["TEST"]["TEMPLATE"] = migrated_database


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    """Files that a test stores end with it."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def nothing_generated() -> None:
    """Whether data was generated is asked once a process, so that no test counts that statement."""
    from core import generated

    generated.remember(False)


@pytest.fixture(autouse=True)
def worker_working() -> None:
    """No worker runs beside the tests; pages ask for its heartbeat once in a while, so that no test counts that."""
    from core import firing

    firing.remember(False)
    firing.take_start_for(firing.STARTS_WITHIN_SECONDS)


@pytest.fixture(autouse=True)
def no_limits_set() -> None:
    """What the province and the counties set is read at most every half minute, so that no test counts that statement."""
    from workflows.engine import limit_records

    limit_records.remember(limit_records.Records())


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A request leaves its language active in the thread: every test begins and ends in Chinese."""
    with translation.override(django_settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def fixed_clock() -> Iterator[None]:
    """Every test begins at the same moment; time runs on from there."""
    with time_machine.travel(BEGINNING, tick=True):
        yield
