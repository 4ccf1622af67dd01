"""What the secretary of a meeting is shown: each chapter, row and fen that reads otherwise, and nothing else."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from plans.models import PlanVersion
from workflows.flows import amendments
from workflows.flows.differences import Difference, since_decided

ROW = {"name": "公路", "platform": "县平台", "content": "修路1公里", "schedule": "年内", "responsible_unit": "甲村",
       "justification": "", "amount": "485000.01", "paid": {"中央（1号）": "400000.00", "省级（2号）": "85000.01"}}  # fmt: skip
DECIDED: dict[str, Any] = {
    "texts": {"title": "方案", "goals": "脱贫", "management": "报账", "safeguards": "监督"},
    "rows": {"420323-2027-0001": ROW, "420323-2027-0002": {**ROW, "name": "水池", "amount": "10.00", "paid": {}}},
}


def told(monkeypatch: pytest.MonkeyPatch, now: dict[str, Any]) -> list[Difference]:
    monkeypatch.setattr(amendments, "content", lambda _version: now)
    found = since_decided(PlanVersion(as_decided=DECIDED))
    assert found is not None
    return found


def test_the_same_is_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, deepcopy(DECIDED)) == []


def test_a_fen_from_one_source_is_told_of_the_row_the_source_and_the_total(monkeypatch: pytest.MonkeyPatch) -> None:
    now = deepcopy(DECIDED)
    now["rows"]["420323-2027-0001"] |= {
        "amount": "485000.00",
        "paid": {"中央（1号）": "400000.00", "省级（2号）": "85000.00"},
    }
    where = "公路（420323-2027-0001）"
    assert told(monkeypatch, now) == [
        Difference(where, "安排资金", "48.500001万元", "48.5万元", is_money=True),
        Difference(where, "省级（2号）", "8.500001万元", "8.5万元", is_money=True),
        Difference("合计", "安排资金", "48.501001万元", "48.501万元", is_money=True),
    ]


def test_a_row_that_went_out_and_one_that_came_in(monkeypatch: pytest.MonkeyPatch) -> None:
    now = deepcopy(DECIDED)
    now["rows"]["420323-2027-0003"] = {**now["rows"].pop("420323-2027-0002"), "name": "大棚"}
    assert told(monkeypatch, now) == [
        Difference("水池（420323-2027-0002）", "移出项目", "0.001万元", "（未列入）", is_money=True),
        Difference("大棚（420323-2027-0003）", "新增项目", "（未列入）", "0.001万元", is_money=True),
    ]


def test_words_are_told_with_their_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    now = deepcopy(DECIDED)
    now["texts"]["goals"] = "稳定脱贫"
    now["rows"]["420323-2027-0001"]["justification"] = "非装饰"
    assert told(monkeypatch, now) == [
        Difference("方案文本", "目标任务", "脱贫", "稳定脱贫"),
        Difference("公路（420323-2027-0001）", "负面清单说明", "—", "非装饰"),
    ]


def test_what_was_not_kept_cannot_be_compared() -> None:
    assert since_decided(PlanVersion(as_decided={})) is None
