"""What the public sees and may do without an account."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.models import Organisation
from disclosure.views import OBJECTIONS_AN_HOUR
from plans.models import Notice, Objection
from tests.plans.services.test_refusals import posted


@pytest.fixture
def notice(county: Organisation) -> Notice:
    return posted(county).dossier.notices.get()


def address(notice: Notice) -> str:
    return reverse("disclosure:notice", args=[notice.pk])


def test_a_citizen_reads_and_objects(notice: Notice, client: Client) -> None:
    assert notice.title in client.get(reverse("disclosure:notices")).content.decode()
    client.post(address(notice), {"text": "受益户不实。", "name": "王某", "contact": "13800000000"})
    objection = Objection.objects.get()
    assert (objection.text, objection.name) == ("受益户不实。", "王某")
    shown = client.get(address(notice)).content.decode()
    assert "王某" not in shown
    assert "13800000000" not in shown


def test_an_empty_objection_is_told_so(notice: Notice, client: Client) -> None:
    assert client.post(address(notice), {"text": ""}).status_code == 422
    assert not Objection.objects.exists()


def test_the_notice_leaves_the_page_when_it_has_run(notice: Notice, client: Client) -> None:
    clock.advance(by=datetime.timedelta(days=30))
    assert notice.title not in client.get(reverse("disclosure:notices")).content.decode()
    assert client.post(address(notice), {"text": "晚了。"}).status_code == 409


def test_one_address_objects_only_so_often(notice: Notice, client: Client) -> None:
    for _n in range(OBJECTIONS_AN_HOUR):
        client.post(address(notice), {"text": "受益户不实。"})
    assert client.post(address(notice), {"text": "又来。"}).status_code >= 400
    assert Objection.objects.count() == OBJECTIONS_AN_HOUR
