"""批量领取 and 批量转办 by a program: each task with its result, once for each key, by whoever may."""

from __future__ import annotations

from typing import Any

from core.models import LedgerEntry
from roles.duties import Duty
from tests.desk.api.caller import Caller
from tests.desk.conftest import County, at
from tests.factories import roles as make
from workflows.desk.models import Batch, SavedAnswer
from workflows.desk.models.batches import BatchAct
from workflows.engine.models import Transfer, WorkItem


def test_claimed_and_handed_over_each_with_its_result_and_once_for_each_key(stage: County) -> None:
    first, second = at(stage.dossier()), at(stage.dossier())
    program = Caller(stage.drafter)
    sent = {"items": [first.pk, second.pk, 10**9]}
    done = program.post("claims/", sent, key="k1")
    assert ([one["outcome"] for one in done["results"]], done["done"]) == (["done", "done", "refused"], 2)
    assert program.post("claims/", sent, key="k1") == done
    assert program.post("claims/", {"items": [first.pk]}, 422, key="k1")["type"].endswith("#key-reused")
    program.post("claims/", {"items": []}, 422)
    claims = LedgerEntry.objects.filter(action="engine.claim")
    assert {entry.detail["api_token"] for entry in claims} == {program.token.pk}

    chief, colleague = make.person("专班负责人"), make.person("第二编制员")
    make.lead(chief, stage.working_group, Duty.ANNOUNCE)
    make.give(colleague, Duty.COMPILE_PLAN, stage.working_group)
    head = Caller(chief)
    told = head.get(f"in_hand/?giver={stage.drafter.pk}")
    assert {one["name"]: one["in_hand"] for one in told["people"]} == {"专班负责人": 0, "第二编制员": 0, "编制员": 2}
    assert [one["task"] for one in told["tasks"]] == [first.pk, second.pk]
    assert [one["name"] for one in told["receivers"]] == ["第二编制员"]
    over: dict[str, Any] = {
        "giver": stage.drafter.pk,
        "receiver": colleague.pk,
        "reason": "外出学习",
        "items": [first.pk],
    }
    assert [one["pointer"] for one in head.post("hand_over/", {**over, "reason": "忙。"}, 422)["errors"]] == ["/reason"]
    for number in (stage.editor.pk, 10**9):  # of another office, and nobody
        assert "须在本单位任职" in head.post("hand_over/", {**over, "receiver": number}, 403)["detail"]
    for other in (stage.drafter, colleague, stage.editor):
        Caller(other).post("hand_over/", over, 403)
        Caller(other).get(f"in_hand/?giver={stage.drafter.pk}", 403)
        assert Caller(other).get("in_hand/") == {"people": [], "tasks": [], "receivers": []}
    assert not Transfer.objects.exists()
    done = head.post("hand_over/", over, key="k2")
    assert ([one["outcome"] for one in done["results"]], head.post("hand_over/", over, key="k2")) == (["done"], done)
    assert head.post("hand_over/", over)["results"][0]["outcome"] == "first"
    Batch.objects.filter(act=BatchAct.HAND_OVER).delete()  # as broken off before it was kept
    SavedAnswer.objects.all().delete()
    assert [head.post("hand_over/", over, key=key)["done"] for key in ("k2", "k3")] == [1, 0]
    assert WorkItem.objects.get(pk=first.pk).claimed_by == colleague
    assert (Transfer.objects.get().reason, Batch.objects.count()) == ("外出学习", 3)
