"""委派, 前加签, 后加签, 收回, 加签单位, 减签, 征询意见: whom one asks while a task stays one's own."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from core.models import User
from tests.journeys.acts.conftest import Place
from tests.journeys.acts.hands import Hands
from tests.journeys.acts.scenes import KEYS, PHONE, shows
from workflows.desk.models import Consultation
from workflows.engine.models import Assistance, Opinion, WorkItem

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]


def ask_to_sign(hands: Hands, kind: str, of: str, words: str) -> None:
    """Fill in 前后加签 and press it."""
    hands.folds("前后加签")
    hands.click(hands.one(f"[name=sign-kind][value={kind}]"))
    Select(hands.one("[name=sign-of]")).select_by_value(of)
    hands.one("[name=sign-words]").send_keys(words)
    hands.press("button[value=sign]")


def asked(item: WorkItem) -> Assistance:
    return Assistance.objects.get(work_item=item)


@shows("entrust", "answer", by=KEYS)
def test_entrusted_to_a_colleague_who_answers(hands: Hands, place: Place) -> None:
    item = place.at_chief()
    hands.at(place.chief, item)
    hands.reach("summary[data-key=t]")
    hands.browser.execute_cdp_cmd(
        "Input.dispatchKeyEvent", {"type": "keyDown", "key": "Tab", "windowsVirtualKeyCode": 9}
    )
    hands.type(Keys.ENTER)
    hands.reach("[name=entrust-receiver]")
    choose(hands, place.assistant)
    hands.reach("[name=entrust-words]")
    hands.type("请核对附表")
    hands.enter("button[value=entrust]")
    assert (hands.reads("已委派文书先办"), asked(item).asked_of) == (True, place.assistant)
    hands.at(place.assistant, item)
    hands.reach("[name=answer-text]")
    hands.type("已核对。")
    hands.leads(lambda: hands.type(Keys.CONTROL, Keys.ENTER))
    assert asked(item).answer == "已核对。"
    hands.at(place.chief, item)
    assert (hands.reads("已核对。"), bool(hands.one("button[value=approve]"))) == (True, True)


def choose(hands: Hands, person: User) -> None:
    """In the list that has the focus, with the arrow, until it stands on that person."""
    for _press in range(9):
        hands.type(Keys.ARROW_DOWN)
        if hands.browser.execute_script("return document.activeElement.value") == str(person.pk):
            return
    raise AssertionError(f"{person} is not in the list")


@shows("sign", "recall", width=PHONE)
def test_a_sign_before_is_asked_and_taken_back(hands: Hands, place: Place) -> None:
    item = place.at_chief()
    hands.at(place.chief, item)
    ask_to_sign(hands, "before", f"o{place.head.appointments.get().post.organisation_id}", "请看资金来源")
    assert hands.reads("前加签")
    hands.become(place.head, "/")
    assert hands.reads(item.dossier.title)
    hands.at(place.chief, item)
    hands.folds("收回")
    hands.one("[name=recall-reason]").send_keys("已当面问明")
    hands.press("button[value=recall]")
    assert (hands.reads("已收回"), asked(item).ended_how) == (True, "recalled")


@shows("sign", "answer")
def test_a_sign_after_lets_the_decision_take_effect(hands: Hands, place: Place) -> None:
    item = place.at_chief()
    hands.at(place.chief, item)
    hands.fill({"opinion": "拟同意。"})
    ask_to_sign(hands, "after", f"u{place.assistant.pk}", "请复核")
    hands.at(place.assistant, item)
    assert hands.reads("拟作决定：同意")
    hands.press("button[name='answer-consents'][value=yes]")
    assert hands.reads("即时生效")
    assert Opinion.objects.get(task_id=item.pk).actor == place.chief


@shows("answer", width=PHONE)
def test_a_no_says_why_and_comes_back(hands: Hands, place: Place) -> None:
    item = place.at_chief()
    hands.at(place.chief, item)
    ask_to_sign(hands, "after", f"u{place.assistant.pk}", "请复核")
    hands.at(place.assistant, item)
    hands.press("button[name='answer-consents'][value=no]")
    assert hands.reads("不同意的须写明理由")
    hands.one("[name=answer-text]").send_keys("第三条有误")
    hands.press("button[name='answer-consents'][value=no]")
    hands.at(place.chief, item)
    assert (hands.reads("第三条有误"), asked(item).consents) == (True, False)


@shows("add_seat", "remove_seat", width=PHONE)
def test_a_department_is_added_to_a_countersign_and_taken_off(hands: Hands, place: Place) -> None:
    [seat, _other] = place.at_departments()
    third = place.third_department.appointments.get().post.organisation
    hands.at(place.opiners[0], seat)
    hands.folds("加签单位")
    Select(hands.one("[name=seat-organisation]")).select_by_value(str(third.pk))
    hands.press("button[value=add_seat]")
    assert hands.reads("会签")
    added = WorkItem.objects.open().get(dossier=seat.dossier, organisation=third)
    hands.at(place.county.drafter, added)
    hands.folds("减签")
    hands.press("button[value=remove_seat]")
    assert hands.reads("已减去")
    assert not WorkItem.objects.get(pk=added.pk).is_open


@shows("consult", "consultation", "reply", "remind_consulted", "recall_consulted", width=PHONE)
def test_others_are_asked_for_a_word(hands: Hands, place: Place) -> None:
    """Two colleagues: both are reminded, one answers, of the other it is taken back."""
    item = place.begin()
    hands.at(place.county.drafter, item)
    hands.follow("征询意见")
    hands.fill({"words": "附表口径是否一致？"})
    for colleague in (place.second_drafter, place.absent):
        hands.tick("people", str(colleague.pk))
    hands.send()
    asked = Consultation.objects.get(work_item=item)
    assert (hands.reads("已向2个对象征询意见"), asked.asked.count()) == (True, 2)
    hands.open(f"/consultations/{asked.pk}/")
    hands.press("form[action$='/remind/'] button")
    assert hands.reads("今天已提醒过")
    hands.become(place.second_drafter, "/consulted/")
    hands.follow(item.dossier.title)
    hands.fill({"text": "一致。"})
    hands.send()
    assert hands.reads("已答复编制员的征询")
    hands.become(place.county.drafter, f"/consultations/{asked.pk}/")
    assert hands.reads("一致。")
    hands.click(hands.one(".call-lines details.dialog > summary"))
    hands.press(".call-lines .button-danger")
    assert set(asked.asked.values_list("ended_how", flat=True)) == {"answered", "recalled"}
    assert WorkItem.objects.get(pk=item.pk).is_open
