"""The stage on which the engine is tested."""

from __future__ import annotations

import pytest

from workflows.engine.trials import stage


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
