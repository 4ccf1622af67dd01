"""People of the journeys: the browser of `core.browsing`, and where its pictures go."""

from __future__ import annotations

import os
from pathlib import Path

from selenium.webdriver.common.keys import Keys

from core import browsing
from core.browsing import PASSWORD, gone

__all__ = ["PASSWORD", "Desk", "gone", "pictures"]

OPEN_VERDICTS = """return Array.from(document.querySelectorAll("[data-verdict]"))
  .filter(row => !row.querySelector("input[type=radio]:checked")).length"""
"""How many projects of a review have no verdict yet."""


class Desk(browsing.Desk):
    """With what only journeys do."""

    def pass_rest(self) -> None:
        """Let every project pass of which nothing else is said, with the keyboard."""
        self.one("button[name=pass_rest]").send_keys(Keys.ENTER)
        assert not self.browser.execute_script(OPEN_VERDICTS)


def pictures(tmp_path: Path) -> Path:
    """Where the pictures go: `TONGCHOU_PICTURES`, else beside the test."""
    return Path(os.environ.get("TONGCHOU_PICTURES") or tmp_path / "pictures")
