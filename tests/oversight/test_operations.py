"""Whoever looks after the system, and supervisors, see on every page that the worker has stopped, and then why."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core import clock, firing, jobs, scheduler
from core.enums import OrganisationKind
from core.models import User
from roles.duties import Duty
from tests.factories import roles as make
from tests.oversight.conftest import Watch
from workflows.engine.models import WorkItem

PAGE = "/oversight/operations/"
STOPPED = "后台作业已停止"


def page_of(client: Client, actor: User, address: str) -> str:
    client.force_login(actor)
    return client.get(address).content.decode()


@pytest.fixture
def keeper(watch: Watch) -> User:
    place = OrganisationKind.ADMINISTRATION
    administration = make.place("42-administration", "省系统管理机构", place, watch.county.parent)
    keeper = make.person("系统管理员")
    make.give(keeper, Duty.ADMINISTER_SYSTEM, administration)
    return keeper


def test_a_stopped_worker_is_told_to_those_who_look_after_it_and_to_nobody_else(
    client: Client, watch: Watch, keeper: User
) -> None:
    firing.remember(True)
    assert STOPPED in page_of(client, keeper, "/help/")
    assert STOPPED in page_of(client, watch.supervisor, "/help/")
    assert STOPPED not in page_of(client, watch.clerk, "/help/")
    client.logout()
    assert STOPPED not in client.get("/help/").content.decode()
    firing.remember(False)
    assert STOPPED not in page_of(client, keeper, "/help/")


def test_the_page_tells_the_stop_and_the_oldest_thing_owed(client: Client, watch: Watch, keeper: User) -> None:
    assert STOPPED in page_of(client, keeper, PAGE)
    scheduler.beat(scheduler.SCHEDULER, at=clock.real_now())
    page = page_of(client, watch.supervisor, PAGE)
    assert STOPPED not in page
    assert "正在启动" not in page
    assert "登记逾期未回复" in page


def test_right_after_the_start_the_page_says_that_the_worker_is_starting(client: Client, keeper: User) -> None:
    firing.take_start_for(5)
    page = page_of(client, keeper, PAGE)
    assert STOPPED not in page
    assert "后台作业正在启动" in page


def test_what_should_have_lapsed_is_owed_until_the_sweep(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    firing.duties()
    monkeypatch.setattr(jobs, "duties", {"lapse": jobs.duties["lapse"]})
    item = watch.item
    assert firing.oldest_unfired(firing.duties()) == datetime.timedelta()
    due = clock.now() - datetime.timedelta(hours=3)
    WorkItem.objects.filter(pk=item.pk).update(step="department_opines", due_at=due)
    owed = firing.oldest_unfired(firing.duties())
    assert datetime.timedelta(hours=3) <= owed < datetime.timedelta(hours=4)


def test_it_is_refused_to_others(client: Client, watch: Watch) -> None:
    client.force_login(watch.clerk)
    assert client.get(PAGE).status_code == 403


def test_the_banner_costs_no_statement(
    client: Client, watch: Watch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """The page itself asks each duty that measures what it owes, with one statement."""
    client.force_login(watch.supervisor)
    client.get(PAGE)
    with django_assert_max_num_queries(17):
        client.get(PAGE)
