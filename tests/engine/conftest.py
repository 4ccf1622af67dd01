"""The stage on which the engine is tested."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.worlds import standing
from workflows.engine import registry
from workflows.engine.trials import stage
from workflows.engine.trials.flows import open_trials


@pytest.fixture(autouse=True)
def trials_known() -> Iterator[None]:
    """The trial flows are registered here and nowhere else."""
    known = dict(registry._flows)
    open_trials()
    yield
    registry._flows.clear()
    registry._flows.update(known)


@pytest.fixture(scope="module")
def raised(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    known = dict(registry._flows)
    with standing(django_db_blocker, _raise):
        yield
    registry._flows.clear()
    registry._flows.update(known)


@pytest.fixture
def on_stage(raised: None, db: None) -> None:
    """A province, one county and its people."""


@pytest.fixture
def on_stage_alone(db: None) -> None:
    """The same of a test's own, in a module that has tests with real connections."""
    _raise()


@pytest.fixture
def on_real_stage(transactional_db: None) -> None:
    """The same, committed, for threads with connections of their own."""
    _raise()


def _raise() -> None:
    stage._code.cache_clear()
    stage.raise_stage()
