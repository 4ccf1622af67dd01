"""From the inbox to the decision, the dossier and its files; once for each key, and on what was read."""

from __future__ import annotations

import pytest
from django.test import Client

from core.models import LedgerEntry
from roles.duties import Duty
from roles.models.tokens import TokenReach
from tests.desk.api.caller import Caller
from tests.desk.conftest import County, at, logged_in
from tests.desk.test_tasks import at_office, typed
from tests.factories import roles as make
from workflows.desk.models import Draft, SavedAnswer
from workflows.engine.models import Opinion, Transfer


def test_from_the_inbox_to_the_decision(stage: County) -> None:
    dossier = stage.dossier()
    program = Caller(stage.drafter)
    [row] = program.get("inbox/")["results"]
    assert (row["title"], row["time_left"], row["dossier"]) == (dossier.title, "剩5个工作日", dossier.pk)
    task = program.get(f"tasks/{row['task']}/")
    assert (task["decisions"][0]["value"], task["may_decide"]) == ("approve", True)
    done = program.post(
        f"tasks/{row['task']}/decide/", {"version": task["version"], "decision": "approve", "opinion": "同意。"}
    )
    assert (done["opinion"]["text"], done["task"]["is_open"]) == ("同意。", False)
    assert "领导小组审议（县领导小组）" in done["whereabouts"]
    told = program.get(f"dossiers/{dossier.pk}/")
    assert [one["step_title"] for one in told["lying"]] == ["领导小组审议"]
    [line] = program.get(f"dossiers/{dossier.pk}/timeline/")["results"]
    assert (line["who"], line["text"], line["step"]) == ("编制员", "同意。", "起草")
    assert program.get("inbox/")["count"] == 0


def test_the_ledger_names_the_token_of_an_act_and_of_no_other(stage: County) -> None:
    first, second = at(stage.dossier()), at(stage.dossier())
    program = Caller(stage.drafter)
    program.post(f"tasks/{first.pk}/decide/", program.approve(first.pk))
    logged_in(stage.drafter).post(f"/tasks/{second.pk}/", typed())
    marks = {
        entry.dossier_id: entry.detail.get("api_token") for entry in LedgerEntry.objects.filter(action="engine.decide")
    }
    assert marks == {first.dossier_id: program.token.pk, second.dossier_id: None}


def test_the_same_request_again_gets_the_same_answer(stage: County) -> None:
    item, program = at(stage.dossier()), Caller(stage.drafter)
    sent = program.approve(item.pk)
    first = program.post(f"tasks/{item.pk}/decide/", sent, key="k1")
    assert program.post(f"tasks/{item.pk}/decide/", dict(reversed(sent.items())), key="k1") == first
    assert Opinion.objects.filter(task_id=item.pk).count() == 1
    told = program.post(f"tasks/{item.pk}/decide/", {**sent, "opinion": "不同。"}, 422, key="k1")
    assert told["type"].endswith("#key-reused")
    told = program.post(f"tasks/{item.pk}/claim/", {"version": sent["version"]}, 422, key="k1")
    assert told["type"].endswith("#key-reused")
    assert Opinion.objects.count() == 1


def test_a_key_is_ones_own_and_must_be_there(stage: County) -> None:
    first, second = at(stage.dossier()), at_office(stage)
    drafter, editor = Caller(stage.drafter), Caller(stage.editor)
    drafter.post(f"tasks/{first.pk}/decide/", drafter.approve(first.pk), key="k1")
    editor.post(f"tasks/{second.pk}/decide/", editor.approve(second.pk, answers={"pages": 7}), key="k1")
    third = at(stage.dossier())
    for key, kind in ((" ", "key-missing"), ("长", "malformed"), ("k" * 101, "malformed")):
        told = drafter.post(f"tasks/{third.pk}/decide/", drafter.approve(third.pk), 400, key=key)
        assert told["type"].endswith(f"#{kind}")
    assert at(third.dossier).pk == third.pk


def test_a_refused_act_leaves_the_key_free(stage: County) -> None:
    item, program = at_office(stage), Caller(stage.editor)
    sent = program.approve(item.pk)
    told = program.post(f"tasks/{item.pk}/decide/", sent, 422, key="k1")
    assert [one["pointer"] for one in told["errors"]] == ["/answers/pages"]
    assert not SavedAnswer.objects.exists()
    program.post(f"tasks/{item.pk}/decide/", {**sent, "answers": {"pages": "7"}}, key="k1")
    assert Opinion.objects.get(task_id=item.pk).detail == {"pages": 7}


def test_what_changed_since_it_was_read_is_told_with_how_it_stands(stage: County) -> None:
    item, program = at(stage.dossier()), Caller(stage.drafter)
    sent = program.approve(item.pk)
    told = program.post(f"tasks/{item.pk}/decide/", {**sent, "version": "0" * 16}, 409)
    assert told["current"]["version"] == sent["version"]
    assert at(item.dossier).claimed_by is None
    colleague = make.person("新同事")
    make.give(colleague, Duty.COMPILE_PLAN, stage.working_group)
    other = Caller(colleague)
    other.post(f"tasks/{item.pk}/claim/", {"version": sent["version"]})
    told = program.post(f"tasks/{item.pk}/decide/", sent, 409)
    assert told["type"].endswith("#stale")
    assert told["current"]["claimed_by"]["name"] == "新同事"
    again = program.post(f"tasks/{item.pk}/decide/", {**sent, "version": told["current"]["version"]}, 409)
    assert "新同事领取" in again["detail"]
    other.post(f"tasks/{item.pk}/decide/", other.approve(item.pk))
    told = program.post(f"tasks/{item.pk}/decide/", {**sent, "version": told["current"]["version"]}, 409)
    assert told["current"]["is_open"] is False
    assert Opinion.objects.filter(task_id=item.pk).count() == 1


