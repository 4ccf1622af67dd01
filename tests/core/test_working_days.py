"""The working calendar against the published notices of real years."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from core import deadlines, working_days
from core.calendar_notices import load_notice, parse_notice
from core.clock import SHANGHAI
from core.deadlines import Terms
from core.errors import Invalid
from core.models import CalendarDay, LedgerEntry, Organisation
from core.working_days import Calendar, NoticeDay

BUILT_IN = Calendar()


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("2015-02-15", True),  # 春节调休，星期日上班
        ("2015-02-18", False),  # 除夕
        ("2015-02-24", False),
        ("2015-02-28", True),  # 春节调休，星期六上班
        ("2015-09-03", False),  # 抗战胜利70周年纪念日
        ("2015-09-04", False),
        ("2015-09-06", True),  # 其调休，星期日上班
        ("2016-10-08", True),  # 国庆调休
        ("2017-10-08", False),  # 国庆中秋八天
        ("2018-02-11", True),
        ("2018-12-29", True),  # 2019年元旦调休
        ("2018-12-31", False),
        ("2019-05-05", True),  # 劳动节调休
        ("2020-01-31", False),  # 延长的春节假期
        ("2020-02-02", False),
        ("2020-06-28", True),  # 端午调休
        ("2021-02-20", True),
        ("2022-10-09", True),
        ("2023-01-28", True),
        ("2023-06-25", True),
        ("2024-02-09", True),  # 2024年除夕不放假
        ("2024-02-18", True),
        ("2025-01-26", True),
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2026-02-14", True),
        ("2026-02-23", False),
        ("2026-02-28", True),
        ("2026-03-02", True),  # 普通星期一
        ("2026-03-07", False),  # 普通星期六
    ],
)
def test_published_days(text: str, works: bool) -> None:
    assert BUILT_IN.is_working(day(text)) is works


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-03-02", 0, "2026-03-02"),
        ("2026-03-07", 0, "2026-03-09"),  # 当日不是工作日则顺延
        ("2026-03-02", 1, "2026-03-03"),  # 起算当日不计
        ("2026-03-06", 1, "2026-03-09"),
        ("2026-03-07", 1, "2026-03-09"),  # 周六收件，周一是第一日
        ("2026-03-02", 5, "2026-03-09"),
        ("2026-02-13", 1, "2026-02-14"),  # 调休的星期六计入
        ("2026-02-14", 1, "2026-02-24"),  # 跨春节
        ("2026-02-13", 10, "2026-03-05"),
        ("2025-09-26", 3, "2025-09-30"),  # 9月28日星期日调休上班
        ("2025-09-30", 2, "2025-10-10"),  # 跨国庆中秋
        ("2018-12-28", 2, "2019-01-02"),  # 12月29日上班，跨元旦
        ("2024-02-08", 2, "2024-02-18"),
        ("2026-12-31", 1, "2027-01-01"),  # 2027年尚未公布，只计周末
    ],
)
def test_counting_forward(start: str, count: int, end: str) -> None:
    assert BUILT_IN.add(day(start), count) == day(end)


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ("2026-03-02", "2026-03-02", 0),
        ("2026-03-02", "2026-03-09", 5),
        ("2026-03-09", "2026-03-02", -5),
        ("2026-02-13", "2026-02-24", 2),
        ("2015-01-01", "2016-01-01", 249),
    ],
)
def test_counting_between(first: str, last: str, count: int) -> None:
    assert BUILT_IN.between(day(first), day(last)) == count


DATES = st.dates(day("2004-01-01"), day("2040-12-31"))


@given(DATES, st.integers(1, 60))
def test_between_undoes_add_and_the_end_works(start: datetime.date, count: int) -> None:
    end = BUILT_IN.add(start, count)
    assert BUILT_IN.is_working(end)
    assert BUILT_IN.between(start, end) == count


@given(st.dates())
def test_no_day_raises(any_day: datetime.date) -> None:
    assert isinstance(BUILT_IN.is_working(any_day), bool)
    assert isinstance(BUILT_IN.is_provisional(any_day), bool)
    assert BUILT_IN.reason(any_day)


def test_every_published_day_has_a_reason() -> None:
    for published in working_days.BUILT_IN_HOLIDAYS | working_days.BUILT_IN_WORKDAYS:
        assert BUILT_IN.reason(published)


def test_a_year_is_provisional_until_its_notice_is_loaded() -> None:
    assert not BUILT_IN.is_provisional(day("2026-12-31"))
    assert BUILT_IN.is_provisional(day("2027-01-04"))
    loaded = Calendar({day("2027-10-01"): NoticeDay(False, "国庆节")})
    assert not loaded.is_provisional(day("2027-01-04"))
    assert loaded.is_provisional(day("2028-01-04"))


NOTICE = """day,working,name
2027-01-01..2027-01-03,0,元旦
2027-02-05..2027-02-11,0,春节
2027-01-31,1,春节调休上班
2027-10-01..2027-10-07,0,国庆节
"""


@pytest.mark.django_db
class TestLoadedNotice:
    def test_it_wins_and_is_known_at_once(self, province: Organisation) -> None:
        assert working_days.is_working_day(day("2027-02-08"))
        assert not working_days.is_working_day(day("2027-01-31"))
        assert load_notice(actor=None, text=NOTICE, source="国办发明电〔2026〕9号").days == 18
        assert not working_days.is_working_day(day("2027-02-08"))
        assert working_days.is_working_day(day("2027-01-31"))
        assert working_days.add_working_days(day("2027-02-04"), 1) == day("2027-02-12")
        assert not working_days.is_provisional(day("2027-02-12"))
        assert LedgerEntry.objects.get().detail == {"source": "国办发明电〔2026〕9号", "days": 18}

    def test_it_may_be_loaded_again_and_corrected(self, db: None) -> None:
        load_notice(actor=None, text=NOTICE, source="一")
        load_notice(actor=None, text="day,working,name\n2027-01-31,0,更正\n", source="二")
        assert CalendarDay.objects.count() == 18
        assert not working_days.is_working_day(day("2027-01-31"))

    def test_open_dates_are_computed_again(self, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
        recomputed: list[datetime.date] = []
        monkeypatch.setattr(working_days, "recomputations", [])
        working_days.on_calendar_change(
            lambda _actor: recomputed.append(working_days.add_working_days(day("2027-02-04"), 1))
        )
        load_notice(actor=None, text=NOTICE, source="一")
        assert recomputed == [day("2027-02-12")]

    def test_the_notices_are_read_once(self, db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        working_days.is_working_day(day("2027-01-31"))
        with django_assert_num_queries(0):
            working_days.add_working_days(day("2027-01-31"), 200)

    def test_due_at_close_of_business_in_shanghai(self, db: None) -> None:
        late_evening_in_utc = datetime.datetime(2026, 3, 6, 17, 0, tzinfo=datetime.UTC)  # 星期六 01:00
        due = working_days.due_at(late_evening_in_utc, 1)
        assert due == datetime.datetime(2026, 3, 9, 17, 30, tzinfo=SHANGHAI)

    def test_explain_day_by_day(self, db: None) -> None:
        counted = deadlines.explain(Terms(day("2026-02-13"), 2), working_days.current())
        explained = [(str(each.day), each.number, each.reason) for each in counted]
        assert explained[0] == ("2026-02-13", None, "起算当日不计")
        assert explained[1] == ("2026-02-14", 1, "春节调休上班")
        assert explained[2] == ("2026-02-15", None, "春节")
        assert explained[-1] == ("2026-02-24", 2, "工作日")

    def test_counting_backward_is_refused(self, db: None) -> None:
        with pytest.raises(ValueError, match="forward"):
            working_days.add_working_days(day("2026-03-02"), -1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a,b,c\n",
        "day,working,name\n2027-13-01,0,x\n",
        "day,working,name\n2027-01-01,2,x\n",
        "day,working,name\n2027-01-05..2027-01-01,0,x\n",
        "day,working,name\n2027-01-01..2028-01-01,0,x\n",
        "day,working,name\n2027-01-01\n",
    ],
)
def test_an_unreadable_notice_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse_notice(text)
