"""The task page: who sees it, what it takes, and that nothing typed is lost."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from roles.duties import Duty
from tests.desk.conftest import County, at, logged_in
from tests.factories import roles as make
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, WorkItem


def typed(decision: str = "approve", opinion: str = "同意。", **more: str) -> dict[str, str]:
    return {"decision": decision, "opinion": opinion, "request_id": str(uuid4()), **more}


def at_office(stage: County) -> WorkItem:
    """A plan that both meetings have passed."""
    item = stage.at_meeting()
    for actor in (stage.chair, stage.mayor):
        engine.decide(
            actor=actor, work_item=at(item.dossier).pk, decision=Decision.APPROVE, opinion="", request_id=uuid4()
        )
    return at(item.dossier)


def test_the_page_says_what_a_decision_leads_to(stage: County) -> None:
    item = at(stage.dossier())
    text = logged_in(stage.drafter).get(f"/tasks/{item.pk}/").content.decode()
    assert "“同意”后转至“领导小组审议”" in text
    item.refresh_from_db()
    assert item.first_opened_at is not None


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_refused(stage: County, method: str) -> None:
    item = at(stage.dossier())
    answer = getattr(logged_in(stage.stranger), method)(f"/tasks/{item.pk}/", typed())
    assert answer.status_code == 403
    assert at(item.dossier).pk == item.pk
    assert getattr(Client(), method)(f"/tasks/{item.pk}/").status_code == 302


def test_what_is_not_there_is_not_found(stage: County) -> None:
    assert logged_in(stage.drafter).get("/tasks/999999999/").status_code == 404


def test_a_reader_sees_the_task_and_cannot_decide_it(stage: County) -> None:
    item = at(stage.dossier())
    browser = logged_in(stage.auditor)
    page = browser.get(f"/tasks/{item.pk}/")
    assert page.status_code == 200
    assert 'name="decision"' not in page.content.decode()
    assert browser.post(f"/tasks/{item.pk}/", typed()).status_code == 403
    assert at(item.dossier).pk == item.pk


def test_deciding_leads_back_to_the_inbox_and_says_what_comes_next(stage: County) -> None:
    item = at(stage.dossier())
    answer = logged_in(stage.drafter).post(f"/tasks/{item.pk}/", typed(), follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "领导小组审议（县领导小组）" in answer.content.decode()


def test_the_same_request_twice_is_one_decision(stage: County) -> None:
    item = at(stage.dossier())
    browser, once = logged_in(stage.drafter), typed()
    assert [browser.post(f"/tasks/{item.pk}/", once).status_code for _time in range(2)] == [302, 302]
    assert Opinion.objects.filter(task_id=item.pk).count() == 1


def test_who_comes_second_learns_who_was_first_and_keeps_the_text(stage: County) -> None:
    item = at(stage.dossier())
    second = make.person("后到者")
    make.give(second, Duty.COMPILE_PLAN, stage.working_group)
    stage.decide(stage.drafter, item)
    answer = logged_in(second).post(f"/tasks/{item.pk}/", typed(opinion="我的长篇意见"))
    assert answer.status_code == 409
    assert "编制员" in answer.content.decode()
    assert "我的长篇意见" in answer.content.decode()


def test_a_step_for_the_meeting_offers_no_buttons_and_takes_none(stage: County) -> None:
    item = stage.at_meeting()
    browser = logged_in(stage.chair)
    assert "须经会议审议" in browser.get(f"/tasks/{item.pk}/").content.decode()
    assert browser.post(f"/tasks/{item.pk}/", typed()).status_code == 409
    assert at(item.dossier).pk == item.pk


def test_the_steps_own_form_is_asked_and_its_mistakes_keep_the_page(stage: County) -> None:
    item = at_office(stage)
    browser = logged_in(stage.editor)
    answer = browser.post(f"/tasks/{item.pk}/", typed(opinion="已核", pages="0"))
    assert answer.status_code == 422
    assert "已核" in answer.content.decode()
    assert browser.post(f"/tasks/{item.pk}/", typed(pages="12")).status_code == 302
    assert Opinion.objects.get(task_id=item.pk).detail == {"pages": 12}


def test_objecting_without_a_reason_is_refused_with_the_page(stage: County) -> None:
    item = at_office(stage)
    answer = logged_in(stage.editor).post(f"/tasks/{item.pk}/", typed("object", opinion=" ", pages="1"))
    assert answer.status_code == 422
    assert "须写明意见或理由" in answer.content.decode()


def test_returning_goes_to_the_chosen_step_with_its_reason(stage: County) -> None:
    item = at_office(stage)
    browser = logged_in(stage.editor)
    refused = browser.post(
        f"/tasks/{item.pk}/",
        typed("return", opinion="附表不全", return_step="nowhere", return_grounds="materials", pages="1"),
    )
    assert refused.status_code == 409
    assert "附表不全" in refused.content.decode()
    wanted = typed(
        "return",
        opinion="附表不全",
        return_step="group_drafts",
        return_grounds="materials",
        straight_back="on",
        pages="1",
    )
    assert browser.post(f"/tasks/{item.pk}/", wanted).status_code == 302
    assert at(item.dossier).step == "group_drafts"
    page = logged_in(stage.drafter).get(f"/tasks/{at(item.dossier).pk}/").content.decode()
    assert "附表不全" in page
    assert "第2轮" not in page  # nothing was said yet in the new round
    stage.decide(stage.drafter, at(item.dossier))
    assert at(item.dossier).step == "office_edits"


@pytest.mark.parametrize("grounds", [(), ("truth",), ("materials", "nonsense")])
def test_a_return_names_at_least_one_point_of_the_steps_list(stage: County, grounds: tuple[str, ...]) -> None:
    item = at_office(stage)
    sent = {**typed("return", opinion="附表不全", return_step="group_drafts", pages="1"), "return_grounds": grounds}
    answer = logged_in(stage.editor).post(f"/tasks/{item.pk}/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "退回须至少勾选一项存在的问题" in page
    assert "附表不全" in page
    assert page.count(" checked> 材料不齐") == grounds.count("materials")
    assert at(item.dossier).pk == item.pk


def test_what_a_return_found_wrong_stands_in_the_story(stage: County) -> None:
    item = at_office(stage)
    sent = {
        **typed("return", opinion="附表不全", return_step="group_drafts", pages="1"),
        "return_grounds": ["materials", "wording"],
    }
    assert logged_in(stage.editor).post(f"/tasks/{item.pk}/", sent).status_code == 302
    page = logged_in(stage.drafter).get(f"/tasks/{at(item.dossier).pk}/").content.decode()
    assert "存在的问题：材料不齐、文字、格式或附件有误" in page


def test_a_stock_phrase_is_inserted_without_a_script(stage: County) -> None:
    item = at(stage.dossier())
    pressed = {
        "insert_phrase": "拟同意，请审定。",
        "opinion": "已阅",
        "request_id": str(uuid4()),
    }
    answer = logged_in(stage.drafter).post(f"/tasks/{item.pk}/", pressed)
    assert "已阅\n拟同意，请审定。" in answer.content.decode()
    assert at(item.dossier).pk == item.pk


@pytest.mark.parametrize(
    "words",
    [
        {"opinion": "缺附表二"},
        {"opinion": "", "return_reason": "缺附表二"},
        {"opinion": "另写的意见", "return_reason": "缺附表二"},
    ],
)
def test_a_return_takes_the_reason_of_its_dialog_or_else_the_opinion(stage: County, words: dict[str, str]) -> None:
    item = at_office(stage)
    answer = logged_in(stage.editor).post(
        f"/tasks/{item.pk}/",
        typed("return", return_step="group_drafts", return_grounds="materials", pages="3", **words),
    )
    assert answer.status_code == 302
    assert Opinion.objects.get(task_id=item.pk).text == "缺附表二"
    assert at(item.dossier).step == "group_drafts"


def test_the_dialog_of_a_return_shows_the_opinion_that_was_written(stage: County) -> None:
    item = at_office(stage)
    browser = logged_in(stage.editor)
    browser.post(f"/tasks/{item.pk}/", {"act": "keep", "opinion": "缺附表二，请补"})
    dialog = browser.get(f"/tasks/{item.pk}/").content.decode().split('name="return_reason"')[1].split("</textarea>")[0]
    assert dialog.endswith("缺附表二，请补")
    assert 'data-mirrors="opinion"' in dialog
    for words, why in (("", "须写明意见或理由"), ("缺。", "至少写3个字")):
        refused = browser.post(
            f"/tasks/{item.pk}/",
            typed("return", words, return_step="group_drafts", return_grounds="materials", pages="3"),
        )
        assert (refused.status_code, why in refused.content.decode()) == (422, True)
    assert at(item.dossier).pk == item.pk


def test_the_organisation_is_not_said_again_beside_a_name_that_begins_with_it(stage: County) -> None:
    stage.drafter.name = f"{stage.working_group.name}编制员"
    stage.drafter.save(update_fields=["name"])
    item = stage.at_meeting()
    text = logged_in(stage.drafter).get(f"/tasks/{item.pk}/").content.decode()
    told = text[text.index('class="timeline"') :]
    assert "县工作专班编制员" in told
    assert '<span class="secondary small">县工作专班</span>' not in told
