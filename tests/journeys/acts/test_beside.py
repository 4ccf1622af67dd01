"""附件, 留言, 传阅, 常用意见, 视图, 紧急程度, 暂停, 催办, 归档包: what happens beside a dossier's way."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from core.enums import DossierUrgency
from core.models import LedgerEntry
from oversight.models import Urge
from tests.desk.conftest import County
from tests.journeys.acts.conftest import Place
from tests.journeys.acts.hands import Hands
from tests.journeys.acts.scenes import KEYS, PHONE, shows
from workflows.desk.models import Attachment, CirculationCopy, Comment, Phrase, SavedView
from workflows.engine.models import Suspension, Termination, WorkItem

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]


@shows("attach", "detach", "attachment", width=PHONE)
def test_a_file_is_attached_and_taken_off(hands: Hands, place: Place, tmp_path: Path) -> None:
    item, brought = place.begin(), tmp_path / "受益户名单.txt"
    brought.write_text("一组二十一户\n")
    hands.at(place.county.drafter, item)
    hands.one("[name=files]").send_keys(str(brought))
    hands.press("button[value=attach]")
    kept = Attachment.objects.get(work_item=item)
    assert (hands.reads("已上传“受益户名单.txt”"), kept.name) == (True, "受益户名单.txt")
    hands.click(hands.one(f"#attachment-{kept.pk} details.dialog > summary"))
    hands.press(f"button[value='detach:{kept.pk}']")
    kept.refresh_from_db()
    assert (hands.reads("已移除"), kept.removed_at is not None) == (True, True)


@shows("comments", "withdraw_comment", by=KEYS)
def test_something_is_said_and_taken_back(hands: Hands, place: Place) -> None:
    item = place.begin()
    hands.become(place.county.drafter, f"/dossiers/{item.dossier_id}/comments/")
    hands.reach("[name=text]")
    hands.type("光伏含在内吗？")
    hands.enter("main form .button-main")
    said = Comment.objects.get(dossier=item.dossier)
    assert hands.reads("光伏含在内吗？")
    hands.reach(f"#comment-{said.pk} summary")
    hands.type(Keys.ENTER)
    hands.enter(f"#comment-{said.pk} .button-danger")
    said.refresh_from_db()
    assert (hands.reads("光伏含在内吗？"), said.withdrawn_at is not None) == (False, True)


@shows("circulate", "circulation", "circulated", width=PHONE)
def test_sent_round_and_read(hands: Hands, place: Place) -> None:
    item = place.begin()
    hands.become(place.county.drafter, f"/dossiers/{item.dossier_id}/circulate/")
    hands.tick("people", str(place.second_drafter.pk))
    hands.fill({"words": "请阅。"})
    hands.send()
    assert hands.reads("已传阅给1人")
    hands.become(place.second_drafter, "/circulated/")
    hands.follow(item.dossier.title)
    hands.fill({"said": "已阅。"})
    hands.send()
    copy = CirculationCopy.objects.get(circulation__dossier=item.dossier)
    assert (hands.reads("已阅知"), copy.said, copy.read_at is not None) == (True, "已阅。", True)


@shows("phrases", by=KEYS)
def test_a_phrase_of_ones_own(hands: Hands, place: Place) -> None:
    writer, item = place.opiners[1], place.at_departments()[1]
    hands.become(writer, "/phrases/")
    hands.reach("[name=text]")
    hands.type("已核对，同意会签。")
    hands.leads(lambda: hands.type(Keys.ENTER))
    hands.at(writer, item)
    hands.reach("button[name=insert_phrase][value='已核对，同意会签。']")
    hands.type(Keys.ENTER)
    assert hands.one("[name=opinion]").get_attribute("value") == "已核对，同意会签。"
    hands.open("/phrases/")
    hands.reach("details.dialog > summary")
    hands.type(Keys.ENTER)
    hands.enter("button[name=drop]")
    assert not Phrase.objects.filter(owner=writer).exists()


@shows("save_view", "give_up_view", width=PHONE)
def test_a_view_is_kept_and_given_up(hands: Hands, place: Place) -> None:
    place.begin()
    hands.become(place.county.drafter, "/?q=案卷")
    hands.click(hands.one(".views details.fold > summary"))
    hands.one("#view-name").send_keys("我的案卷")
    hands.press(".views details.fold button")
    assert SavedView.objects.get(owner=place.county.drafter).name == "我的案卷"
    hands.click(hands.one(".views details.dialog > summary"))
    hands.press(".views .button-danger")
    assert not SavedView.objects.exists()


@shows("urgency", by=KEYS)
def test_made_urgent(hands: Hands, place: Place) -> None:
    item = place.begin()
    dossier = item.dossier
    hands.become(place.chief, f"/dossiers/{dossier.pk}/urgency/")
    hands.reach("[name=urgency]")
    hands.type(Keys.ARROW_DOWN)
    hands.reach("[name=reason]")
    hands.type("年底前备案")
    hands.enter("main form .button-main")
    dossier.refresh_from_db()
    assert dossier.urgency == DossierUrgency.URGENT
    hands.become(place.county.drafter, "/")
    assert hands.reads("加急")


@shows("suspension", width=PHONE)
def test_it_stands_still_and_goes_on(hands: Hands, place: Place, county: County) -> None:
    item = place.begin()
    hands.become(county.chair, f"/dossiers/{item.dossier_id}/suspension/")
    hands.one("[name=reason]").send_keys("等省里文件")
    hands.browser.execute_script("document.querySelector('[name=expected_on]').value = '2026-03-10'")
    hands.press("button[value=suspend]")
    assert Suspension.objects.get(dossier=item.dossier).resumed_at is None
    hands.at(county.drafter, item)
    assert (hands.reads("暂停"), hands.reads("等省里文件"), hands.browser.find_elements("name", "decision")) == (
        True, True, [],
    )  # fmt: skip
    hands.become(county.chair, f"/dossiers/{item.dossier_id}/suspension/")
    hands.press("button[value=resume]")
    assert Suspension.objects.get(dossier=item.dossier).resumed_at is not None
    assert WorkItem.objects.get(pk=item.pk).suspended_at is None


@shows("termination", "propose_end", "recall_end", "decide_end", by=KEYS)
def test_its_end_is_proposed_taken_back_and_agreed(hands: Hands, place: Place, county: County) -> None:
    dossier = county.dossier()
    page = f"/dossiers/{dossier.pk}/termination/"

    def propose(why: str) -> None:
        hands.become(county.drafter, page)
        hands.reach("[name=reason]")
        hands.type(why)
        hands.enter("button[value=propose]")

    propose("误启动")
    hands.open(page)
    hands.enter("button[value=recall]")
    assert hands.reads("已收回")
    propose("资金已收回，无须再办")
    hands.become(county.chair, page)
    hands.reach("details.dialog > summary")
    hands.type(Keys.ENTER)
    hands.enter("button[value=agree]")
    assert hands.reads("已终止")
    assert list(Termination.objects.filter(dossier=dossier).order_by("pk").values_list("result", flat=True)) == [
        "recalled", "agreed",
    ]  # fmt: skip
    assert not WorkItem.objects.open().filter(dossier=dossier).exists()


@shows("urge", "reminders", by=KEYS)
def test_urged_and_read(hands: Hands, place: Place, county: County) -> None:
    item = place.begin()
    hands.become(place.supervisor, "/oversight/")
    row = f"#item-{item.pk}"
    hands.browser.execute_script("document.querySelector(arguments[0]).focus()", f"{row} summary")
    hands.type(Keys.ENTER)
    hands.reach(f"{row} [name=own]")
    hands.type("请于本周办结")
    hands.leads(lambda: hands.type(Keys.ENTER))
    assert (hands.reads("已催办县工作专班"), Urge.objects.get(work_item=item).text) == (True, "请于本周办结")
    hands.at(county.drafter, item)
    assert hands.reads("请于本周办结")


@shows("package", width=PHONE)
def test_the_package_is_taken(hands: Hands, place: Place, county: County) -> None:
    item = place.begin()
    hands.become(county.auditor, f"/dossiers/{item.dossier_id}/?tab=documents")
    hands.click(hands.one("form[action$='/package/'] button"))
    taken = LedgerEntry.objects.filter(action="dossier.exported", dossier=item.dossier)
    hands.until(taken.exists)
