"""What minutes say of each decision: whole sentences, votes only where a group has voted, headings beyond ten."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from plans.papers import AgendaRow, ExecutiveMinutes, LeadingGroupMinutes
from plans.papers.cells import ordinal

PASSED = AgendaRow(subject="《方案》", decision="通过", text="", votes_for=5)
MINUTES = LeadingGroupMinutes(
    body_name="竹山县统筹资金领导小组", year=2026, ordinal=1, held_on=datetime.date(2026, 9, 1), place="会议室", chair="组长",
    present=("组长",), items=(PASSED,),
)  # fmt: skip
EXECUTIVE = ExecutiveMinutes(**vars(MINUTES) | {"body_name": "竹山县人民政府"})


def said(minutes: LeadingGroupMinutes | ExecutiveMinutes, *items: AgendaRow) -> list[str]:
    return [block["text"] for block in replace(minutes, items=items).content()["body"]][1:]


@pytest.mark.parametrize(
    ("decision", "text", "group", "executive"),
    [
        ("通过", "", "会议审议通过《方案》（赞成5票，反对0票，弃权0票）。", "会议同意《方案》。"),
        ("通过", "抓紧印发。", "会议审议通过《方案》（赞成5票，反对0票，弃权0票）。抓紧印发。", "会议同意《方案》。抓紧印发。"),
        (
            "修改后通过",
            "附表3第2项改为168万元",
            "会议审议原则通过《方案》（赞成5票，反对0票，弃权0票），按下列意见修改完善后执行：附表3第2项改为168万元。",
            "会议原则同意《方案》，按下列意见修改完善后执行：附表3第2项改为168万元。",
        ),
        ("缓议", "待资金落实后再议", "会议决定：对《方案》暂缓审议，待资金落实后再议。", "会议决定：对《方案》暂缓审议，待资金落实后再议。"),
        (
            "缓议",
            "资金来源不清。",
            "会议决定：对《方案》暂缓审议，待下列问题研究解决后再议：资金来源不清。",
            "会议决定：对《方案》暂缓审议，待下列问题研究解决后再议：资金来源不清。",
        ),
        (
            "退回",
            "重新论证",
            "会议决定：将《方案》退回，按下列意见修改后重新提请审议：重新论证。",
            "会议决定：将《方案》退回，按下列意见修改后重新提请审议：重新论证。",
        ),
    ],
)  # fmt: skip
def test_a_decision_is_a_sentence(decision: str, text: str, group: str, executive: str) -> None:
    row = replace(PASSED, decision=decision, text=text)
    assert said(MINUTES, row) == [group]
    assert said(EXECUTIVE, row) == [executive]


def test_no_votes_are_printed_where_none_were_cast() -> None:
    assert said(MINUTES, replace(PASSED, votes_for=0)) == ["会议审议通过《方案》。"]


def test_every_item_has_a_whole_heading_and_a_chinese_ordinal() -> None:
    headings = said(MINUTES, *[PASSED] * 12)[::2]
    assert headings[0] == "一、审议《方案》"
    assert [heading.split("、")[0] for heading in headings[8:]] == ["九", "十", "十一", "十二"]


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (19, "十九"), (20, "二十"), (37, "三十七"), (99, "九十九")]
)
def test_ordinals(number: int, words: str) -> None:
    assert ordinal(number) == words
