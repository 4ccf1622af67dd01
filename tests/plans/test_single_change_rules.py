"""How a single change is decided, and what is beyond it: pure, amounts in yuan."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from plans.comparing import Comparison, Line, compare
from plans.enums import ChangePath
from plans.rules.single_changes import (
    beyond_refusals,
    changes_use,
    move_refusals,
    moved_in,
    opening_refusals,
    path_of,
)

DAY = datetime.date(2016, 6, 1)


def line(key: int, amount: str, category: str = "产业", **words: Any) -> Line:
    yuan = Decimal(amount)
    return Line(
        project=key, code=f"P{key}", name=f"项目{key}", category=category, amount=yuan, paid={"省级": yuan}, **words
    )


def after(*lines: Line) -> Comparison:
    return compare([line(1, "100.00"), line(2, "200.00"), line(3, "300.00", "设施")], lines)


REST = line(3, "300.00", "设施")
MOVED = after(line(1, "90.01"), line(2, "209.99"), REST)


@pytest.mark.parametrize(
    ("compared", "path"),
    [
        (MOVED, ChangePath.LIGHT),
        (after(line(1, "90.00"), line(2, "210.00"), REST), ChangePath.FULL),  # a tenth of the first
        (after(line(1, "100.00", schedule="2016年9月"), line(2, "200.00"), REST), ChangePath.LIGHT),
        (after(line(1, "100.00", content="二级闸"), line(2, "200.00"), REST), ChangePath.FULL),
        (after(line(1, "100.00", platform="园区"), line(2, "200.00"), REST), ChangePath.FULL),
        (after(line(1, "95.00"), line(2, "200.00"), line(3, "305.00", "设施")), ChangePath.FULL),  # another use
    ],
)
def test_a_small_change_of_the_same_content_is_decided_by_paper(compared: Comparison, path: ChangePath) -> None:
    assert path_of(compared, since=compared, light_percent=10) == path


def test_the_bound_is_a_setting() -> None:
    assert path_of(MOVED, since=MOVED, light_percent=9) == ChangePath.FULL


def test_small_ones_that_come_to_more_since_the_plan_was_issued_go_before_the_meeting() -> None:
    again = compare([line(1, "90.01"), line(2, "209.99"), REST], [line(1, "90.00"), line(2, "210.00"), REST])
    assert path_of(again, since=again, light_percent=10) == ChangePath.LIGHT
    since = after(line(1, "90.00"), line(2, "210.00"), REST)
    assert path_of(again, since=since, light_percent=10) == ChangePath.FULL
    elsewhere = compare([line(1, "90.00"), REST], [line(1, "90.00"), line(3, "301.00", "设施")])
    assert path_of(elsewhere, since=since, light_percent=10) == ChangePath.FULL  # another use
    later = compare([line(1, "90.00")], [line(1, "90.00", schedule="2016年9月")])
    assert path_of(later, since=since, light_percent=10) == ChangePath.LIGHT


def test_what_moves_and_for_which_use() -> None:
    assert moved_in(MOVED) == Decimal("9.99")
    assert not changes_use(MOVED)
    assert changes_use(after(line(1, "95.00"), line(2, "200.00"), line(3, "305.00", "设施")))


@pytest.mark.parametrize(
    ("compared", "told"),
    [
        (after(line(1, "100.00"), line(2, "200.00")), "不能增加或移出项目"),
        (after(line(1, "100.00"), line(2, "200.00"), REST, line(4, "1.00")), "不能增加或移出项目"),
        (after(line(1, "100.01"), line(2, "200.00"), REST), "不能改变方案资金总额"),
    ],
)
def test_what_is_no_single_change_goes_by_an_adjustment(compared: Comparison, told: str) -> None:
    refusals = beyond_refusals(compared, moved=Decimal(), whole=Decimal("600.00"), most_percent=10)
    assert any(told in str(one) and "年中调整" in str(one) for one in refusals)


def test_all_changes_together_stay_a_small_part_of_the_plan() -> None:
    told: dict[str, Any] = {"whole": Decimal("600.00"), "most_percent": 10}
    assert beyond_refusals(MOVED, moved=Decimal("60.00"), **told) == []
    [refusal] = beyond_refusals(MOVED, moved=Decimal("60.01"), **told)
    assert "累计调剂0.006001万元，超过方案资金的10%" in str(refusal)


def test_money_that_is_not_there_or_bound_does_not_go() -> None:
    told: dict[str, Any] = {"available": Decimal("5.00"), "source": "省级", "target": "水闸"}
    assert move_refusals(moved=Decimal("5.00"), earmark="", paid_already=False, **told) == []
    [short] = move_refusals(moved=Decimal("5.01"), earmark="", paid_already=False, **told)
    assert "只安排0.0005万元" in str(short)
    [bound] = move_refusals(moved=Decimal("1.00"), earmark="危房改造", paid_already=False, **told)
    assert "限定用于“危房改造”" in str(bound)
    assert move_refusals(moved=Decimal("1.00"), earmark="危房改造", paid_already=True, **told) == []


def test_only_a_plan_that_is_carried_out_takes_one() -> None:
    told: dict[str, Any] = {"year": 2016, "today": DAY, "under_way": ""}
    assert opening_refusals(state="filed", **told) == []
    assert "尚未报送备案" in str(opening_refusals(state="issued", **told)[0])
    assert "正在执行" in str(opening_refusals(state="superseded", **told)[0])
    late = opening_refusals(state="filed", year=2015, today=DAY, under_way="")
    assert "已经结束" in str(late[0])
    [behind] = opening_refusals(state="filed", year=2016, today=DAY, under_way="《甲》正在办理")
    assert str(behind).startswith("《甲》正在办理，办结后方可申请单项变更")
