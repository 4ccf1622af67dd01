"""What the secretary of a meeting is shown: each chapter, row and fen that reads otherwise, and nothing else."""

from __future__ import annotations

import datetime
from copy import deepcopy
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest

from plans.papers import ProjectRow
from workflows.flows.amendments import is_unchanged, plain
from workflows.flows.differences import Difference, between

ROW = {"name": "公路", "platform": "县平台", "content": "修路1公里", "schedule": "年内", "responsible_unit": "甲村",
       "justification": "", "amount": "485000.01", "paid": {"中央（1号）": "400000.00", "省级（2号）": "85000.01"}}  # fmt: skip
DECIDED: dict[str, Any] = {
    "texts": {"title": "方案", "goals": "脱贫", "management": "报账", "safeguards": "监督"},
    "rows": {"420323-2027-0001": ROW, "420323-2027-0002": {**ROW, "name": "水池", "amount": "10.00", "paid": {}}},
}


def told(now: dict[str, Any]) -> list[Difference]:
    return between(DECIDED, now)


def test_the_same_is_no_difference() -> None:
    assert told(deepcopy(DECIDED)) == []


def test_a_fen_from_one_source_is_told_of_the_row_the_source_and_the_total() -> None:
    now = deepcopy(DECIDED)
    now["rows"]["420323-2027-0001"] |= {
        "amount": "485000.00",
        "paid": {"中央（1号）": "400000.00", "省级（2号）": "85000.00"},
    }
    where = "公路（420323-2027-0001）"
    assert told(now) == [
        Difference(where, "安排资金", "48.500001万元", "48.5万元", is_money=True),
        Difference(where, "省级（2号）", "8.500001万元", "8.5万元", is_money=True),
        Difference("合计", "安排资金", "48.501001万元", "48.501万元", is_money=True),
    ]


def test_a_row_that_went_out_and_one_that_came_in() -> None:
    now = deepcopy(DECIDED)
    now["rows"]["420323-2027-0003"] = {**now["rows"].pop("420323-2027-0002"), "name": "大棚"}
    assert told(now) == [
        Difference("水池（420323-2027-0002）", "移出项目", "0.001万元", "（未列入）", is_money=True),
        Difference("大棚（420323-2027-0003）", "新增项目", "（未列入）", "0.001万元", is_money=True),
    ]


def test_words_are_told_with_their_labels() -> None:
    now = deepcopy(DECIDED)
    now["texts"]["goals"] = "稳定脱贫"
    now["rows"]["420323-2027-0001"]["justification"] = "非装饰"
    assert told(now) == [
        Difference("方案文本", "目标任务", "脱贫", "稳定脱贫"),
        Difference("公路（420323-2027-0001）", "警示事项说明", "—", "非装饰"),
    ]


PRINTED = vars(
    ProjectRow(
        code="420323-2027-0001",
        name="公路",
        category="基础设施",
        nature="新建",
        place="一组",
        content="修路",
        amount=Decimal(5),
    )
)
OTHERWISE = {"name": "道路", "category": "产业", "nature": "续建", "place": "二组", "content": "修桥"}


@pytest.mark.parametrize("field", [field.name for field in fields(ProjectRow) if field.name != "code"])
def test_whatever_the_annex_prints_of_an_item_is_compared(field: str) -> None:
    value = PRINTED[field]
    was = {name: plain(value) for name, value in PRINTED.items()} | {"justification": "", "paid": {}}
    before = {"texts": DECIDED["texts"], "rows": {"420323-2027-0001": was}}
    if field in ("starts_on", "ends_on"):
        changed: Any = datetime.date(2027, 3, 1)
    else:
        changed = Decimal(7) if field in ("total", "amount") or isinstance(value, Decimal) else OTHERWISE.get(field, 7)
    after = {**before, "rows": {"420323-2027-0001": was | {field: plain(changed)}}}
    first, *rest = between(before, after)
    assert (str(first.what) != "None", first.before != first.after) == (True, True)
    assert [one.where for one in rest] == (["合计"] if field == "amount" else [])
    assert not is_unchanged(before, after)


def test_what_a_later_release_keeps_besides_is_no_difference() -> None:
    before = {"texts": DECIDED["texts"], "rows": {"420323-2027-0001": ROW}}
    after = {**before, "rows": {"420323-2027-0001": {**ROW, "later": "新"}}}
    assert between(before, after) == []
    assert is_unchanged(before, after)
