"""When a plan may be adjusted, and what an adjustment owes."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from plans.comparing import compare
from plans.enums import Severity, VersionState
from plans.rules.adjustments import (
    change_refusals,
    emergency_refusals,
    entry_warnings,
    lateness,
    library_refusals,
    opening_refusals,
    overdue_refusals,
    spent_refusals,
)
from tests.plans.test_comparing import line

MAY: dict[str, Any] = {
    "state": VersionState.FILED, "year": 2027, "today": datetime.date(2027, 8, 2), "is_under_way": False, "adjusted": 0,
    "most": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, ""),
        ({"state": VersionState.ISSUED}, "先报送备案"),
        ({"state": VersionState.SUPERSEDED}, "正在执行的方案"),
        ({"state": VersionState.DRAFTING, "is_under_way": True}, "正在办理"),
        ({"is_under_way": True}, "正在办理"),
        ({"today": datetime.date(2028, 1, 4)}, "已经结束"),
        ({"adjusted": 2, "most": 2}, "已调整2次"),
        ({"adjusted": 1, "most": 2}, ""),
        ({"adjusted": 9}, ""),
    ],
)
def test_a_plan_is_adjusted_while_it_is_carried_out(changed: dict[str, Any], told: str) -> None:
    found = opening_refusals(**{**MAY, **changed})
    assert bool(found) == bool(told)
    assert all(told in refusal.message for refusal in found[:1])


def test_a_late_one_is_warned_of_and_not_refused() -> None:
    assert lateness(2027, datetime.date(2027, 10, 31), (10, 31)) is None
    late = lateness(2027, datetime.date(2027, 11, 1), (10, 31))
    assert late
    assert late.severity == Severity.WARNING
    assert "2027年10月31日" in late.message


def test_every_change_says_why() -> None:
    old, new = line(1, {"中央": Decimal(9)}), line(1, {"中央": Decimal(8)})
    found = compare([old], [new, line(2, {"中央": Decimal(1)})])
    assert [refusal.where for refusal in change_refusals(found, {1})] == ["项目2"]
    assert change_refusals(found, {1, 2}) == []
    assert "无须调整" in change_refusals(compare([old], [old]), set())[0].message


def test_what_is_paid_out_stays_arranged() -> None:
    changes = compare([line(1, {"中央": Decimal("9.00")})], [line(1, {"中央": Decimal("7.99")})]).changes
    assert spent_refusals(changes, {}) == []
    assert spent_refusals(changes, {1: Decimal("7.99")}) == []
    assert spent_refusals(changes, {1: Decimal("8.00")})
    assert spent_refusals(compare([line(1, {"中央": Decimal(9)})], []).changes, {1: Decimal("0.01")})


def test_an_emergency_is_decided_by_a_meeting_that_was_held() -> None:
    today = datetime.date(2027, 8, 2)
    assert emergency_refusals(decided_on=today, today=today, year=2027) == []
    assert emergency_refusals(decided_on=datetime.date(2027, 8, 3), today=today, year=2027)
    assert emergency_refusals(decided_on=datetime.date(2026, 8, 2), today=today, year=2027)


def test_the_library_is_owed_until_it_has_the_project() -> None:
    rows = [("漫水桥", datetime.date(2027, 9, 1), False), ("水渠", datetime.date(2027, 9, 1), True)]
    assert "补办入库" in entry_warnings(rows, datetime.date(2027, 9, 1))[0].message
    assert "逾期" in entry_warnings(rows, datetime.date(2027, 9, 2))[0].message
    assert len(entry_warnings(rows, datetime.date(2027, 9, 2))) == 1
    assert overdue_refusals(rows, datetime.date(2027, 9, 1)) == []
    assert [refusal.severity for refusal in overdue_refusals(rows, datetime.date(2027, 9, 2))] == [Severity.FORBIDDEN]


def test_a_row_is_in_the_library_or_let_in() -> None:
    rows = [("桥", "已撤下", True, True), ("路", "已申报", False, False), ("塘", "已申报", False, True)]
    assert [refusal.where for refusal in library_refusals(rows)] == ["桥", "路"]
