"""What a receipt and a reply say of how far things are."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from plans.papers import Answered, FilingReceipt, RectificationReply, RectificationRow
from tests.plans.papers.examples import every_paper

DONE = RectificationRow(
    finding="未列明批复。", action="已补。", evidence="批复", subject="公路（县交通局，20万元）", is_done=True
)
LATER = replace(DONE, evidence="", is_done=False, done_by=datetime.date(2016, 4, 30))
DECLINED = replace(DONE, evidence="", is_done=False, is_adopted=False, action="附表3已列明。")


NONE = Answered()


@pytest.mark.parametrize(
    ("missing", "supplements", "findings", "told"),
    [
        ((), NONE, NONE, "材料齐全"),
        ((), Answered(done=2), NONE, "经补正2项后材料齐全"),
        ((), NONE, Answered(done=1), "材料齐全；提出的1条意见已答复"),
        ((), Answered(done=2), Answered(done=1), "经补正2项后材料齐全；提出的1条意见已答复"),
        ((), Answered(done=1, under_way=1), NONE, "要求补正的2项已答复，其中1项正在办理"),
        (
            (),
            Answered(not_adopted=1),
            Answered(done=1, under_way=1, not_adopted=2),
            "要求补正的1项已答复，其中1项未采纳；提出的4条意见已答复，其中1条正在办理、2条未采纳",
        ),
        (("附表2",), NONE, NONE, "缺：附表2"),
    ],
)
def test_a_receipt_says_what_is_known_of_the_materials(
    missing: tuple[str, ...], supplements: Answered, findings: Answered, told: str
) -> None:
    receipt = every_paper()["D18"]
    assert isinstance(receipt, FilingReceipt)
    found = replace(receipt, missing=missing, supplements=supplements, findings=findings, remarks="请报进展。")
    fields = {field["label"]: field["value"] for field in found.content()["body"][1]["fields"]}
    assert fields["材料完整性"] == told
    assert fields["随回执的意见"] == "请报进展。"
    bare = replace(receipt, remarks="").content()
    assert "随回执的意见" not in str(bare)


@pytest.mark.parametrize(
    ("rows", "told", "states"),
    [
        ((DONE, DONE), "，已全部整改到位", ["已完成", "已完成"]),
        ((DONE, LATER), "，已整改1条，其余1条正在整改", ["已完成", "整改中，2016年4月30日前完成"]),
        ((LATER, DECLINED), "，1条正在整改，1条未采纳并说明理由", ["整改中，2016年4月30日前完成", "未采纳"]),
        ((DONE, LATER, DECLINED), "，已整改1条，1条正在整改，1条未采纳并说明理由", None),
    ],
)
def test_a_reply_tells_what_is_done_what_is_not_and_what_is_declined(
    rows: tuple[RectificationRow, ...], told: str, states: list[str] | None
) -> None:
    reply = every_paper()["D20"]
    assert isinstance(reply, RectificationReply)
    start, table, _end = replace(reply, rows=rows).content()["body"]
    assert told in start["text"]
    assert [column["title"] for column in table["columns"]][1] == "项目"
    assert all(row[1] == "公路（县交通局，20万元）" for row in table["rows"])
    assert states is None or [row[-1] for row in table["rows"]] == states
