"""What the task page offers beside deciding: 转办, 暂存, 交回, 撤回; allowed and refused."""

from __future__ import annotations

import pytest

from core.models import LedgerEntry, User
from roles.duties import Duty
from tests.desk.conftest import County, at, logged_in
from tests.desk.test_tasks import at_office, typed
from tests.factories import roles as make
from workflows.desk.models import Draft
from workflows.engine.models import Opinion, Transfer, WorkItem


def colleague(stage: County, name: str = "新同事") -> User:
    user = make.person(name)
    make.give(user, Duty.COMPILE_PLAN, stage.working_group)
    return user


def handing(receiver: User, reason: str = "外出学习，请接办") -> dict[str, str]:
    return {"act": "transfer", "transfer-receiver": str(receiver.pk), "transfer-reason": reason, "opinion": "写了一半"}


def test_the_buttons_stand_in_their_fixed_order(stage: County) -> None:
    text = logged_in(stage.editor).get(f"/tasks/{at_office(stage).pk}/").content.decode()
    bar = text[text.index('class="decision"') :]
    places = [bar.index(f">{word}<") for word in ("同意", "不同意", "退回", "转办", "暂存")]
    assert places == sorted(places)


def test_a_word_is_no_reason_to_hand_over(stage: County) -> None:
    item, new = at(stage.dossier()), colleague(stage)
    refused = logged_in(stage.drafter).post(f"/tasks/{item.pk}/", handing(new, "忙。"))
    assert (refused.status_code, "至少写3个字" in refused.content.decode()) == (422, True)
    assert not Transfer.objects.exists()


def test_handed_over_the_receiver_reads_why_and_the_story_names_both(stage: County) -> None:
    item, new = at(stage.dossier()), colleague(stage)
    giver = logged_in(stage.drafter)
    assert "新同事" in giver.get(f"/tasks/{item.pk}/").content.decode()
    answer = giver.post(f"/tasks/{item.pk}/", handing(new), follow=True)
    assert "已转给新同事办理" in answer.content.decode()
    inbox = logged_in(new).get("/").content.decode()
    assert "编制员转办：外出学习，请接办" in inbox
    page = logged_in(new).get(f"/tasks/{item.pk}/").content.decode()
    assert page.count("外出学习，请接办") == 2  # above the material and in the story
    assert "转办给新同事" in page
    assert 'name="decision"' not in giver.get(f"/tasks/{item.pk}/").content.decode()
    assert LedgerEntry.objects.filter(action="engine.transfer", actor=stage.drafter).count() == 1


@pytest.mark.parametrize(
    ("receiver", "reason", "status"), [("stranger", "请接办", 422), ("editor", "请接办", 422), ("colleague", " ", 422)]
)
def test_not_to_whoever_has_not_the_duty_and_not_without_a_reason(
    stage: County, receiver: str, reason: str, status: int
) -> None:
    item, new = at(stage.dossier()), colleague(stage)
    chosen = new if receiver == "colleague" else getattr(stage, receiver)
    answer = logged_in(stage.drafter).post(f"/tasks/{item.pk}/", handing(chosen, reason))
    assert answer.status_code == status
    assert "写了一半" in answer.content.decode()
    assert not Transfer.objects.exists()


def test_a_reader_and_a_stranger_hand_nothing_over(stage: County) -> None:
    item, new = at(stage.dossier()), colleague(stage)
    assert logged_in(stage.auditor).post(f"/tasks/{item.pk}/", handing(new)).status_code == 409
    assert logged_in(stage.stranger).post(f"/tasks/{item.pk}/", handing(new)).status_code == 403
    assert not Transfer.objects.exists()


def test_what_a_meeting_decides_is_not_handed_over(stage: County) -> None:
    item = stage.at_meeting()
    make.give(make.person("另一位组长"), Duty.CHAIR_LEADING_GROUP, stage.leading_group)
    assert logged_in(stage.chair).post(f"/tasks/{item.pk}/", handing(stage.mayor)).status_code == 409
    assert not Transfer.objects.exists()


