"""The supervisor sees which flows are late as a whole, by either deadline."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core import clock
from core.models import Dossier
from oversight import whole_flows
from tests.oversight.conftest import Watch
from workflows.engine import services
from workflows.engine.models import Proceeding
from workflows.engine.trials import stage

DAY = datetime.timedelta(days=1)


@pytest.fixture
def flows(watch: Watch) -> list[Proceeding]:
    """Late by its own deadline, late by the overall one, neither, late and suspended; and one next door."""
    own, overall, neither, still = (stage.begin() for _n in range(4))
    now = clock.now()
    Proceeding.objects.filter(pk__in=[own.pk, still.pk]).update(due_at=now - DAY, overall_due_at=now + 9 * DAY)
    Proceeding.objects.filter(pk=overall.pk).update(due_at=now + DAY, overall_due_at=now - DAY)
    Proceeding.objects.filter(pk=neither.pk).update(due_at=now + DAY, overall_due_at=now + DAY)
    Proceeding.objects.filter(pk=watch.next_door.proceeding_id).update(due_at=now - DAY)
    services.suspend(
        actor=stage.holder("420301"), dossier=Dossier.objects.get(pk=still.dossier_id), reason="等待解释。",
        expected_on=clock.today() + DAY,
    )  # fmt: skip
    return [own, overall, neither, still]


def test_late_are_those_past_either_deadline_that_do_not_stand_still(watch: Watch, flows: list[Proceeding]) -> None:
    areas = (watch.county.path,)
    found = whole_flows.listed(areas, only_late=True, page="1")
    assert [row.process.pk for row in found.rows] == [flows[0].pk, flows[1].pk]
    assert (found.total, found.late) == (5, 2)
    assert [(row.own.tone, row.overall.tone) for row in found.rows if row.own and row.overall] == [
        ("late", "calm"), ("soon", "late"),
    ]  # fmt: skip


def test_the_page_for_supervisors_only(
    client: Client, watch: Watch, flows: list[Proceeding], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(watch.clerk)
    assert client.get("/oversight/flows/").status_code == 403
    client.force_login(watch.supervisor)
    client.get("/oversight/flows/")
    with django_assert_max_num_queries(8):
        page = client.get("/oversight/flows/").content.decode()
    assert page.count("暂停") == 2
    assert 'href="/oversight/flows/"' in client.get("/oversight/").content.decode()
    dossier = client.get(f"/dossiers/{flows[0].dossier_id}/?tab=progress").content.decode()
    assert "流程期限" in dossier
    assert "全程期限（启动至备案）" in dossier
