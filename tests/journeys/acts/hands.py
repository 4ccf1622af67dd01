"""Who sits at the browser: anybody at once by his session, with a mouse or with none."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from core.models import User
from tests.journeys.acts.scenes import KEYS, PHONE, Shown
from tests.journeys.people import Desk, gone
from workflows.engine.models import WorkItem

TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
MOST_TABS = 60
HEIGHT = 800

NOT_SEEN = """const box = arguments[0].getBoundingClientRect();
return box.left < -0.5 || box.right > innerWidth + 0.5;"""
"""Whether a part of the page lies beside the screen."""


class Hands(Desk):
    """A person at the desk; with the keys alone, nothing is clicked."""

    def __init__(self, browser: Chrome, server: str) -> None:
        super().__init__(browser, server, Path())
        self.sessions: dict[int, str] = {}
        self.by, self.width = "", 0

    def play(self, shown: Shown) -> None:
        """Take the window and the hand of a scene."""
        self.by = shown.by
        if self.width != shown.width:
            self.width = shown.width
            told = {"width": shown.width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": shown.width == PHONE}
            self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", told)

    def become(self, user: User, path: str = "") -> None:
        """Another person sits down, and goes there."""
        if user.pk not in self.sessions:
            client = Client()
            client.force_login(user)
            self.sessions[user.pk] = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": self.sessions[user.pk], "url": self.server}
        self.browser.execute_cdp_cmd("Network.setCookie", cookie)
        if path:
            self.open(path)

    def at(self, user: User, item: WorkItem) -> None:
        """That person opens the task."""
        self.become(user, f"/tasks/{item.pk}/")

    @property
    def path(self) -> str:
        return urlsplit(self.browser.current_url).path

    def click(self, element: WebElement) -> None:
        assert self.by != KEYS, "this scene has no mouse"
        assert not self.browser.execute_script(NOT_SEEN, element), "it lies beside the screen"
        super().click(element)

    # --- the keys ---

    def type(self, *keys: str) -> None:
        """Into whatever has the focus."""
        self.browser.switch_to.active_element.send_keys(*keys)

    def shortcut(self, *keys: str) -> None:
        """Where nobody types."""
        self.browser.execute_script(
            "if (document.activeElement.matches('input, textarea')) document.activeElement.blur()"
        )
        self.browser.find_element(By.TAG_NAME, "body").send_keys(*keys)

    def reach(self, selector: str) -> None:
        """Tab until the focus is on it; from the beginning of a page past its frame, as the first link offers."""
        if self.browser.execute_script("return document.activeElement === document.body"):
            self.browser.execute_cdp_cmd("Input.dispatchKeyEvent", TAB)
            self.type(Keys.ENTER)
        for _tab in range(MOST_TABS):
            if self.browser.execute_script("return document.activeElement.matches(arguments[0])", selector):
                return
            self.browser.execute_cdp_cmd("Input.dispatchKeyEvent", TAB)
        raise AssertionError(f"no way to {selector} by Tab")

    def enter(self, selector: str) -> None:
        """Tab to a button or a link that leads to the next page, and press Enter."""
        self.reach(selector)
        self.leads(lambda: self.type(Keys.ENTER))

    def leads(self, act: object) -> None:
        """Do what leads to the next page, and wait for it."""
        page = self.one("html")
        act()  # type: ignore[operator]
        self.until(lambda: gone(page))

    def folds(self, name: str) -> None:
        """Open a dialog of the decision bar by the name on its button."""
        self.click(self.browser.find_element(By.XPATH, f"//summary[starts-with(normalize-space(), '{name}')]"))
