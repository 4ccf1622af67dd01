"""Each drafting rule, kept and broken."""

from __future__ import annotations

from typing import Any

import pytest

from documents.rules import refusals

PLAIN: dict[str, Any] = {
    "layout": "document", "genre": "通知", "title": "竹山县人民政府关于某事的通知", "addressees": ["各乡镇人民政府"], "cc": [],
    "body": [{"block": "paragraph", "text": "正文。"}], "enclosure": None, "attendance": [],
}  # fmt: skip
UPWARD = PLAIN | {
    "layout": "upward",
    "genre": "报告",
    "title": "擂鼓镇人民政府关于某事的报告",
    "addressees": ["竹山县人民政府"],
}
LETTER = PLAIN | {"layout": "letter", "genre": "函", "title": "竹山县财政局关于某事的函"}
MINUTES = PLAIN | {
    "layout": "minutes", "genre": "纪要", "title": "常务会议纪要", "addressees": [], "attendance": [{"label": "出席", "names": "甲。"}],
}  # fmt: skip


@pytest.mark.parametrize("content", [PLAIN, UPWARD, LETTER, MINUTES, PLAIN | {"layout": "form", "genre": ""}])
def test_a_proper_paper_is_let_through(content: dict[str, Any]) -> None:
    assert refusals(content, "杨帆") == []


@pytest.mark.parametrize(
    ("content", "signatory", "why"),
    [
        (PLAIN | {"genre": "方案", "title": "某某方案"}, "", "不是法定文种"),
        (PLAIN | {"title": "竹山县人民政府关于某事的意见"}, "", "以文种“通知”结尾"),
        (LETTER | {"enclosure": {"title": "方案", "blocks": []}}, "", "须以通知印发"),
        (UPWARD | {"addressees": ["甲", "乙"]}, "杨帆", "只能有一个主送机关"),
        (UPWARD, "", "必须标注签发人"),
        (UPWARD | {"body": [{"block": "paragraph", "text": "以上报告，请批示。"}]}, "杨帆", "不得夹带请示事项"),
        (PLAIN | {"addressees": []}, "", "缺少主送机关"),
        (PLAIN | {"cc": ["各乡镇人民政府"]}, "", "既主送又抄送"),
        (LETTER | {"genre": "报告", "title": "关于某事的报告"}, "", "信函格式不适用"),
        (MINUTES | {"attendance": []}, "", "须列出席人员"),
        (PLAIN | {"body": []}, "", "没有正文"),
    ],
)
def test_a_broken_rule_is_named(content: dict[str, Any], signatory: str, why: str) -> None:
    assert any(why in refusal for refusal in refusals(content, signatory))
