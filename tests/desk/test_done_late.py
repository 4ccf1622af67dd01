"""What the story of a dossier says of lateness, of returns and of what lies open."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from core import clock
from core.models import Dossier
from workflows.desk import sent_back, timeline
from workflows.desk.views import dossiers
from workflows.engine.models import Proceeding
from workflows.engine.trials import stage


@pytest.fixture
def process(db: None) -> Proceeding:
    stage.raise_stage()
    return stage.begin()


def acts(process: Proceeding) -> list[str]:
    found = Dossier.objects.get(pk=process.dossier_id)
    reader = stage.holder("420301100")
    return [act.late for one in timeline.rounds(found, reader) for act in one.acts]


def test_what_was_done_after_its_deadline_says_how_late(process: Proceeding) -> None:
    (item,) = stage.open_items(process)
    stage.decide(item)
    first, second, _third = stage.open_items(process)
    with clock.shifted(stage.past_due(first) + datetime.timedelta(days=7)):
        stage.decide(first)
    with clock.shifted(stage.past_due(second)):
        stage.decide(second)
    begun, of_the_day, of_the_week = acts(process)
    assert begun == ""
    assert of_the_day == "逾期办理"  # on its last day, after the hour
    assert of_the_week.startswith("逾期")
    assert of_the_week.endswith("个工作日办理")


def test_whoever_gets_it_back_reads_why_unless_the_material_says_so(process: Proceeding) -> None:
    (item,) = stage.open_items(process)
    stage.decide(item)
    stage.send_back(stage.open_items(process)[0], "township_reviews", opinion="测算依据不足。")
    (again,) = stage.open_items(process)
    reader = stage.holder(again.organisation_id)
    told = sent_back.of(again, reader)
    assert told is not None
    assert (told.text, told.act.organisation != "") == ("测算依据不足。", True)
    assert not told.is_said_in("")
    assert told.is_said_in("<p>测算依据不足。</p>")
    assert sent_back.of(item, reader) is None


def test_what_lies_open_is_paged(process: Proceeding, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dossiers, "OPEN", 2)
    (item,) = stage.open_items(process)
    stage.decide(item)
    client.force_login(stage.holder("420301100"))
    address = f"/dossiers/{process.dossier_id}/?tab=progress"
    first, second = (client.get(f"{address}&open={page}").content.decode() for page in (1, 2))
    assert (first.count('href="/tasks/'), second.count('href="/tasks/')) == (2, 1)
    assert "共 3 条" in first
