"""What no page can carry is named with its place; what a clerk writes every day passes."""

from __future__ import annotations

import pytest

from core import printable
from core.errors import Invalid
from documents import fontpackages


@pytest.fixture(scope="module", autouse=True)
def _faces() -> None:
    fontpackages.install(lambda line: None)


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("塅里村路😀", 5, "1F600"),
        ("\u202e路", 1, "202E"),
        ("公\u200b路", 2, "200B"),
        ("高\ue170村", 2, "E170"),
        ("路\ud800", 2, "D800"),
        ("路\x07", 2, "0007"),
        ("ก路\u200b", 1, "0E01"),
    ],
)
def test_the_first_character_is_named_with_its_place(text: str, place: int, code: str) -> None:
    assert printable.mistake(text).startswith(f"第{place}个字符")
    assert f"U+{code}" in printable.mistake(text)
    with pytest.raises(Invalid, match=r"“项目名称”第.*删去或改用规范汉字"):
        printable.require("项目名称", text)


def test_an_invisible_character_is_not_shown_and_a_visible_one_is() -> None:
    assert "\u202e" not in printable.mistake("\u202e")
    assert "“😀”" in printable.mistake("😀")


@pytest.mark.parametrize(
    "text", ["", "𡐓塝塅㙘垱塆漖㙍坵垇鳡㎡", "第一行\r\n第二行\t　\u00a0（1）“A”—…%", "1,234.5×3㎡"]
)
def test_what_is_written_every_day_passes(text: str) -> None:
    assert printable.mistake(text) == ""
