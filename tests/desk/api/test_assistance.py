"""委派, 加签 and their answers by a program: once for each key, on what was read, and by nobody else."""

from __future__ import annotations

from core import clock
from tests.desk.api.caller import Caller
from tests.desk.conftest import County
from tests.desk.test_assistance import WORDS, colleague, head
from tests.desk.test_tasks import at_office
from workflows.engine.models import Assistance, Opinion


def test_entrusted_answered_and_recalled(stage: County) -> None:
    item, helper = at_office(stage), colleague(stage)
    editor, program = Caller(stage.editor), Caller(helper)
    task = editor.get(f"tasks/{item.pk}/")
    assert helper.pk in [one["id"] for one in task["may_ask"]["entrusted"]]
    sent = {"version": task["version"], "receiver": helper.pk, "words": WORDS}
    done = editor.post(f"tasks/{item.pk}/entrust/", sent, key="k1")
    assert done["task"]["waits"] == "entrust"
    assert editor.post(f"tasks/{item.pk}/entrust/", sent, key="k1") == done
    editor.post(f"tasks/{item.pk}/decide/", editor.approve(item.pk), 409)
    seen = program.get(f"tasks/{item.pk}/")
    assert (seen["may_answer"], seen["may_decide"], seen["may_recall"]) == (True, False, False)
    Caller(stage.auditor).post(f"tasks/{item.pk}/answer/", {"version": seen["version"], "text": "代答"}, 403)
    program.post(f"tasks/{item.pk}/recall/", {"version": seen["version"], "reason": "不办"}, 403)
    program.post(f"tasks/{item.pk}/answer/", {"version": task["version"], "text": "迟了"}, 409)
    program.post(f"tasks/{item.pk}/answer/", {"version": seen["version"], "text": "已核对"})
    [row] = editor.get(f"tasks/{item.pk}/")["assistances"]
    assert (row["answer"], row["ended_how"], row["ended_by"]["id"]) == ("已核对", "answered", helper.pk)


def test_a_sign_after_takes_effect_with_the_answer(stage: County) -> None:
    item, chief = at_office(stage), head(stage)
    editor, program = Caller(stage.editor), Caller(chief)
    task = editor.get(f"tasks/{item.pk}/")
    [unit] = [one for one in task["may_ask"]["organisations"] if one["name"] == "县财政局"]
    sent = {"version": task["version"], "kind": "after", "organisation": unit["id"], "words": WORDS,
            "until": clock.today().isoformat(), "answers": {"pages": 7}, "opinion": "拟同意。"}  # fmt: skip
    editor.post(f"tasks/{item.pk}/sign/", sent, 422)
    editor.post(f"tasks/{item.pk}/sign/", {**sent, "decision": "approve", "person": 2**40}, 422)
    editor.post(f"tasks/{item.pk}/sign/", {**sent, "decision": "approve"})
    version = program.get(f"tasks/{item.pk}/")["version"]
    program.post(f"tasks/{item.pk}/answer/", {"version": version, "text": "阅"}, 422)
    done = program.post(f"tasks/{item.pk}/answer/", {"version": version, "consents": True})
    assert done["task"]["is_open"] is False
    assert done["task"]["version"] == program.get(f"tasks/{item.pk}/")["version"]
    assert Opinion.objects.get(task_id=item.pk).detail == {"pages": 7}
    assert Assistance.objects.get().hindered == ""
