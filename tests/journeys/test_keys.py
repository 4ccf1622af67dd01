"""The inbox by keys alone, and what a keyboard or a thumb needs of every page."""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from roles.duties import Duty
from tests.desk.conftest import County, at, raise_county
from tests.desk.conftest import trial_flow as trial_flow
from tests.factories import roles as make
from tests.journeys.people import Desk, pictures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

SMALLEST = 43.5
"""Pixels of a target on a phone: 44, less what a browser rounds."""

TARGETS = """return Array.from(document.querySelectorAll(
    "main button, main summary, main select, main input:not([type=hidden]):not([type=radio]):not([type=checkbox]),"
    + "main a.button, main .tabs a, main a.chip, nav.bottom a, header a, header button, header summary"))
  .filter(e => { const r = e.getBoundingClientRect(); return !e.matches(".sr-only") && r.width > 1 && r.height > 1 && r.height < arguments[0]; })
  .map(e => `${e.tagName}.${e.className} ${e.innerText.slice(0, 12)} ${e.getBoundingClientRect().height}`)"""

COUNT_WHAT_IS_KEPT = """window.sent = window.kept = 0;
window.addEventListener("submit", event => { window.sent += 1; event.preventDefault(); });
document.addEventListener("htmx:beforeSend", () => { window.kept += 1; });"""
"""Forms go out as ever and arrive nowhere, as with a slow server."""

PAST_THE_KEEPING = 2.0
"""Seconds after which what was typed would have been kept: `delay` in desk/task_form.html is 1.5."""


@pytest.fixture
def stage(transactional_db: None, trial_flow: None) -> County:
    """The county committed, for the server's own connections."""
    return raise_county()


def keys(browser: Chrome, *pressed: str) -> None:
    for one in pressed:
        browser.switch_to.active_element.send_keys(one)


def path(browser: Chrome) -> str:
    return urlsplit(browser.current_url).path


def test_an_inbox_by_keys(
    stage: County, browser: Chrome, live_server: LiveServer, tmp_path: Path, settings: Settings
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    first, second = stage.dossier(), stage.dossier()
    colleague = make.person("新同事")
    make.give(colleague, Duty.COMPILE_PLAN, stage.working_group)
    desk = Desk(browser, live_server.url, pictures(tmp_path))
    desk.sit(stage.drafter)
    keys(browser, Keys.TAB)
    skip = browser.switch_to.active_element
    assert skip.get_attribute("class") == "skip"
    assert skip.is_displayed()
    outline = browser.execute_script("return getComputedStyle(arguments[0]).outlineStyle", skip)
    assert outline == "solid"
    skip.send_keys(Keys.ENTER)
    assert browser.switch_to.active_element.get_attribute("id") == "content"
    keys(browser, "j", "j", "k", "j")
    assert browser.switch_to.active_element.text == second.title
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    desk.until(lambda: path(browser) == f"/tasks/{at(second).pk}/")
    browser.find_element(By.TAG_NAME, "body").send_keys("/")
    assert browser.switch_to.active_element.get_attribute("id") == "search-words"
    keys(browser, Keys.ESCAPE)
    browser.find_element(By.TAG_NAME, "body").send_keys("t")
    assert desk.reads("转办后由接办人一人办理")
    keys(browser, Keys.ESCAPE)
    assert not desk.reads("转办后由接办人一人办理")
    browser.find_element(By.TAG_NAME, "body").send_keys("g", "i")
    desk.until(lambda: path(browser) == "/")
    browser.find_element(By.TAG_NAME, "body").send_keys("?")
    desk.until(lambda: path(browser) == "/help/")
    assert first.title != second.title


def test_what_is_typed_is_kept_and_thumbs_find_their_targets(
    stage: County, browser: Chrome, live_server: LiveServer, tmp_path: Path
) -> None:
    item = at(stage.dossier())
    desk = Desk(browser, live_server.url, pictures(tmp_path))
    desk.sit(stage.drafter)
    desk.open(f"/tasks/{item.pk}/")
    desk.fill({"opinion": "写到一半"})
    desk.until(lambda: desk.reads("草稿已保存"))
    browser.execute_script(COUNT_WHAT_IS_KEPT)
    desk.one("[name=opinion]").send_keys("，再写")
    desk.one("[name=decision]").click()
    time.sleep(PAST_THE_KEEPING)
    assert browser.execute_script("return [window.sent, window.kept]") == [1, 0]
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
    )
    for address in (f"/tasks/{item.pk}/", "/", "/search/?q=案卷", "/?tab=done"):
        desk.open(address)
        assert browser.execute_script(TARGETS, SMALLEST) == [], address
    desk.open(f"/tasks/{item.pk}/")
    assert desk.one("[name=opinion]").get_attribute("value") == "写到一半"
    bar = desk.one(".decision")
    assert browser.execute_script("return getComputedStyle(arguments[0]).position", bar) == "fixed"
