"""An answer says what was done, by when and what shows it; a refusal alone is none."""

from __future__ import annotations

import datetime

import pytest
from pytest_django import Settings

from plans.enums import AnswerState
from plans.rules.answers import answer_refusal, is_bare_refusal

TODAY = datetime.date(2016, 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        "未采纳", "未采纳。", " 不予采纳 ", "该意见不采纳", "经研究，不采纳该条意见。", "不同意，理由如下：",
        "不采纳。不认可，无", "未予以采纳，没有理由。", "我局不能接受，原因同上",
        "部分采纳", "部分采纳：",
    ],
)  # fmt: skip
def test_a_refusal_alone_is_bare(text: str) -> None:
    assert is_bare_refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "已采纳，改正附表2。",
        "未采纳：附表3已列明。",
        "不同意，项目已开工",
        "已补",
        "对的",
        "已采纳",
        "没有不同意见",
        "部分采纳：规模以批复为准。",
    ],
)
def test_what_gives_a_reason_or_says_what_was_done_is_not(text: str) -> None:
    assert not is_bare_refusal(text)


@pytest.mark.parametrize(
    ("state", "text", "done_by", "evidence", "field"),
    [
        (AnswerState.DONE, "已补。", None, "批复", None),
        (AnswerState.DONE, "已补。", None, " ", "evidence"),
        (AnswerState.DONE, " ", None, "批复", "response"),
        (AnswerState.DONE, "未采纳。", None, "批复", "response"),
        (AnswerState.DONE, "对的", None, "批复", None),
        (AnswerState.DONE, "该条意见对，已照改", None, "批复", None),
        (AnswerState.UNDER_WAY, "正在补。", TODAY, "", None),
        (AnswerState.UNDER_WAY, "正在补。", None, "", "done_by"),
        (AnswerState.UNDER_WAY, "正在补。", TODAY - datetime.timedelta(days=1), "", "done_by"),
        (AnswerState.NOT_ADOPTED, "附表3已列明。", None, "", None),
        (AnswerState.NOT_ADOPTED, "不采纳。", None, "", "response"),
        (AnswerState.NOT_ADOPTED, "对的", None, "", "response"),
        (AnswerState.NOT_ADOPTED, "不采纳。不认可，无", None, "", "response"),
        (AnswerState.NOT_ADOPTED, "不采纳，已完工", None, "", None),
    ],
)
def test_what_an_answer_lacks(
    state: AnswerState, text: str, done_by: datetime.date | None, evidence: str, field: str | None
) -> None:
    found = answer_refusal(state, text, done_by, evidence, TODAY)
    assert (found[0] if found else None) == field


def test_however_little_a_reason_must_say_it_must_say_something(settings: Settings) -> None:
    settings.REASON_LEAST_CHARACTERS = 0
    assert is_bare_refusal("未采纳，理由：")
    assert not is_bare_refusal("未采纳：已建")
