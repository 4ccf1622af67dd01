"""Drawn words are the same however many pages are drawn at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from documents import outlines

WORDS = "草稿统筹整合资金方案备案回执意见公示县人民政府办公室财政局农业农村厅"
AT_ONCE = 8


@pytest.fixture(autouse=True)
def hurried() -> Iterator[None]:
    """Threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.fixture(autouse=True)
def closed_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every face that is opened here is closed at the end."""
    opened: list[TTFont] = []

    def noted(path: Path, **how: Any) -> TTFont:
        opened.append(TTFont(path, **how))
        return opened[-1]

    monkeypatch.setattr(outlines, "TTFont", noted)
    yield
    forget()
    for font in opened:
        font.close()


def forget() -> None:
    outlines.glyph.cache_clear()
    outlines._opened.cache_clear()


def test_threads_that_draw_at_once_draw_what_one_alone_does() -> None:
    forget()
    alone = [outlines.glyph("hei", character) for character in WORDS]
    for _run in range(10):
        forget()
        gate = Barrier(AT_ONCE)

        def drawn(first: int, gate: Barrier = gate) -> list[tuple[str, int]]:
            gate.wait()
            turned = WORDS[first:] + WORDS[:first]
            found = [outlines.glyph("hei", character) for character in turned]
            return found[len(WORDS) - first :] + found[: len(WORDS) - first]

        with ThreadPoolExecutor(AT_ONCE) as threads:
            assert list(threads.map(drawn, range(0, AT_ONCE * 4, 4))) == [alone] * AT_ONCE
    assert all(path for path, _units in alone)
