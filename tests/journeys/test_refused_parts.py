"""A button that asks htmx for a part of the page, and is refused: the words come into view where the person looks."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver import Chrome

from core import clock
from plans.services import village_rounds
from tests.factories import flows as make
from tests.journeys.people import Desk, pictures
from tests.plans.services.test_refusals import clerk, village
from workflows.flows.rehearsal.people import equip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

PREVIEW = "button[hx-post$='/notice/']"
SEEN = """const box = document.querySelector("#notices .notice-error");
if (!box) return "";
const place = box.getBoundingClientRect();
return place.top >= 0 && place.bottom <= innerHeight && document.activeElement.id === "notices" ? box.innerText : "";"""
"""What a refusal says, once it stands within the window and has the focus."""


def test_a_refused_preview_shows_its_words_in_view(
    browser: Chrome, live_server: LiveServer, tmp_path: Path, settings: Settings
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    equip(make.county(), [village()], clock.today())
    opened = village_rounds.open_round(actor=clerk(), village=village(), year=make.YEAR)
    desk = Desk(browser, live_server.url, pictures(tmp_path))
    desk.sit(clerk())
    browser.set_window_size(1000, 480)
    desk.open(f"/rounds/village/{opened.pk}/")

    def press(words: str) -> None:
        browser.execute_script("arguments[0].scrollIntoView({block: 'start'})", desk.one(PREVIEW))
        desk.one(PREVIEW).click()
        desk.until(lambda: words in browser.execute_script(SEEN))

    press("没有拟申报的项目，不能公示")
    browser.delete_cookie(settings.SESSION_COOKIE_NAME)
    press("登录后再试")
    browser.execute_cdp_cmd("Network.enable", {})
    cut = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", cut)
    press("服务器没有答复")
