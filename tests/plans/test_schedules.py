"""时间进度 as people write it: what can be read, and what cannot is never taken for met (B18)."""

from __future__ import annotations

import pytest

from plans.enums import RuleOutcome
from plans.rules import schedules
from tests.plans.compliance.pictures import YEAR, item, picture
from tests.plans.compliance.test_judges import outcome, words


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026年3月开工，2026年11月完工", (2026, 3), (2026, 11)),
        ("２０２６年３月—１１月", (2026, 3), (2026, 11)),
        ("2026年3月1日至2026年11月30日", (2026, 3), (2026, 11)),
        ("3-11月", (2026, 3), (2026, 11)),
        ("2026.3-2027.2", (2026, 3), (2027, 2)),
        ("三月至十一月", (2026, 3), (2026, 11)),
        ("3月开工，9月底前完成路基，11月完工", (2026, 3), (2026, 11)),
        ("第二季度", (2026, 4), (2026, 6)),
        ("上半年", (2026, 1), (2026, 6)),
        ("年内", (2026, 1), (2026, 12)),
        ("2028年底前", (2028, 1), (2028, 12)),
        ("2026年3月开工，次年6月完工", (2026, 3), (2027, 6)),
        ("2026年9月至次年3月，次年4月验收", (2026, 9), (2027, 4)),
        ("翌年底前", (2027, 1), (2027, 12)),
        ("1-3季度", (2026, 1), (2026, 9)),
        ("第一季度至第三季度", (2026, 1), (2026, 9)),
        ("2026年一、二季度", (2026, 1), (2026, 6)),
        ("2026年四季度至2027年一季度", (2026, 10), (2027, 3)),
        ("2026-2027年", (2026, 1), (2027, 12)),
        ("2026年至2027年3月", (2026, 1), (2027, 3)),
        ("分两期，秋收前完工", (2026, 9), (2026, 11)),
    ],
)
def test_months_are_read(text: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    assert schedules.read(text, YEAR) == schedules.Span(first, last)


@pytest.mark.parametrize(
    ("text", "part"), [("2028年13月", "13月"), ("0月", "0月"), ("尽快", ""), ("11月开工，3月完工", "")]
)
def test_what_names_no_months_is_told(text: str, part: str) -> None:
    with pytest.raises(schedules.Unreadable) as told:
        schedules.read(text, YEAR)
    assert part in str(told.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2028年13月", "“2028年13月”不是月份"),
        ("尽快完成", "读不出开工和完工的月份"),
        ("2027年3月开工，2027年5月完工", "完工时间跨方案年度"),
        ("3月开工，次年6月完工", "完工时间跨方案年度"),
        ("2025年3月-5月", "时间进度早于方案年度"),
    ],
)
def test_such_a_row_waits_for_its_reason(text: str, told: str) -> None:
    judged = outcome("B18", picture(item(schedule=text)))
    assert judged.outcome == RuleOutcome.UNANSWERED
    assert told in words(judged)[0]
    assert outcome("B18", picture(item(schedule=text, justifications={"B18": "续建"}))).outcome == RuleOutcome.JUSTIFIED


def test_full_width_figures_tell_nothing_apart() -> None:
    rows = item("硬化道路１．２公里"), item("硬化道路1.2公里", seq=2, of={"name": "水池", "competent": "水利局"})
    assert outcome("B20", picture(*rows)).outcome == RuleOutcome.UNANSWERED


def test_what_the_working_group_told_apart_is_not_asked_again() -> None:
    rows = item(told_apart=("P2",)), item(seq=2)
    assert outcome("B20", picture(*rows)).outcome == RuleOutcome.PASSED


@pytest.mark.parametrize(
    ("first", "second", "found"), [("硬化道路", "硬化 道路", 0), ("硬化道路", "修建水池", 1), ("", "修建水池", 0)]
)
def test_rows_made_alike_afterwards_are_asked_for_again(first: str, second: str, found: int) -> None:
    """The row reads 硬化道路 in both; the library said `first` and `second` when they were told apart."""
    rows = item(told_apart=("P2",), of={"content": first}), item(seq=2, of={"name": "水池", "content": second})
    assert len(outcome("B20", picture(*rows)).hits) == found
