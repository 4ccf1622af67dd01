"""批量同意, 稍后办理 and 催办 by a program."""

from __future__ import annotations

import datetime

from core import clock
from core.models import LedgerEntry
from oversight.models import Urge
from roles.duties import Duty
from tests.desk.api.caller import Caller
from tests.desk.conftest import County, at
from tests.factories import roles as make
from workflows.desk.models import Batch, Snooze
from workflows.desk.trials import KEY
from workflows.engine.models import Opinion, WorkItem

STEP = f"{KEY}.group_drafts"


def test_several_at_once_each_with_its_result_and_once_for_each_key(stage: County) -> None:
    items, program = [at(stage.dossier()) for _number in range(3)], Caller(stage.drafter)
    read = [{"task": item.pk, "version": program.version(item.pk)} for item in items]
    read[1]["version"] = "0" * 16
    sent = {"step": STEP, "opinion": "同意。", "items": read}
    done = program.post("batches/", sent, key="k1")
    assert [one["outcome"] for one in done["results"]] == ["done", "first", "done"]
    assert done["done"] == 2
    assert program.post("batches/", sent, key="k1") == done
    told = program.post("batches/", {**sent, "opinion": "另写。"}, 422, key="k1")
    assert told["type"].endswith("#key-reused")
    assert (Opinion.objects.count(), Batch.objects.count()) == (2, 1)
    entry = LedgerEntry.objects.filter(action="engine.decide").first()
    assert entry is not None
    assert (entry.detail["api_token"], "batch" in entry.detail) == (program.token.pk, True)


def test_what_may_not_be_done_together_is_refused(stage: County) -> None:
    waiting, program = stage.at_meeting(), Caller(stage.chair)
    read = [{"task": waiting.pk, "version": program.version(waiting.pk)}]
    told = program.post("batches/", {"step": f"{KEY}.{waiting.step}", "items": read}, 409)
    assert "逐件审阅" in told["detail"]
    program.post("batches/", {"step": STEP, "items": []}, 422)
    done = Caller(stage.editor).post("batches/", {"step": STEP, "items": [{"task": 10**9, "version": "x"}]})
    assert [one["outcome"] for one in done["results"]] == ["refused"]


def test_aside_and_back(stage: County) -> None:
    item, program = at(stage.dossier()), Caller(stage.drafter)
    WorkItem.objects.filter(pk=item.pk).update(due_at=clock.now() + datetime.timedelta(days=9))
    day = clock.today() + datetime.timedelta(days=2)
    sent = {"version": program.version(item.pk), "until": day.isoformat()}
    program.post(f"tasks/{item.pk}/aside/", sent)
    assert Snooze.objects.get().until == day
    assert (program.get("inbox/")["count"], program.get("inbox/?group=aside")["count"]) == (0, 1)
    far = (day + datetime.timedelta(days=30)).isoformat()
    assert program.post(f"tasks/{item.pk}/aside/", {**sent, "until": far}, 422)["errors"][0]["pointer"] == "/until"
    program.post(f"tasks/{item.pk}/aside/", {**sent, "until": None})
    assert program.get("inbox/")["count"] == 1


def test_who_supervises_urges_once_a_day_and_nobody_else(stage: County) -> None:
    watcher = make.person("督查员")
    make.give(watcher, Duty.SUPERVISE, stage.office)
    item, program = at(stage.dossier()), Caller(watcher)
    sent = {"version": program.version(item.pk), "text": "请抓紧办理。"}
    program.post(f"tasks/{item.pk}/urge/", sent, key="k1")
    program.post(f"tasks/{item.pk}/urge/", sent, key="k1")
    assert "今天已经催办过" in program.post(f"tasks/{item.pk}/urge/", sent, 409)["detail"]
    assert Urge.objects.get().text == "请抓紧办理。"
    other = Caller(stage.drafter)
    other.post(f"tasks/{item.pk}/urge/", sent, 403)
    assert Urge.objects.count() == 1
