"""Which projects look like one; no database."""

from __future__ import annotations

from typing import Any

import pytest

from plans.rules.duplicates import Side, alike


def side(key: int, **changed: Any) -> Side:
    given: dict[str, Any] = {
        "code": f"P{key}", "name": f"项目{key}", "content": "硬化二组至五组通组公路1.2公里，路面宽4.5米",
        "places": frozenset({"village 1"}), "first": 2027, "last": 2027, "competent": 1, **changed,
    }  # fmt: skip
    return Side(key=key, **given)


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ({}, "内容相同"),
        ({"content": "硬化二组至五组通组公路１．２公里,路面宽４．５米"}, "内容相同"),  # full-width figures
        ({"content": "硬化二组至五组通组公路1.5公里，路面宽4.5米"}, "内容相近"),
        ({"content": "别的", "name": "项目１"}, "名称相同"),
        ({"content": "新建香菇大棚二十座"}, ""),
        ({"places": frozenset({"village 2"})}, ""),
        ({"places": frozenset({"village 2", "village 1"})}, "内容相同"),
        ({"first": 2028, "last": 2028}, ""),
        ({"first": 2027, "last": 2028}, "内容相同"),
    ],
)
def test_one_place_overlapping_years_and_near_words(second: dict[str, Any], told: str) -> None:
    found = alike([side(1), side(2, **second)])
    assert len(found) == bool(told)
    assert all(told in pair.told for pair in found)


def test_two_departments_come_first_and_each_pair_once() -> None:
    both = frozenset({"village 1", "village 2"})
    found = alike([side(3, competent=2, places=both), side(1, places=both), side(2)])
    assert [(p.first.key, p.second.key, p.is_across) for p in found] == [(1, 3, True), (2, 3, True), (1, 2, False)]
    assert "P3" in found[0].doubt(1)
    assert "不同部门" in found[0].doubt(1)
