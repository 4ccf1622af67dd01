"""空岗: what nobody is there for is told to the head and the administrators, listed for the supervisor, and never lost."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from core import clock
from core.enums import OrganisationKind
from core.messages_out import collecting, overtaking, parcels
from core.models import Message, User
from roles.duties import Duty
from tests.factories import roles as make
from tests.oversight.conftest import Watch
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage
from workflows.engine.unattended import unattended

LIST = "/oversight/unattended/"


@pytest.fixture
def lying(watch: Watch) -> WorkItem:
    """An item at the township whose only clerk has gone; its head is another."""
    found: WorkItem = WorkItem.objects.open().select_related("organisation", "dossier", "county").order_by("pk")[0]
    make.lead(make.person("镇长"), found.organisation)
    administration = make.place("420301-administration", "系统管理组", OrganisationKind.ADMINISTRATION, found.county)
    for name, duty in (("系统管理员", Duty.ADMINISTER_SYSTEM), ("安全管理员", Duty.ADMINISTER_SECURITY)):
        make.give(make.person(name), duty, administration)
    assert not unattended(WorkItem.objects.filter(pk=found.pk)).exists()
    day = clock.today() - datetime.timedelta(days=1)
    stage.holder(found.organisation).appointments.update(starts_on=day, ends_on=day)
    return found


def told() -> dict[str, str]:
    rows = Message.objects.filter(event="desk.vacant", overtaken_at=None).select_related("person", "for_whom")
    return {message.person.name: parcels.said(message) for message in rows}


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_head_and_the_administrators_are_told_until_somebody_is_there(lying: WorkItem) -> None:
    collecting.collect()
    collecting.collect()
    said = told()
    assert set(said) == {"镇长", "系统管理员", "安全管理员"}
    assert "现无人承担“乡镇审核”职责" in said["系统管理员"]
    assert lying.dossier.title not in said["系统管理员"].replace("乡镇审核", "")
    page = browser(User.objects.get(name="镇长")).get("/").content.decode()
    assert "因空岗无人办理" in page
    assert lying.dossier.title in page
    new = make.person("新任")
    stage.appoint(new, lying.organisation, (Duty.REVIEW_PROPOSALS,))
    overtaking.settle()
    assert told() == {}
    assert WorkItem.objects.inbox_of(new).filter(pk=lying.pk).exists()
    assert "因空岗无人办理" not in browser(User.objects.get(name="镇长")).get("/").content.decode()


def test_the_supervisor_lists_it_within_his_area_and_others_are_refused(lying: WorkItem, watch: Watch) -> None:
    client = browser(watch.supervisor)
    text = client.get(LIST).content.decode()
    assert lying.dossier.title in text
    assert "乡镇审核" in text
    assert "空岗：" in client.get("/oversight/").content.decode()
    progress = client.get(f"/dossiers/{lying.dossier_id}/?tab=progress").content.decode()
    assert "该机关现无人承担本环节职责" in progress
    assert "空岗：岗位" in progress
    WorkItem.objects.filter(pk=lying.pk).update(suspended_at=clock.now())
    assert lying.dossier.title not in client.get(LIST).content.decode()
    assert browser(watch.clerk).get(LIST).status_code == 403
