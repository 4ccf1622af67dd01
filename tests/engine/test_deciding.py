"""Deciding: once, by those who may, with everything it brings along."""

from __future__ import annotations

import pytest

from workflows.engine.models import Proceeding
from workflows.engine.trials import stage

pytestmark = pytest.mark.usefixtures("on_stage")


def test_a_dossier_travels_from_begin_to_finish() -> None:
    process = stage.begin()
    stage.run_through(process)
    process = Proceeding.objects.get(pk=process.pk)
    assert (process.status, process.outcome) == ("DONE", "filed")
    assert process.opinions.count() == 7
