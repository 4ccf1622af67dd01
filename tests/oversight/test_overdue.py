"""The supervisor's page: his area only, the filter in the address, few statements, no persons."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from oversight import areas, waiting
from oversight.waiting import Asked
from roles.duties import Duty
from tests.factories import roles as make
from tests.oversight.conftest import Watch
from workflows.desk import steps
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

PAGE = "/oversight/"


@pytest.fixture
def supervisor(client: Client, watch: Watch) -> Client:
    client.force_login(watch.supervisor)
    return client


def seen(watch: Watch, *, by_province: bool = False, **asked: str) -> list[int]:
    actor = watch.provincial_supervisor if by_province else watch.supervisor
    found = waiting.overview(areas.areas_of(actor).supervised, Asked.read(asked))
    return [row.item.pk for row in found.rows]


def test_a_county_supervisor_sees_his_county_and_no_other(watch: Watch) -> None:
    assert seen(watch) == [watch.item.pk]


def test_a_provincial_supervisor_sees_every_county(watch: Watch) -> None:
    assert sorted(seen(watch, by_province=True)) == sorted([watch.item.pk, watch.next_door.pk])


def test_the_province_is_counted_by_county_and_one_county_by_organisation(watch: Watch) -> None:
    everything = waiting.overview(areas.areas_of(watch.provincial_supervisor).supervised, Asked())
    assert [line.label for line in everything.lines] == [watch.county.name, watch.neighbour.name]
    one = waiting.overview(areas.areas_of(watch.provincial_supervisor).supervised, Asked(county=str(watch.county.pk)))
    assert [line.label for line in one.lines] == [watch.item.organisation.name]
    assert one.lines[0].whole.total == 1


def test_on_a_phone_each_count_says_its_step_and_what_is_empty_is_left_out(watch: Watch, supervisor: Client) -> None:
    page = supervisor.get(PAGE).content.decode()
    assert f'data-label="{steps.title(watch.item.flow_key, watch.item.step)}"' in page
    matrix = waiting.overview(areas.areas_of(watch.supervisor).supervised, Asked()).lines
    assert {cell.step for line in matrix for cell in line.cells if not cell.total} <= {""}


def test_each_part_of_the_filter_narrows_the_list(watch: Watch) -> None:
    step = f"{watch.item.flow_key}.{watch.item.step}"
    assert seen(watch, by_province=True, county=str(watch.county.pk)) == [watch.item.pk]
    assert seen(watch, by_province=True, organisation=str(watch.next_door.organisation_id)) == [watch.next_door.pk]
    assert len(seen(watch, by_province=True, step=step)) == 2
    assert seen(watch, by_province=True, step="no.such_step") == []


def test_only_what_is_past_due_is_late(watch: Watch) -> None:
    assert seen(watch, overdue="1") == []
    WorkItem.objects.filter(pk=watch.item.pk).update(due_at=clock.now() - datetime.timedelta(hours=1))
    assert seen(watch, overdue="1") == [watch.item.pk]


def test_nonsense_in_the_address_asks_for_nothing() -> None:
    assert Asked.read({"county": "x", "page": "-1", "organisation": "9" * 30, "overdue": "yes"}) == Asked()


def test_the_page_opens_for_a_supervisor_in_at_most_eight_statements(supervisor: Client, watch: Watch) -> None:
    supervisor.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        answer = supervisor.get(PAGE)
    assert answer.status_code == 200
    assert len(queries) <= 8, "\n".join(query["sql"][:200] for query in queries)


def test_an_item_that_nobody_may_decide_says_so(supervisor: Client, watch: Watch) -> None:
    process = stage.begin("trial_notice")
    stage.run_through(process, until="archives")
    assert "无人可办：" in supervisor.get(PAGE).content.decode()
    registrar = make.person("登记员")
    make.give(registrar, Duty.REGISTER_DOCUMENT, watch.county)
    assert "无人可办：" not in supervisor.get(PAGE).content.decode()


def test_the_page_names_units_and_steps_but_no_person(supervisor: Client, watch: Watch) -> None:
    WorkItem.objects.filter(pk=watch.item.pk).update(claimed_by=watch.clerk, claimed_at=clock.now())
    shown = supervisor.get(PAGE).content.decode()
    assert watch.item.organisation.name in shown
    assert watch.clerk.name not in shown


def test_the_page_is_refused_to_others(client: Client, watch: Watch) -> None:
    assert client.get(PAGE).status_code == 302
    for actor in (watch.clerk, watch.auditor):
        client.force_login(actor)
        assert client.get(PAGE).status_code == 403


def test_the_navigation_offers_it_to_supervisors_only(watch: Watch) -> None:
    assert areas.supervises(watch.supervisor)
    assert not areas.supervises(watch.clerk)
    assert areas.reads_ledgers(watch.auditor)
    assert not areas.reads_ledgers(watch.supervisor)


def test_every_address_lives_under_its_name() -> None:
    assert reverse("oversight:overdue") == PAGE
