"""The demonstration clock's page: forward only, and nowhere but in a demonstration."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from pytest_django import Settings

from core import clock
from oversight import demo_clock
from plans.enums import NoticeKind
from plans.models import Notice
from tests.oversight.conftest import Watch

PAGE = "/demo/clock/"


@pytest.fixture
def visitor(client: Client, watch: Watch, settings: Settings) -> Client:
    """Any account of a demonstration; the clock of the test's own context goes back to real time after it."""
    settings.DEMO = True
    client.force_login(watch.clerk)
    return client


@pytest.fixture(autouse=True)
def real_time_again() -> object:
    ahead = clock._ahead.set(datetime.timedelta())
    yield
    clock._ahead.reset(ahead)


def notice(watch: Watch, kind: NoticeKind, days: int) -> None:
    today = clock.today()
    Notice.objects.create(
        dossier=watch.item.dossier, county=watch.county, organisation=watch.county, kind=kind, title="公示",
        place="公开栏", contact="12317", posted_on=today, closes_on=today + datetime.timedelta(days=days),
    )  # fmt: skip


def test_outside_a_demonstration_there_is_no_such_page(client: Client, watch: Watch, settings: Settings) -> None:
    settings.DEMO = False
    client.force_login(watch.clerk)
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"by": "days", "count": 1}).status_code == 404
    clock.load()
    assert clock.ahead() == datetime.timedelta()


def test_it_asks_for_a_log_in(client: Client, db: None, settings: Settings) -> None:
    settings.DEMO = True
    assert client.get(PAGE).status_code == 302


def test_days_pass(visitor: Client) -> None:
    before = clock.today()
    assert visitor.get(PAGE).status_code == 200
    assert visitor.post(PAGE, {"by": "days", "count": 3}).status_code == 302
    clock.load()
    assert clock.today() == before + datetime.timedelta(days=3)


def test_working_days_pass_over_a_weekend(visitor: Client) -> None:
    # the tests begin on a Monday
    visitor.post(PAGE, {"by": "working_days", "count": 5})
    clock.load()
    assert clock.today() == datetime.date(2026, 3, 9)


def test_notices_run_their_days_and_announcements_bar_nothing(visitor: Client, watch: Watch) -> None:
    notice(watch, NoticeKind.VILLAGE, 10)
    notice(watch, NoticeKind.PLAN, 30)
    visitor.post(PAGE, {"by": "notices"})
    clock.load()
    assert clock.today() == datetime.date(2026, 3, 13)


def test_without_a_running_notice_there_is_nothing_to_wait_for(visitor: Client) -> None:
    assert demo_clock.last_notice_day() is None
    assert visitor.post(PAGE, {"by": "notices"}).status_code == 409


@pytest.mark.parametrize("count", ["", "0", "-2", "400", "soon"])
def test_it_never_goes_back_nor_out_of_sight(visitor: Client, count: str) -> None:
    assert visitor.post(PAGE, {"by": "days", "count": count}).status_code == 422
    clock.load()
    assert clock.ahead() == datetime.timedelta()
