"""增加环节 on the pages and by a program: added beside what was typed, met in the inbox, taken back; allowed and refused."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from core.models import User
from core.pages.parts import Progress
from tests.desk.api.caller import Caller
from tests.desk.conftest import County, at, logged_in
from tests.desk.test_assistance import colleague, head, press, shown
from tests.desk.test_tasks import at_office
from workflows.desk import added_steps, flow_drawing, timeline
from workflows.desk.records import Records
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, UnplannedStep, WorkItem


@pytest.fixture
def chief(stage: County) -> User:
    """Of the finance bureau, who countersigns."""
    return head(stage)


def adding(chief: User, **other: str) -> dict[str, str]:
    at = chief.appointments.get().post.organisation_id
    told = {"step-name": "资金来源复核", "step-organisation": str(at), "step-days": "2", "step-words": "请核对来源"}
    return {"act": "add_step", "opinion": "写了一半", **told, **other}


def decided(stage: County, item: WorkItem) -> Any:
    return logged_in(stage.editor).post(
        f"/tasks/{item.pk}/",
        {"decision": "approve", "opinion": "", "pages": "7", "request_id": "7b1f3a1c-7a55-4a0e-b3a8-5f9d1c8e2a11"},
    )


def test_from_adding_to_the_end(stage: County, chief: User) -> None:
    item = at_office(stage)
    assert "增加环节…" in shown(stage.editor, item)
    page = press(stage.editor, item, adding(chief), follow=True).content.decode()
    assert "已增加“资金来源复核”" in page
    assert "写了一半" in page, "what was typed is kept"
    assert "待办理" in page
    assert "先经过增加的环节（资金来源复核）" in page
    assert decided(stage, item).status_code == 302
    one = at(item.dossier)
    assert "资金来源复核（增加的环节）" in logged_in(chief).get("/").content.decode()
    page = shown(chief, one)
    assert "请核对来源" in page
    assert 'value="object"' in page
    assert f'value="{item.step}"' in page, "it may be returned to who added it"
    press(
        chief,
        one,
        {"decision": "object", "opinion": "来源有缺口", "request_id": "7b1f3a1c-7a55-4a0e-b3a8-5f9d1c8e2a12"},
    )
    item.dossier.refresh_from_db()
    assert item.dossier.outcome == "done"
    told = str(timeline.rounds(item.dossier, stage.editor))
    assert "“资金来源复核”由县财政局办理，2个工作日：请核对来源" in told
    assert "资金来源复核（增加的环节）" in told
    [drawn] = flow_drawing.drawn(stage.editor, Records(item.dossier))
    assert [one.title for one in drawn.table].count("资金来源复核（增加的环节）") == 1
    assert any("＋资金来源复核" in text.words for box in drawn.boxes for text in box.texts)
    assert [row["name"] for row in added_steps.kept(item.dossier, None, None)] == ["资金来源复核"]


def test_what_is_wrong_changes_nothing_and_stays_in_the_form(stage: County, chief: User) -> None:
    item = at_office(stage)
    refused = press(stage.editor, item, adding(chief, **{"step-name": "", "step-days": "99"}))
    page = refused.content.decode()
    assert (refused.status_code, "请填写环节名称" in page, "请核对来源" in page) == (422, True, True)
    assert press(stage.auditor, item, adding(chief)).status_code == 409
    assert press(colleague(stage), item, adding(chief)).status_code == 409
    first = at(stage.dossier())
    assert "增加环节…" not in shown(stage.drafter, first)
    assert press(stage.drafter, first, adding(chief)).status_code == 409
    assert not UnplannedStep.objects.exists()


def test_returned_they_come_again_by_themselves_and_each_is_told_once(stage: County, chief: User) -> None:
    item = at_office(stage)
    for name in ("资金来源复核", "再次复核"):
        press(stage.editor, item, adding(chief, **{"step-name": name}))
    decided(stage, item)
    one = at(item.dossier)
    engine.return_to(actor=chief, work_item=one.pk, step=item.step, opinion="请补正", request_id=uuid4())
    [drawn] = flow_drawing.drawn(stage.editor, Records(item.dossier))
    words = [row.word for row in drawn.table if row.title == "再次复核（增加的环节）"]
    assert sorted(words) == sorted([str(Progress.SKIPPED.label), str(Progress.AHEAD.label)])
    told = [act for group in timeline.rounds(item.dossier, stage.editor) for act in group.acts]
    assert [act.who for act in told if act.act == "重新经过增加的环节"] == ["系统"] * 2
    assert len([act for act in told if act.act == "增加环节"]) == 2


def test_taken_back_before_and_after_the_decision(stage: County, chief: User) -> None:
    item = at_office(stage)
    press(stage.editor, item, adding(chief))
    row = UnplannedStep.objects.get()
    assert press(stage.editor, item, {"act": "recall_step", "unstep-step": str(row.pk)}).status_code == 302
    for name in ("资金来源复核", "再次复核"):
        press(stage.editor, item, adding(chief, **{"step-name": name}))
    decided(stage, item)
    last = UnplannedStep.objects.get(name="再次复核")
    sent = {"act": "recall_step", "unstep-step": str(last.pk)}
    page = press(stage.editor, item, sent)
    assert (page.status_code, "请写明收回理由" in page.content.decode()) == (422, True)
    assert press(chief, at(item.dossier), {**sent, "unstep-reason": "不必"}).status_code == 403
    assert press(stage.editor, item, {**sent, "unstep-reason": "已有结论"}).status_code == 302
    assert "已有结论" in shown(stage.editor, item)
    last.refresh_from_db()
    assert last.recalled_by == stage.editor


def test_by_a_program(stage: County, chief: User) -> None:
    item = at_office(stage)
    editor, at_bureau = Caller(stage.editor), Caller(chief)
    task = editor.get(f"tasks/{item.pk}/")
    [unit] = task["may_add"]
    sent = {"version": task["version"], "name": "法制审核", "organisation": unit["id"], "days": 2, "words": "请审核"}
    editor.post(f"tasks/{item.pk}/add_step/", {**sent, "days": 99}, 422)
    editor.post(f"tasks/{item.pk}/add_step/", {**sent, "organisation": stage.office.pk}, 403)
    Caller(stage.auditor).post(f"tasks/{item.pk}/add_step/", sent, 403)
    done = editor.post(f"tasks/{item.pk}/add_step/", sent, key="k1")
    assert editor.post(f"tasks/{item.pk}/add_step/", sent, key="k1") == done
    [row] = editor.get(f"tasks/{item.pk}/")["added_steps"]
    assert (row["name"], row["state"], row["may_recall"]) == ("法制审核", "待办理", True)
    version = done["task"]["version"]
    editor.post(f"tasks/{item.pk}/recall_step/", {"version": version, "step": row["id"] + 1}, 422)
    decided(stage, item)
    one = at(item.dossier)
    seen = at_bureau.get(f"tasks/{one.pk}/")
    assert (seen["unplanned"], seen["step_title"]) == ("法制审核", "法制审核（增加的环节）")
    assert [way["value"] for way in seen["returns"]] == [item.step]
    at_bureau.post(f"tasks/{one.pk}/decide/", {"version": seen["version"], "decision": "approve", "opinion": ""})
    assert Opinion.objects.get(task=one.pk).decision == Decision.APPROVE
    closed = editor.get(f"tasks/{item.pk}/")
    refused = {"version": closed["version"], "step": row["id"], "reason": "迟了"}
    editor.post(f"tasks/{item.pk}/recall_step/", refused, 409)
