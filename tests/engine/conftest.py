"""The stage on which the engine is tested."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

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


@pytest.fixture
def on_stage(db: None) -> None:
    """A province, one county and its people, gone with the test's transaction."""
    stage._code.cache_clear()
    stage.raise_stage()


@pytest.fixture
def on_real_stage(transactional_db: None) -> None:
    """The same, committed, for threads with connections of their own."""
    stage._code.cache_clear()
    stage.raise_stage()
