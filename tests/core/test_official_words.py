"""What an official reason says at least, and by what a ground is known."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from core import official_words
from core.errors import Invalid


@pytest.mark.parametrize("text", ["", "啊", "误。", "……！！", "同意"])
def test_a_sign_of_a_reason_is_none(text: str) -> None:
    with pytest.raises(Invalid, match=r"“终止理由”至少写3个字.*现有[0-2]个字") as refused:
        official_words.require("终止理由", text, field="reason")
    assert refused.value.field == "reason"


def test_how_much_is_enough_is_one_setting(settings: Settings) -> None:
    official_words.require("终止理由", "误启动。")
    settings.REASON_LEAST_CHARACTERS = 4
    assert "至少写4个字" in official_words.mistake("终止理由", "误启动。")
    settings.REASON_LEAST_CHARACTERS = 0
    assert official_words.mistake("终止理由", "") == ""


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("鄂财农〔2027〕9号", True),
        ("依据竹政发〔2026〕1号文件", True),
        ("县统筹整合资金领导小组2026年第6次会议纪要", True),
        ("abc", False),
        ("纪要", False),
        ("鄂财农[2027]9号", False),
        ("鄂财农〔27〕9号", False),
        ("〔2027〕9号", False),
        ("鄂财农〔2027〕0号", False),
    ],
)
def test_a_ground_names_a_document(text: str, is_one: bool) -> None:
    assert (official_words.ground_mistake("依据文号", text) == "") is is_one
