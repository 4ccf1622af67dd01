"""Skipping the steps between is declared by a regulation and never presumed."""

from __future__ import annotations

from uuid import uuid4

import pytest

from core.errors import Conflict
from tests.desk.conftest import County, at
from workflows.desk import services, steps, trials
from workflows.engine import registry
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem


def at_the_office(stage: County) -> WorkItem:
    """Past both meetings, which the engine does not hold: at a step that its holder decides and may return."""
    item = stage.at_meeting()
    for who in (stage.chair, stage.mayor):
        engine.decide(
            actor=who, work_item=item.pk, decision=Decision.APPROVE, opinion="同意。", request_id=uuid4()
        )  # fmt: skip
        item = at(item.dossier)
    return item


def test_a_regulation_that_says_nothing_goes_through_every_step(stage: County, monkeypatch: pytest.MonkeyPatch) -> None:
    assert steps.allows_straight_back(trials.KEY)
    monkeypatch.delattr(trials.MeetingTrial, "may_go_straight_back")
    item = at_the_office(stage)
    assert not steps.allows_straight_back(item.flow_key)
    with pytest.raises(Conflict, match="不能直接送回"):
        services.return_to(
            actor=stage.editor, work_item=item.pk, step="group_drafts", opinion="缺附表", grounds=["materials"], request_id=uuid4(),
            straight_back=True,
        )  # fmt: skip
    assert at(item.dossier).pk == item.pk


def test_no_regulation_in_force_declares_it() -> None:
    real = [entry.key for entry in registry.registered() if not entry.key.startswith("trial")]
    assert real
    assert not [key for key in real if steps.allows_straight_back(key)]
