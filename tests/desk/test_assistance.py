"""委派, 前加签 and 后加签 on the pages: asked, met in the inbox, answered, taken back; allowed and refused."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from core import clock
from core.enums import OrganisationKind
from core.errors import Busy, Conflict
from core.models import LedgerEntry, User
from roles.duties import Duty
from roles.models import Appointment
from roles.services import delegate
from tests.desk.conftest import County, at, logged_in
from tests.desk.test_tasks import at_office
from tests.factories import roles as make
from workflows.desk import assistance, elapsed, jobs, services
from workflows.desk.elapsed import State
from workflows.engine import services as engine
from workflows.engine.enums import Ending
from workflows.engine.models import Assistance, Opinion, WorkItem

WORDS = "请核对第三条所列金额"


def colleague(stage: County, name: str = "同事") -> User:
    """Of the government office, with another duty than checking texts."""
    user = make.person(name)
    make.give(user, Duty.REGISTER_DOCUMENT, stage.office)
    return user


def head(stage: County) -> User:
    """Of a bureau of the county."""
    bureau = make.place("420323-finance", "县财政局", OrganisationKind.DEPARTMENT, stage.county)
    user = make.person("财政局局长")
    make.lead(user, bureau, Duty.COUNTERSIGN_PLAN)
    return user


def deputise(held: Appointment, deputy: User, *duties: Duty) -> None:
    now = clock.now()
    delegate(
        actor=held.user, principal=held, deputy=deputy, duties=duties, starts_at=now,
        ends_at=now + datetime.timedelta(days=2), reason="外出",
    )  # fmt: skip


def entrusting(to: User, **other: str) -> dict[str, str]:
    return {"act": "entrust", "entrust-receiver": str(to.pk), "entrust-words": WORDS, "opinion": "写了一半", **other}


def signing(of: str, kind: str = "before", **other: str) -> dict[str, str]:
    day = clock.today().isoformat()
    told = {"sign-kind": kind, "sign-of": of, "sign-words": WORDS, "sign-until": day, "sign-decision": "approve"}
    return {"act": "sign", "opinion": "拟同意。", "pages": "7", **told, **other}


def press(actor: User, item: WorkItem, sent: dict[str, str], **how: Any) -> Any:
    return logged_in(actor).post(f"/tasks/{item.pk}/", sent, **how)


def shown(actor: User, item: WorkItem) -> str:
    return logged_in(actor).get(f"/tasks/{item.pk}/").content.decode()


def test_entrusted_answered_and_decided(stage: County) -> None:
    item, helper = at_office(stage), colleague(stage)
    assert "已委派同事先办" in press(stage.editor, item, entrusting(helper), follow=True).content.decode()
    inbox = logged_in(helper).get("/").content.decode()
    assert "核稿员委派 · 核稿" in inbox
    assert WORDS in inbox
    assert "现在没有由您决定的待办" in inbox
    assert "facet-step" not in inbox  # nothing to choose among
    page = shown(stage.editor, item)
    assert 'name="decision"' not in page
    assert 'value="recall"' in page
    mine = shown(helper, item)
    assert "委派给您办理" in mine
    assert 'name="decision"' not in mine
    assert 'value="同意。" data-do="insert-phrase" data-field="answer-text"' in shown(helper, item)
    assert 'data-field="answer-text"' not in shown(stage.editor, item)
    said = {"act": "answer", "answer-text": "金额与附表一致。"}
    assert "回到核稿员处" in press(helper, item, said, follow=True).content.decode()
    mine = logged_in(helper).get("/?tab=done").content.decode()
    assert ("办结委派" in mine, "金额与附表一致。" in mine) == (True, True)
    assert logged_in(helper).get(f"/dossiers/{item.dossier_id}/?tab=progress").status_code == 200
    back = shown(stage.editor, item)
    assert back.count("金额与附表一致。") == 2  # above the material and in the story
    assert "写了一半" in back
    assert "委派：同事" in back
    sent = {
        "decision": "approve",
        "opinion": "同意。",
        "pages": "7",
        "request_id": "7d0a8a6e-0a77-4a0f-9a59-0d4b4fb7a001",
    }
    assert press(stage.editor, item, sent).status_code == 302
    assert Opinion.objects.get(task_id=item.pk).actor == stage.editor


def test_what_is_sent_wrongly_keeps_its_words(stage: County) -> None:
    item, helper = at_office(stage), colleague(stage)
    late = (item.due_at + datetime.timedelta(days=3)).date().isoformat()
    for sent, status in (
        (entrusting(helper, **{"entrust-words": " "}), 422),
        (entrusting(helper, **{"entrust-until": late}), 422),
        (entrusting(stage.editor), 422),
        (entrusting(stage.drafter), 422),
    ):
        answer = press(stage.editor, item, sent)
        assert answer.status_code == status
        assert "写了一半" in answer.content.decode()
        assert 'aria-invalid="true"' in answer.content.decode()
    assert not Assistance.objects.exists()


def test_nobody_else_answers_or_takes_back(stage: County) -> None:
    item, helper = at_office(stage), colleague(stage)
    press(stage.editor, item, entrusting(helper))
    said = {"act": "answer", "answer-text": "代答"}
    assert press(stage.auditor, item, said).status_code == 403
    assert press(stage.stranger, item, said).status_code == 403
    assert press(stage.auditor, item, {"act": "recall", "recall-reason": "收回"}).status_code == 403
    assert press(stage.editor, item, {"act": "recall", "recall-reason": " "}).status_code == 422
    assert Assistance.objects.get().is_open
    assert press(stage.editor, item, {"act": "recall", "recall-reason": "改为本人核对"}).status_code == 302
    assert "改为本人核对" in shown(stage.editor, item)
    late = press(helper, item, said)
    assert late.status_code == 409
    assert "代答</textarea>" in late.content.decode()
    assert "委派、加签待您答复" not in logged_in(helper).get("/").content.decode()


def test_a_deputy_of_the_whole_post_answers_with_both_names_and_of_a_part_of_it_not(stage: County) -> None:
    item, helper, deputy = at_office(stage), make.person("同事"), make.person("代办人")
    held = make.give(helper, (Duty.REGISTER_DOCUMENT, Duty.PRE_ISSUE_CHECK), stage.office)
    make.give(deputy, Duty.CONVENE_MEETING, stage.office)
    press(stage.editor, item, entrusting(helper))
    deputise(held, deputy, Duty.REGISTER_DOCUMENT)
    assert press(deputy, item, {"act": "answer", "answer-text": "代答"}).status_code == 403
    assert "委派、加签待您答复" not in logged_in(deputy).get("/").content.decode()
    deputise(held, deputy, Duty.REGISTER_DOCUMENT, Duty.PRE_ISSUE_CHECK)
    assert "委派、加签待您答复" in logged_in(deputy).get("/").content.decode()
    assert press(deputy, item, {"act": "answer", "answer-text": "已核对"}).status_code == 302
    row = Assistance.objects.get()
    assert (row.ended_by, row.ended_on_behalf_of) == (deputy, helper)
    page = shown(stage.editor, item)
    assert "代办人" in page
    assert "受同事委托" in page


def test_a_sign_before_of_another_organisation_is_its_heads(stage: County) -> None:
    item, chief = at_office(stage), head(stage)
    unit = chief.appointments.get().post.organisation
    assert logged_in(chief).get(f"/tasks/{item.pk}/").status_code == 403
    press(stage.editor, item, signing(f"o{unit.pk}"))
    assert logged_in(chief).get(f"/tasks/{item.pk}/").status_code == 200
    press(stage.editor, item, {"act": "recall", "recall-reason": "另请他人"})
    assert logged_in(chief).get(f"/tasks/{item.pk}/").status_code == 403
    page = press(stage.editor, item, signing(f"o{unit.pk}"), follow=True).content.decode()
    assert "已请县财政局前加签" in page
    assert "前加签：县财政局负责人" in shown(stage.editor, item)
    assert "核稿员前加签 · 核稿" in logged_in(chief).get("/").content.decode()
    assert press(chief, item, {"act": "answer", "answer-text": "可行"}).status_code == 422
    assert 'value="no"' in shown(chief, item)
    unsaid = press(chief, item, {"act": "answer", "answer-consents": "no", "answer-text": " "})
    assert (unsaid.status_code, 'field-error">不同意的须写明理由' in unsaid.content.decode()) == (422, True)
    sent = {"act": "answer", "answer-consents": "no", "answer-text": "资金来源未落实"}
    assert press(chief, item, sent).status_code == 302
    back = shown(stage.editor, item)
    assert "前加签：不同意" in back
    assert "资金来源未落实" in back
    assert 'name="decision"' in back


def test_a_sign_after_lets_the_decision_take_effect(stage: County) -> None:
    item, helper = at_office(stage), colleague(stage)
    unfilled = press(stage.editor, item, signing(f"u{helper.pk}", "after", pages=""))
    assert unfilled.status_code == 422
    assert unfilled.content.decode().count("<p>页数：") == 2  # on the page and in the dialog over it
    assert not Assistance.objects.exists()
    assert press(stage.editor, item, signing(f"u{helper.pk}", "after")).status_code == 302
    mine = shown(helper, item)
    assert "拟作决定：同意。拟同意。" in mine
    answer = press(helper, item, {"act": "answer", "answer-consents": "yes"}, follow=True)
    assert "的决定即时生效" in answer.content.decode()
    written = Opinion.objects.get(task_id=item.pk)
    assert (written.actor, written.text, written.detail) == (stage.editor, "拟同意。", {"pages": 7})
    row = Assistance.objects.get()
    row.intended["typed"]["pages"] = ["没有页数"]
    assistance.take_effect(row)  # once it has, nothing is asked again
    assert row.hindered == ""


def test_a_sign_after_answered_with_no_comes_back_with_what_was_typed(stage: County) -> None:
    item, helper = at_office(stage), colleague(stage)
    press(stage.editor, item, signing(f"u{helper.pk}", "after"))
    press(helper, item, {"act": "answer", "answer-consents": "no", "answer-text": "第三条有误"})
    assert not Opinion.objects.filter(task_id=item.pk).exists()
    back = shown(stage.editor, item)
    assert "后加签：不同意" in back
    assert 'value="7"' in back


def test_what_can_no_longer_take_effect_is_told_to_whoever_decided(
    stage: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(**_asked: Any) -> None:
        raise Conflict("字号已被占用")

    item, helper = at_office(stage), colleague(stage)
    press(stage.editor, item, signing(f"u{helper.pk}", "after"))
    monkeypatch.setattr(services, "decide", refused)
    assert press(helper, item, {"act": "answer", "answer-consents": "yes"}).status_code == 302
    item.refresh_from_db()
    assert (item.is_open, item.waits) == (True, "")
    assert Assistance.objects.get().ended_how == Ending.ANSWERED
    assert "未能生效：字号已被占用" in shown(stage.editor, item)
    entry = LedgerEntry.objects.get(action="assistance.hindered")
    assert (entry.detail["work_item"], entry.detail["reason"]) == (item.pk, "字号已被占用")


def test_what_was_consented_to_takes_effect_later_where_somebody_was_just_at_it(
    stage: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(**_asked: Any) -> None:
        raise Busy("他人正在办理该事项，请稍后再试")

    item, helper = at_office(stage), colleague(stage)
    press(stage.editor, item, signing(f"u{helper.pk}", "after"))
    with monkeypatch.context() as patched:
        patched.setattr(services, "decide", busy)
        answer = press(helper, item, {"act": "answer", "answer-consents": "yes"}, follow=True)
    assert ("稍后自动生效" in answer.content.decode(), "即时生效" in answer.content.decode()) == (True, False)
    assert "不必再次办理" in shown(stage.editor, item)
    assert Assistance.objects.get().hindered == ""
    jobs.take_effect()
    assert not Opinion.objects.filter(task_id=item.pk).exists()  # the one who answered is given a minute
    with clock.shifted(2 * assistance.ALLOWED):
        jobs.take_effect()
        jobs.take_effect()
    assert Opinion.objects.get(task_id=item.pk).detail == {"pages": 7}
    assert assistance.owed_effects() == []


def test_what_a_meeting_decides_is_not_entrusted(stage: County) -> None:
    item = stage.at_meeting()
    other = make.person("秘书")
    make.give(other, Duty.ATTEND_LEADING_GROUP, stage.leading_group)
    assert press(stage.chair, item, entrusting(other)).status_code == 409
    assert not Assistance.objects.exists()


def test_its_time_is_the_holders_and_that_of_a_sign_is_waited(stage: County) -> None:
    item, helper = at_office(stage), colleague(stage)
    hour = datetime.timedelta(hours=1)
    engine.note_opened(actor=stage.editor, work_item=item.pk)
    press(stage.editor, item, entrusting(helper))
    with clock.shifted(hour):
        press(helper, item, {"act": "answer", "answer-text": "已核对"})
        press(stage.editor, item, signing(f"u{helper.pk}"))
    with clock.shifted(3 * hour):
        press(helper, item, {"act": "answer", "answer-consents": "yes"})
    with clock.shifted(4 * hour):
        account = elapsed.account(item.dossier, stage.editor)
    assert account is not None
    told = dict(account.items[-1].parts)
    assert (told[State.HELD], told[State.WAITING], account.items[-1].whole) == (2 * hour, 2 * hour, 4 * hour)
    assert account.dossier.whole == sum((part for _state, part in account.dossier.parts), datetime.timedelta())


def test_the_row_of_the_inbox_says_that_it_waits(stage: County) -> None:
    item = at(stage.dossier())
    helper = make.person("起草同事")
    make.give(helper, Duty.REPORT_PROJECTS, stage.working_group)
    press(stage.drafter, item, entrusting(helper))
    assert "委派待答复" in logged_in(stage.drafter).get("/").content.decode()
