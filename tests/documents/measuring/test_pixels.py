"""Windows of a page are cut out of its columns, each rendered once."""

from __future__ import annotations

import io
import subprocess
from typing import Any

import pytest
from PIL import Image, ImageDraw

from documents.measuring.pixels import MM_INCH, Printer, Window

DOTS = 200


def px(length: float) -> int:
    return round(length / MM_INCH * DOTS)


@pytest.fixture
def page() -> bytes:
    """A4 with a red bar from 100 to 102 mm and a black one at the foot, both 50 to 60 mm from the left."""
    paper = Image.new("RGB", (px(210), px(297)), "white")
    for top, bottom, colour in ((100, 102, "red"), (290, 297, "black")):
        ImageDraw.Draw(paper).rectangle((px(50), px(top), px(60), px(bottom)), fill=colour)
    file = io.BytesIO()
    paper.save(file, "PDF", resolution=DOTS, quality=100)
    return file.getvalue()


def test_ink_is_found_where_it_is(page: bytes) -> None:
    printer = Printer(page)
    for left, top in ((40, 90), (45, 99)):
        found = printer.bitmap(1, Window(left, top, 80, 110), DOTS).red_ink()
        assert found is not None
        assert (found.left, found.top, found.bottom) == pytest.approx((50, 100, 102), abs=0.3)
    assert printer.bitmap(1, Window(40, 110, 80, 120), DOTS).red_ink() is None


def test_a_column_is_rendered_once_and_ends_with_the_page(page: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[Any] = []
    run = subprocess.run

    def counted(*asked: Any, **more: Any) -> Any:
        rendered.append(asked)
        return run(*asked, **more)

    monkeypatch.setattr(subprocess, "run", counted)
    printer = Printer(page)
    for window in (Window(40, 90, 80, 110), Window(40, 100.5, 80, 101), Window(40, 280, 80, 310)):
        seen = printer.bitmap(1, window, DOTS)
    assert len(rendered) == 1
    assert abs(seen.image.height - px(297 - 280)) <= 1
    below = seen.dark_ink()
    assert below is not None
    assert below.top == pytest.approx(290, abs=0.3)
    printer.bitmap(1, Window(41, 90, 80, 110), DOTS)
    printer.bitmap(1, Window(40, 90, 80, 110), DOTS * 2)
    assert len(rendered) == 3
