"""What a rule warns of is answered by the drafter, on the pages that ask for it."""

from __future__ import annotations

from urllib.parse import urlsplit

from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from core.browsing import Desk
from core.proofs import ProofFailed
from plans.models import PlanVersion

ASKED = "写明理由"
"""What the plan's page calls the way to a reason that is still owed."""
BECAUSE = "按规划集中安排，符合本县实际。"


def answer_warnings(desk: Desk, version: PlanVersion) -> int:
    """Each warning of a draft gets its reason, of a row or of the plan as a whole; on how many pages. The drafter is
    logged in. Raises ProofFailed for what is still asked afterwards."""
    pages = _owing(desk, version)
    for page in pages:
        desk.open(page)
        asked = [box.get_attribute("name") for box in _empty(desk)]
        desk.fill({str(name): BECAUSE for name in asked})
        desk.press("main form .button-main")
    if pages and (left := _owing(desk, version)):
        raise ProofFailed(f"reasons still asked for: {left}")
    return len(pages)


def _owing(desk: Desk, version: PlanVersion) -> list[str]:
    """Where a reason is asked for, each page once."""
    desk.open(f"/plans/{version.pk}/")
    links = desk.browser.find_elements(By.LINK_TEXT, ASKED)
    return list(dict.fromkeys(urlsplit(str(link.get_attribute("href"))).path for link in links))


def _empty(desk: Desk) -> list[WebElement]:
    boxes = desk.browser.find_elements(By.CSS_SELECTOR, "main textarea[name='text'], main textarea[name^='reason-']")
    return [box for box in boxes if not box.get_attribute("value")]
