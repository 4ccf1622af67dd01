"""Quiet hours, by hand and for any moment: over midnight, weekends, holidays and days that are worked instead."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import SHANGHAI
from core.messages_out.quiet import Quiet, next_digest
from core.working_days import Calendar

NIGHT = Quiet(datetime.time(22), datetime.time(7))
CALENDAR = Calendar()
FIRST, LAST = (datetime.datetime.fromisoformat(f"{year}-01-01") for year in (2020, 2029))


def at(written: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"2026-{written}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("03-02 12:00", "03-02 12:00"),
        ("03-02 21:59", "03-02 21:59"),
        ("03-02 22:00", "03-03 07:00"),
        ("03-03 06:59", "03-03 07:00"),
        ("03-03 07:00", "03-03 07:00"),
        ("03-06 22:30", "03-09 07:00"),  # Friday night: Monday morning
        ("03-07 12:00", "03-09 07:00"),
        ("02-13 23:00", "02-14 07:00"),  # Saturday the 14th is worked for Spring Festival
        ("02-14 23:00", "02-24 07:00"),  # Spring Festival is over on the 24th
        ("10-01 09:00", "10-08 07:00"),
        ("09-19 23:00", "09-20 07:00"),  # a Sunday that is worked for National Day
    ],
)
def test_by_hand(now: str, then: str) -> None:
    assert NIGHT.until(at(now), CALENDAR) == at(then)


@pytest.mark.parametrize(
    ("begins", "ends", "days_off", "now", "then"),
    [
        ("12:00", "14:00", True, "03-02 13:00", "03-02 14:00"),
        ("12:00", "14:00", True, "03-07 13:00", "03-09 00:00"),
        ("22:00", "07:00", False, "03-07 12:00", "03-07 12:00"),
        ("22:00", "22:00", False, "03-02 22:00", "03-02 22:00"),  # the same moment twice: none
    ],
)
def test_other_hours(begins: str, ends: str, *, days_off: bool, now: str, then: str) -> None:
    peace = Quiet(datetime.time.fromisoformat(begins), datetime.time.fromisoformat(ends), days_off)
    assert peace.until(at(now), CALENDAR) == at(then)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no mistake
@given(st.datetimes(FIRST, LAST), st.times(), st.times(), st.booleans())
def test_it_ends_and_is_over_then(
    moment: datetime.datetime, begins: datetime.time, ends: datetime.time, off: bool
) -> None:
    peace, now = Quiet(begins, ends, off), moment.replace(tzinfo=SHANGHAI)
    found = peace.until(now, CALENDAR)
    assert now <= found <= now + datetime.timedelta(days=20)
    assert peace.until(found, CALENDAR) == found
    assert not off or CALENDAR.is_working(found.date())


def test_the_message_of_the_day() -> None:
    assert next_digest(at("03-02 08:00"), datetime.time(8, 30)) == at("03-02 08:30")
    assert next_digest(at("03-02 09:00"), datetime.time(8, 30)) == at("03-03 08:30")
