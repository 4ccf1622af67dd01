"""The stage on which the engine is tested."""

from __future__ import annotations

import pytest

from workflows.engine.trials import stage


@pytest.fixture
def on_stage(db: None) -> None:
    """A province, one county and its people."""
    stage._code.cache_clear()
    stage.raise_stage()
