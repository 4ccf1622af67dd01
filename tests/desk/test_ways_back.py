"""Skipping the steps between is declared by a regulation and never presumed."""

from __future__ import annotations

from uuid import uuid4

import pytest

from core.errors import Conflict
from tests.desk.conftest import County, at
from workflows.desk import services, steps, trials
from workflows.engine import registry


def test_a_regulation_that_says_nothing_goes_through_every_step(stage: County, monkeypatch: pytest.MonkeyPatch) -> None:
    assert steps.allows_straight_back(trials.KEY)
    monkeypatch.delattr(trials.MeetingTrial, "may_go_straight_back")
    item = stage.at_meeting()
    assert not steps.allows_straight_back(item.flow_key)
    with pytest.raises(Conflict, match=r"不能直接送回|须经会议"):
        services.return_to(
            actor=stage.chair, work_item=item.pk, step="group_drafts", opinion="缺附表", request_id=uuid4(),
            straight_back=True,
        )  # fmt: skip
    assert at(item.dossier).pk == item.pk


def test_no_regulation_in_force_declares_it() -> None:
    real = [entry.key for entry in registry.registered() if not entry.key.startswith("trial")]
    assert real
    assert not [key for key in real if steps.allows_straight_back(key)]