def test_the_receiver_gives_it_back_to_all(stage: County) -> None:
    item, new = at(stage.dossier()), colleague(stage)
    logged_in(stage.drafter).post(f"/tasks/{item.pk}/", handing(new))
    refused = logged_in(stage.drafter).post(f"/tasks/{item.pk}/", {"act": "release"})
    assert refused.status_code == 409
    assert logged_in(new).post(f"/tasks/{item.pk}/", {"act": "release"}).status_code == 302
    item.refresh_from_db()
    assert item.claimed_by is None


def test_what_is_kept_is_there_again_for_its_writer_alone(stage: County) -> None:
    item, other = at_office(stage), make.person("另一位核稿员")
    make.give(other, Duty.EDIT_CHECK, stage.office)
    browser = logged_in(stage.editor)
    said = {"act": "keep", "opinion": "第三条需核对", "pages": "7"}
    assert browser.post(f"/tasks/{item.pk}/", said).status_code == 302
    again = browser.get(f"/tasks/{item.pk}/").content.decode()
    assert "第三条需核对" in again
    assert 'value="7"' in again
    assert "草稿已保存" in again
    assert "第三条需核对" not in logged_in(other).get(f"/tasks/{item.pk}/").content.decode()
    assert browser.post(f"/tasks/{item.pk}/", typed(pages="7")).status_code == 302
    assert not Draft.objects.exists()


