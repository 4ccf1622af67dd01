"""A headless browser and people who use it; without chromium these tests fail, they are never skipped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver

from core import browsing


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path / "profile") as opened:
        yield opened


@contextmanager
def chromium(profile: Path) -> Iterator[webdriver.Chrome]:
    """A browser with a profile of its own, closed in the end."""
    if (found := browsing.installed()) is None:
        pytest.fail("chromium and chromedriver are needed for the journeys: install both (apt install chromium-driver)")
    with browsing.chromium(*found, profile) as opened:
        yield opened
