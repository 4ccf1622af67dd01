"""领取, 交回, 暂存, 转办, 稍后办理: what one does with a task that stays undecided."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from tests.desk.conftest import County
from tests.journeys.acts.conftest import Place
from tests.journeys.acts.hands import Hands
from tests.journeys.acts.scenes import KEYS, PHONE, shows
from workflows.desk.models import Draft, Snooze

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]


@shows("claim", "release", by=KEYS)
def test_taken_and_given_back(hands: Hands, place: Place, county: County) -> None:
    item = place.begin()
    hands.at(county.drafter, item)
    hands.leads(lambda: hands.shortcut("l"))
    item.refresh_from_db()
    assert (hands.reads("已领取"), item.claimed_by) == (True, county.drafter)
    hands.enter("button[value=release]")
    item.refresh_from_db()
    assert (hands.path, hands.reads("已交回"), item.claimed_by) == ("/", True, None)


@shows("keep", by=KEYS)
def test_a_draft_is_found_again(hands: Hands, place: Place, county: County) -> None:
    item = place.begin()
    hands.at(county.drafter, item)
    hands.reach("[name=opinion]")
    hands.type("写到一半")
    hands.leads(lambda: hands.shortcut("s"))
    assert hands.reads("已暂存")
    assert hands.one("[name=opinion]").get_attribute("value") == "写到一半"
    assert Draft.objects.get(work_item=item).writer == county.drafter


@shows("transfer", by=KEYS)
def test_handed_to_a_colleague(hands: Hands, place: Place, county: County) -> None:
    item = place.begin()
    hands.at(county.drafter, item)
    hands.shortcut("t")
    hands.reach("[name=transfer-receiver]")
    hands.type(Keys.ARROW_DOWN)
    hands.reach("[name=transfer-reason]")
    hands.type("下乡核查")
    hands.enter("button[value=transfer]")
    item.refresh_from_db()
    assert (hands.path, item.claimed_by not in (None, county.drafter)) == ("/", True)
    assert item.claimed_by is not None
    hands.at(item.claimed_by, item)
    assert hands.reads("下乡核查")


@shows("aside", width=PHONE)
def test_put_aside_and_taken_up(hands: Hands, place: Place, county: County) -> None:
    item = place.begin()
    hands.at(county.drafter, item)
    hands.click(hands.browser.find_element("xpath", "//summary[contains(., '稍后办理')]"))
    hands.press("form[action$='/aside/'] button")
    assert hands.reads("已移到“稍后办理”")
    assert Snooze.objects.filter(work_item=item).exists()
    hands.open(f"/tasks/{item.pk}/")
    hands.press("button[name=back]")
    assert (hands.reads("已回到待办"), Snooze.objects.filter(work_item=item).exists()) == (True, False)
