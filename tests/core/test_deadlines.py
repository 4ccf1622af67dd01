"""Deadlines against a table counted by hand from the State Council's notices of 2015 to 2026.

`notices.csv` is what the notices say, `cases.csv` the limits counted from them; both were written without the
calendar under test.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.deadlines import Pause, Terms, explain, last_day
from core.working_days import Calendar

DATA = Path(__file__).parent.parent / "data" / "deadlines"
BUILT_IN = Calendar()
day = datetime.date.fromisoformat


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def span(text: str) -> tuple[datetime.date, datetime.date]:
    first, _dots, last = text.partition("..")
    return day(first), day(last or first)


def terms(case: dict[str, str]) -> Terms:
    pauses = tuple(Pause(*span(text), "停") for text in case["pauses"].split())
    return Terms(day(case["start"]), int(case["days"]), case["unit"] == "calendar", pauses)


def named() -> dict[datetime.date, bool]:
    """Every day that a notice names, and whether it is worked."""
    found: dict[datetime.date, bool] = {}
    for row in rows("notices.csv"):
        first, last = span(row["day"])
        for step in range((last - first).days + 1):
            found[first + datetime.timedelta(days=step)] = row["working"] == "1"
    return found


def twelve_years() -> Iterator[datetime.date]:
    first, last = day("2015-01-01"), day("2026-12-31")
    return (first + datetime.timedelta(days=step) for step in range((last - first).days + 1))


CASES = rows("cases.csv")


def test_the_table_is_whole() -> None:
    assert len(CASES) == 100
    assert {case["due"][:4] for case in CASES} == {str(year) for year in range(2015, 2027)}
    assert sum(bool(case["pauses"]) for case in CASES) == 10


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['start']}+{case['days']}{case['unit'][0]}")
def test_counted_by_hand(case: dict[str, str]) -> None:
    assert last_day(terms(case), BUILT_IN) == day(case["due"]), case["counted"]


def test_every_day_of_twelve_years_is_as_the_notices_say() -> None:
    notices = named()
    for each in twelve_years():
        works = notices.get(each, each.weekday() < 5)
        assert BUILT_IN.is_working(each) is works, each
        assert chinese_calendar.is_workday(each) is works, each


@given(
    st.dates(day("2015-01-01"), day("2026-06-30")),
    st.integers(1, 30),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20)), max_size=3),
)
def test_an_explanation_tells_every_day_and_counts_each_once(
    start: datetime.date, days: int, in_calendar_days: bool, stood: list[tuple[int, int]]
) -> None:
    ago = datetime.timedelta
    pauses = tuple(Pause(start + ago(days=a), start + ago(days=a + b), "停") for a, b in stood)
    told = explain(asked := Terms(start, days, in_calendar_days, pauses), BUILT_IN)
    assert [each.day for each in told] == [start + ago(days=n) for n in range(len(told))]
    assert [each.number for each in told if each.number] == list(range(1, days + 1))
    assert told[-1].day == last_day(asked, BUILT_IN)
    assert BUILT_IN.is_working(told[-1].day)
    assert not any(each.number and pause.covers(each.day) for each in told for pause in pauses)
    assert all(each.reason for each in told)


def test_what_an_explanation_says() -> None:
    pause = Pause(day("2026-02-10"), day("2026-02-11"), "补正期间不计")
    told = explain(Terms(day("2026-02-09"), 3, pauses=(pause,)), BUILT_IN)
    assert [(f"{each.day:%m-%d}", each.number, each.reason) for each in told] == [
        ("02-09", None, "起算当日不计"),
        ("02-10", None, "补正期间不计"),
        ("02-11", None, "补正期间不计"),
        ("02-12", 1, "工作日"),
        ("02-13", 2, "工作日"),
        ("02-14", 3, "春节调休上班"),
    ]
    told = explain(Terms(day("2026-02-12"), 3, in_calendar_days=True), BUILT_IN)
    assert told[-1].reason == "末日放假，顺延至此日"
    used_up = Pause(day("2022-06-09"), day("2022-06-14"), "补正期间不计")
    told = explain(Terms(day("2022-06-06"), 2, pauses=(used_up,)), BUILT_IN)
    assert (told[-1].day, told[-1].reason) == (day("2022-06-15"), "恢复计算后至少留一个工作日")
