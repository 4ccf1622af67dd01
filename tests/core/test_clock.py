"""The clock moves in demonstrations and rehearsals, forward, and nowhere else."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries, Settings

from core import clock
from core.errors import Conflict, Invalid
from core.models import ClockOffset

DAY = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_offset_left(settings: Settings) -> Iterator[None]:
    """A context's offset does not outlive its test."""
    settings.DEMO = False
    yield
    settings.DEMO = False
    clock.load()


@pytest.fixture
def demonstration(settings: Settings) -> None:
    settings.DEMO = True


def test_outside_demonstrations_it_cannot_be_moved() -> None:
    with pytest.raises(Conflict):
        clock.advance(by=DAY)
    assert not ClockOffset.objects.exists()


def test_outside_demonstrations_a_stored_offset_is_not_even_read(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ClockOffset.objects.create(ahead=DAY)
    with django_assert_num_queries(0):
        clock.load()
    assert clock.ahead() == clock.NOTHING


def test_in_a_demonstration_it_is_moved_for_everyone(
    demonstration: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    began = clock.now()
    clock.advance(by=3 * DAY)
    clock.advance(by=2 * DAY)
    assert ClockOffset.objects.get().ahead == 5 * DAY
    clock._ahead.set(clock.NOTHING)
    with django_assert_num_queries(1):
        clock.load()
    assert clock.ahead() == 5 * DAY
    assert clock.now() - began >= 5 * DAY
    assert clock.today() == datetime.date(2026, 3, 7)


def test_it_never_goes_back(demonstration: None) -> None:
    with pytest.raises(Invalid):
        clock.advance(to=clock.now() - DAY)


def test_exactly_one_way_to_say_how_far(demonstration: None) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        clock.advance()
    with pytest.raises(ValueError, match="exactly one"):
        clock.advance(to=clock.now(), by=DAY)


def test_a_rehearsal_moves_only_its_own_clock() -> None:
    with clock.shifted(10 * DAY):
        clock.advance(by=DAY)
        clock.load()
        assert clock.ahead() == 11 * DAY
        with clock.shifted(DAY):
            assert clock.ahead() == 12 * DAY
        assert clock.ahead() == 11 * DAY
    assert clock.ahead() == clock.NOTHING
    assert not ClockOffset.objects.exists()


def test_today_is_shanghais() -> None:
    with clock.shifted(datetime.timedelta(hours=15)):  # 2026-03-03 00:00 in Shanghai, still 2 March in UTC
        assert clock.today() == datetime.date(2026, 3, 3)


@pytest.mark.parametrize(
    ("options", "moment"),
    [
        (["--days", "1.5"], "2026-03-03 21:00"),
        (["--working-days", "5"], "2026-03-09 09:00"),
        (["--to", "2026-04-01T08:30"], "2026-04-01 08:30"),
    ],
)
def test_the_command(options: list[str], moment: str, demonstration: None) -> None:
    out = StringIO()
    call_command("advance_clock", *options, stdout=out)
    assert moment in out.getvalue()


def test_the_command_is_refused_elsewhere() -> None:
    with pytest.raises(CommandError, match="演示"):
        call_command("advance_clock", "--days", "1")


def test_a_stepping_clock_tells_the_same_moments_whenever_it_is_asked() -> None:
    begins = datetime.datetime(2025, 7, 1, 9, 20, tzinfo=clock.SHANGHAI)
    told = []
    for hour in (9, 17):
        with time_machine.travel(datetime.datetime(2026, 3, 2, hour, tzinfo=clock.SHANGHAI)), clock.stepping(begins):
            first = clock.now()
            clock.load()
            moved = clock.advance(by=datetime.timedelta(days=2))
            told.append((first, moved, clock.advance(to=begins + datetime.timedelta(days=9)), clock.today()))
            with pytest.raises(Invalid):
                clock.advance(to=begins)
    assert told[0] == told[1]
    assert begins < told[0][0] < begins + datetime.timedelta(seconds=1)
    assert told[0][3] == datetime.date(2025, 7, 10)
    assert clock.now() > begins + datetime.timedelta(days=200)
