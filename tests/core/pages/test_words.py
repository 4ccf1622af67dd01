"""Amounts, dates and terms as pages write them."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from core.templatetags import words

DAY = datetime.date(2026, 3, 5)


@pytest.mark.parametrize(
    ("yuan", "shown"),
    [(Decimal("98123456.78"), "9,812.345678"), (Decimal(350000), "35"), (0, "0"), (None, ""), ("", "")],
)
def test_amounts_lose_nothing(yuan: Decimal | None, shown: str) -> None:
    assert words.wan(yuan) == shown


def test_dates_are_written_as_offices_write_them() -> None:
    assert words.cn_date(DAY) == "2026年3月5日"
    with translation.override("en"):
        assert words.cn_date(DAY) == "5 Mar 2026"


def test_a_moment_has_the_date_of_shanghai() -> None:
    late = datetime.datetime(2026, 3, 4, 23, 30, tzinfo=datetime.UTC)
    assert words.cn_moment(late) == "2026年3月5日 07:30"
    assert words.iso(late) == "2026-03-05T07:30:00+08:00"


@pytest.mark.parametrize(
    ("days", "said", "tone"),
    [
        (None, "不限时", "calm"),
        (-2, "逾期2个工作日", "late"),
        (0, "今天到期", "soon"),
        (1, "剩1个工作日", "soon"),
        (6, "剩6个工作日", "calm"),
    ],
)
def test_days_left_have_words_beside_their_colour(days: int | None, said: str, tone: str) -> None:
    assert (words.days_words(days), words.days_tone(days)) == (said, tone)


@pytest.mark.django_db
def test_working_days_skip_the_weekend_and_count_the_shifted_saturday() -> None:
    """The tests' clock stands on Monday 2 March 2026; Saturday 28 February makes up for the Spring Festival."""
    assert words.working_days_left(datetime.date(2026, 3, 9)) == 5
    assert words.working_days_left(datetime.date(2026, 2, 27)) == -2
    assert words.working_days_left(None) is None


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ('"><script>', ' title="&quot;&gt;&lt;script&gt;"'),
        (mark_safe("a&amp;b"), ' title="a&amp;b"'),
        (True, " title"),
        ("", ""),
    ],
)
def test_attributes_of_a_component_are_escaped_once(value: str | bool | SafeString, printed: str) -> None:
    assert words.html_attributes({"title": value}) == printed


@pytest.mark.parametrize(("value", "whole", "share"), [(1, 4, 25), (3, 3, 100), (5, 0, 0)])
def test_shares(value: float, whole: float, share: int) -> None:
    assert words.share_of(value, whole) == share