def test_while_typing_only_the_state_of_the_draft_comes_back(stage: County) -> None:
    item = at(stage.dossier())
    browser = logged_in(stage.drafter)
    told = {"act": "keep", "opinion": "拟", "find_rows": "12"}  # what was sought is no draft, and opens no dialog again
    answer = browser.post(f"/tasks/{item.pk}/", told, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.content.decode().startswith("草稿已保存")
    assert Draft.objects.get().typed == {"opinion": ["拟"]}


def test_a_reader_keeps_nothing_and_a_closed_item_neither(stage: County) -> None:
    item = at(stage.dossier())
    assert logged_in(stage.auditor).post(f"/tasks/{item.pk}/", {"act": "keep", "opinion": "x"}).status_code == 403
    stage.decide(stage.drafter, item)
    assert logged_in(stage.drafter).post(f"/tasks/{item.pk}/", {"act": "keep", "opinion": "x"}).status_code == 409
    assert not Draft.objects.exists()


def test_a_draft_far_too_long_is_refused_with_the_page(stage: County) -> None:
    item = at(stage.dossier())
    answer = logged_in(stage.drafter).post(f"/tasks/{item.pk}/", {"act": "keep", "opinion": "长" * 200_001})
    assert answer.status_code == 422
    assert not Draft.objects.exists()


def at_signature(stage: County) -> WorkItem:
    """An item whose decision can be taken back: it led to a step that a person decides, and nothing else."""
    item = at(stage.dossier())
    stage.decide(stage.drafter, item)
    return item


def test_taken_back_it_is_ones_own_again(stage: County) -> None:
    item = at(stage.dossier())
    browser = logged_in(stage.drafter)
    told = browser.post(f"/tasks/{item.pk}/", typed(), follow=True).content.decode()
    assert f'<a href="/tasks/{item.pk}/">查看或撤回</a>' in told
    assert 'value="withdraw"' in browser.get(f"/tasks/{item.pk}/").content.decode()
    answer = browser.post(f"/tasks/{item.pk}/", {"act": "withdraw", "reason": "误办了此件。"})
    again = at(item.dossier)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/tasks/{again.pk}/")
    assert (again.step, again.why) == ("group_drafts", "withdrawn")
    assert "已撤回" in browser.get(f"/tasks/{again.pk}/").content.decode()


def test_without_a_reason_the_page_asks_again_and_keeps_what_was_typed(stage: County) -> None:
    item = at_signature(stage)
    browser = logged_in(stage.drafter)
    for reason, told in (
        ("", "请写明撤回理由"),
        ("误", "至少写3个字"),
        ("误\u202e办此件", "第2个字符"),
        ("误" * 201, "现有201字"),
    ):
        refused = browser.post(f"/tasks/{item.pk}/", {"act": "withdraw", "reason": reason})
        page = refused.content.decode()
        assert (refused.status_code, told in page, '<details class="dialog" open>' in page) == (422, True, True)
        assert reason in page
    assert Opinion.objects.standing().filter(task_id=item.pk).exists()
    browser.post(f"/tasks/{item.pk}/", {"act": "withdraw", "reason": "金额填错。"})
    told = browser.get(f"/tasks/{at(item.dossier).pk}/").content.decode()
    assert "撤回理由：金额填错。" in told


def test_nobody_takes_back_anothers_decision_or_what_was_opened(stage: County) -> None:
    item, new = at_signature(stage), colleague(stage)
    assert logged_in(new).post(f"/tasks/{item.pk}/", {"act": "withdraw", "reason": "误办了此件。"}).status_code == 403
    WorkItem.objects.open().filter(dossier=item.dossier_id).update(first_opened_at=item.opened_at)
    browser = logged_in(stage.drafter)
    page = browser.get(f"/tasks/{item.pk}/").content.decode()
    assert 'value="withdraw"' not in page
    assert "下一环节已打开该事项（" in page
    assert "不能撤回" not in logged_in(new).get(f"/tasks/{item.pk}/").content.decode()
    assert browser.post(f"/tasks/{item.pk}/", {"act": "withdraw", "reason": "误办了此件。"}).status_code == 409
    assert Opinion.objects.standing().filter(task_id=item.pk).exists()


def test_an_act_that_is_none_is_not_found(stage: County) -> None:
    assert logged_in(stage.drafter).post(f"/tasks/{at(stage.dossier()).pk}/", {"act": "seize"}).status_code == 404


def test_ones_own_last_words_come_first_among_the_phrases(stage: County) -> None:
    first = at(stage.dossier())
    browser = logged_in(stage.drafter)
    browser.post(f"/tasks/{first.pk}/", typed(opinion="合计已核对。"))
    page = browser.get(f"/tasks/{at(stage.dossier()).pk}/").content.decode()
    assert page.index('value="合计已核对。"') < page.index('value="同意。"')


def test_taken_by_one_it_is_no_others_and_what_was_typed_stays(stage: County) -> None:
    item, other = at(stage.dossier()), colleague(stage)
    first, second, page = logged_in(stage.drafter), logged_in(other), f"/tasks/{item.pk}/"
    assert 'value="claim"' in first.get(page).content.decode()
    answer = first.post(page, {"act": "claim", "opinion": "写了一半"}, follow=True)
    told = answer.content.decode()
    assert ("已领取" in told, "写了一半" in told, 'value="claim"' in told, 'value="release"' in told) == (
        True, True, False, True,
    )  # fmt: skip
    assert second.post(page, {"act": "claim"}).status_code == 409
    item.refresh_from_db()
    assert item.claimed_by == stage.drafter
    assert LedgerEntry.objects.filter(action="engine.claim", actor=stage.drafter).count() == 1


@pytest.mark.parametrize(("who", "status"), [("auditor", 403), ("stranger", 403)])
def test_whoever_may_not_decide_takes_nothing(stage: County, who: str, status: int) -> None:
    item = at(stage.dossier())
    colleague(stage)
    assert logged_in(getattr(stage, who)).post(f"/tasks/{item.pk}/", {"act": "claim"}).status_code == status
    item.refresh_from_db()
    assert item.claimed_by is None


def test_where_nobody_else_could_decide_nothing_is_to_be_taken(stage: County) -> None:
    item = at(stage.dossier())
    assert 'value="claim"' not in logged_in(stage.drafter).get(f"/tasks/{item.pk}/").content.decode()