def test_claimed_given_back_and_handed_over(stage: County) -> None:
    item, program = at(stage.dossier()), Caller(stage.drafter)
    colleague = make.person("新同事")
    make.give(colleague, Duty.COMPILE_PLAN, stage.working_group)
    claimed = program.post(f"tasks/{item.pk}/claim/", {"version": program.version(item.pk)})
    assert claimed["task"]["claimed_by"]["name"] == "编制员"
    given_back = program.post(f"tasks/{item.pk}/release/", {"version": claimed["task"]["version"]})
    assert given_back["task"]["claimed_by"] is None
    told = program.get(f"tasks/{item.pk}/")
    assert [one["name"] for one in told["receivers"]] == ["新同事"]
    sent = {"version": told["version"], "receiver": colleague.pk, "reason": "外出学习，请接办"}
    for receiver, status in ((stage.editor.pk, 403), (2**40, 422), (stage.drafter.pk, 422)):
        program.post(f"tasks/{item.pk}/transfer/", {**sent, "receiver": receiver}, status)
    done = program.post(f"tasks/{item.pk}/transfer/", sent)
    assert done["task"]["claimed_by"]["name"] == "新同事"
    assert Transfer.objects.get().reason == "外出学习，请接办"
    [row] = Caller(colleague).get("inbox/")["results"]
    assert row["why"] == "编制员转办：外出学习，请接办"


def test_taken_back_the_task_is_open_again(stage: County) -> None:
    item, program = at(stage.dossier()), Caller(stage.drafter)
    done = program.post(f"tasks/{item.pk}/decide/", program.approve(item.pk))
    told = program.get(f"tasks/{item.pk}/")
    assert told["may_withdraw"] is True
    back = {"version": done["task"]["version"], "reason": "误办了此件。"}
    for act in ("withdraw", "transfer"):
        sent = {**back, "reason": "误。", **({"receiver": stage.editor.pk} if act == "transfer" else {})}
        refused = program.post(f"tasks/{item.pk}/{act}/", sent, 422)
        assert [one["pointer"] for one in refused["errors"]] == ["/reason"]
    reopened = program.post(f"tasks/{item.pk}/withdraw/", back)["task"]
    assert (reopened["is_open"], reopened["id"]) == (True, at(item.dossier).pk)
    program.post(f"tasks/{item.pk}/withdraw/", {**back, "reason": "再次误办。"}, 403)


def test_sent_back_with_grounds(stage: County) -> None:
    item, program = at_office(stage), Caller(stage.editor)
    told = program.get(f"tasks/{item.pk}/")
    ground = told["grounds"][0]["value"]
    sent = {"version": told["version"], "step": "group_drafts", "reason": "数据有误。", "grounds": [ground]}
    sent["answers"] = {"pages": 7}
    refused = program.post(f"tasks/{item.pk}/return/", {**sent, "grounds": []}, 422)
    assert [one["pointer"] for one in refused["errors"]] == ["/grounds"]
    program.post(f"tasks/{item.pk}/return/", {**sent, "step": "office_edits"}, 409)
    program.post(f"tasks/{item.pk}/return/", {**sent, "grounds": ["none-such"]}, 422)
    for name, value in (("clause", "Z9"), ("rows", ["420323-2027-0001"]), ("reason", "误。")):
        refused = program.post(f"tasks/{item.pk}/return/", {**sent, name: value}, 422)
        assert [one["pointer"] for one in refused["errors"]] == [f"/{name}"]
    assert "N2" in [one["value"] for one in told["clauses"]]
    assert told["sent_back"] is None
    program.post(f"tasks/{item.pk}/return/", {**sent, "clause": "N2"})
    back = at(item.dossier)
    assert back.step == "group_drafts"
    why = Caller(stage.drafter).get(f"tasks/{back.pk}/")["sent_back"]
    assert (why["text"], why["grounds"], why["rows"]) == ("数据有误。", ["材料不齐"], [])
    assert (why["clause"]["code"], why["clause"]["source"]) == ("N2", "鄂政办发〔2015〕63号六（六）")


def test_reading_a_task_is_opening_it_and_a_decision_ends_the_draft(stage: County) -> None:
    item, program = at(stage.dossier()), Caller(stage.drafter)
    logged_in(stage.drafter).post(f"/tasks/{item.pk}/", {"act": "keep", "opinion": "拟"})
    program.post(f"tasks/{item.pk}/decide/", program.approve(item.pk))
    item.refresh_from_db()
    assert item.first_opened_at is not None
    assert not Draft.objects.exists()


def test_a_program_that_may_only_read_opens_nothing(stage: County) -> None:
    item = at(stage.dossier())
    Caller(stage.drafter, TokenReach.READ).get(f"tasks/{item.pk}/")
    item.refresh_from_db()
    assert item.first_opened_at is None


@pytest.mark.parametrize("who", ["chair", "mayor"])
def test_what_a_meeting_decides_no_program_decides(stage: County, who: str) -> None:
    item = stage.at_meeting()
    program = Caller(getattr(stage, who))
    told = program.post(f"tasks/{item.pk}/decide/", {"version": program.version(item.pk), "decision": "approve"}, 409)
    assert "须经会议审议" in told["detail"]
    assert at(item.dossier).pk == item.pk


def test_the_answer_of_a_task_names_what_the_step_asks(stage: County) -> None:
    told = Caller(stage.editor).get(f"tasks/{at_office(stage).pk}/")
    [asked] = told["asks"]
    assert (asked["name"], asked["type"], asked["required"]) == ("pages", "integer", True)
    assert set(told["asked_for"]) == {"approve", "object", "return"}
    assert Client().get("/api/v1/schema/").json()["openapi"].startswith("3.1")
