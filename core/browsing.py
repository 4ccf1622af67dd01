"""What a person does with a headless browser: log in, fill in, press, read. For proofs and journeys only."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from selenium.common.exceptions import StaleElementReferenceException, TimeoutException, WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.ui import WebDriverWait

from core.models import User

PASSWORD = "Tongchou-2026-lx"  # noqa: S105 - of people in a database made for the proof
WAIT = 20
WIDTHS = (1280, 360)
"""In pixels: a desk's screen and a phone's."""
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=zh-CN",
    "--window-size=1280,900",
)  # fmt: skip
LACKING = """if (document.readyState !== "complete") return [document.readyState];
return Array.from(document.querySelectorAll("link[rel=stylesheet]"))
  .filter(e => !e.sheet || !e.sheet.cssRules.length)
  .map(e => e.href + " " + performance.getEntriesByName(e.href).map(r => r.responseStatus))"""
"""What keeps a page from being whole: that it loads, and style sheets that did not arrive."""


class Unusable(AssertionError):
    """A page that does not load whole, or sticks out at the side."""


@contextmanager
def chromium(program: str, driver: str, profile: Path) -> Iterator[Chrome]:
    """A browser with a profile of its own, closed in the end."""
    options = Options()
    options.binary_location = program
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    opened = Chrome(options=options, service=Service(driver))
    try:
        opened.implicitly_wait(0)
        yield opened
    finally:
        opened.quit()


def installed() -> tuple[str, str] | None:
    """The browser and its driver on this machine; None without both."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    return (program, driver) if program and driver else None


class Desk:
    """One browser on one server; whoever sits at it logs in first."""

    def __init__(self, browser: Chrome, server: str, pictures: Path, wait: float = WAIT) -> None:
        self.browser, self.server, self.pictures, self.wait = browser, server, pictures, wait
        self.sat: set[str] = set()

    def sit(self, user: User) -> None:
        """Log in on the log-in page, with the keyboard."""
        if not user.has_usable_password() or not user.check_password(PASSWORD):
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])
        self.browser.delete_all_cookies()
        self.open("/login/")
        self.one("[name=username]").send_keys(user.username, Keys.TAB, PASSWORD, Keys.ENTER)
        self.until(lambda: urlsplit(self.browser.current_url).path == "/")
        self.sat.add(user.username)

    def open(self, path: str) -> None:
        """Go there. The driver may answer while the page still loads, so the page itself says when it is whole."""
        self.browser.get(f"{self.server}{path}")
        try:
            self.until(lambda: not self.browser.execute_script(LACKING))
        except TimeoutException as late:
            raise Unusable(f"{path}: {self.browser.execute_script(LACKING)}") from late

    def one(self, selector: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def fill(self, values: Mapping[str, object]) -> None:
        """Type into the fields of these names, choose in lists, set days."""
        for name, value in values.items():
            box = self.one(f"[name='{name}']")
            if box.tag_name == "select":
                Select(box).select_by_value(str(value))
            elif isinstance(value, datetime.date):
                self.browser.execute_script("arguments[0].value = arguments[1]", box, value.isoformat())
            else:
                box.clear()
                box.send_keys(str(value))

    def set_moment(self, name: str, day: datetime.date, time: str) -> None:
        """Set a day and an hour, as the browser's own picker does."""
        box = self.one(f"[name='{name}']")
        self.browser.execute_script("arguments[0].value = arguments[1]", box, f"{day.isoformat()}T{time}")

    def tick(self, name: str, value: str) -> None:
        """Choose one of several, opening the fold that it lies in."""
        box = self.one(f"[name='{name}'][value='{value}']")
        self.unfold(box)
        self.click(box)

    def unfold(self, box: WebElement) -> None:
        fold = box.find_elements(By.XPATH, "ancestor::details[not(@open)]")
        for one in fold:
            self.click(one.find_element(By.TAG_NAME, "summary"))

    def click(self, element: WebElement) -> None:
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def press(self, selector: str) -> None:
        """Press a button that leads to the next page."""
        page = self.one("html")
        self.click(self.one(selector))
        self.until(lambda: gone(page))

    def send(self) -> None:
        """Press the main button of the page's form."""
        self.press("main form[method=post] .button-main")

    def decide(self, decision: str, opinion: str = "同意。") -> None:
        """Write the opinion and press a decision."""
        self.fill({"opinion": opinion})
        button = self.one(f"button[name=decision][value={decision}]")
        self.unfold(button)
        self.press(f"button[name=decision][value={decision}]")

    def follow(self, words: str) -> None:
        """Follow the link of these words."""
        self.press_link(self.browser.find_element(By.PARTIAL_LINK_TEXT, words))

    def press_link(self, link: WebElement) -> None:
        page = self.one("html")
        self.click(link)
        self.until(lambda: gone(page))

    def task(self, title: str) -> None:
        """From the inbox into a task, by the dossier's title."""
        self.open("/")
        self.follow(title)

    def reads(self, words: str) -> bool:
        return words in self.one("body").text

    def until(self, happened: Callable[[], object]) -> None:
        WebDriverWait(self.browser, self.wait, poll_frequency=0.05).until(lambda _b: happened())

    def picture(self, name: str) -> None:
        """The page as it stands, wide and on a phone; nothing may stick out at the side."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        for width in WIDTHS:
            self.browser.execute_cdp_cmd(
                "Emulation.setDeviceMetricsOverride",
                {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500},
            )
            self.browser.save_screenshot(str(self.pictures / f"{name}-{width}.png"))
            over = self.browser.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
            if over > 0:
                raise Unusable(f"{name} sticks out by {over} px at {width} px")
        self.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def gone(element: WebElement) -> bool:
    """Whether the page that it stood on has been left."""
    try:
        element.is_enabled()
    except (StaleElementReferenceException, WebDriverException):
        return True
    return False
