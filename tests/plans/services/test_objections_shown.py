"""What came of objections is read on the notices' list, the task and a page of their own, by whoever reads the dossier."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from core import ledger
from core.models import Organisation, User
from plans.models import Notice
from plans.services import notices
from roles.duties import Duty
from tests.engine.statements import counted
from tests.factories import flows as make
from tests.factories.roles import person
from tests.plans.services.test_refusals import clerk, posted, village
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.driver import organisation
from workflows.flows.rehearsal.people import holder

BACKEND = "django.contrib.auth.backends.ModelBackend"
WHO = {"name": "张某", "contact": "13900000000"}


@pytest.fixture
def notice(county: Organisation) -> Notice:
    """A village notice with one objection that waits, two that were upheld and one that was not."""
    posted(county)
    found = Notice.objects.get()
    head = holder(Duty.HANDLE_OBJECTION, village())
    for text, upheld in (("路线不合理。", True), ("占地过多。", True), ("造价偏高。", False)):
        objection = notices.object_to(notice=found, text=text, **WHO)
        notices.close_objection(actor=head, objection=objection.pk, upheld=upheld, finding=f"经查，{text}")
    notices.object_to(notice=found, text="影响排水。", **WHO)
    return found


def page(reader: User, address: str) -> str:
    client = Client()
    client.force_login(reader, backend=BACKEND)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def specialist() -> User:
    """扶贫专干 of the township: reads, and does not handle."""
    return holder(Duty.REPORT_PROJECTS, organisation(make.TOWNSHIP))


def test_the_list_and_the_task_lead_there(notice: Notice) -> None:
    address = reverse("plans:notice_objections", args=[notice.pk])
    [item] = WorkItem.objects.open().filter(dossier=notice.dossier)
    for reader, shown in (
        (specialist(), reverse("plans:notices")),
        (clerk(), reverse("desk:task", args=[item.pk])),
        (specialist(), reverse("desk:dossier", args=[notice.dossier_id])),
    ):
        found = page(reader, shown)
        assert f'href="{address}"' in found, shown
        for words in ("1件待处理", "2件成立", "1件不成立"):
            assert words in found, (shown, words)


def test_a_reader_sees_what_came_of_each_and_with_whom_it_lies(notice: Notice) -> None:
    address = reverse("plans:notice_objections", args=[notice.pk])
    found = page(specialist(), address)
    for words in ("路线不合理。", "异议成立", "异议不成立", "经查，造价偏高。", "影响排水。", "等待处理"):
        assert words in found, words
    head = holder(Duty.HANDLE_OBJECTION, village())
    assert head.name in found
    waiting = notice.objections.get(closed_at__isnull=True)
    act = reverse("plans:objection", args=[waiting.pk])
    assert act not in found
    assert act in page(head, address)
    for private in WHO.values():
        assert private not in found


def test_nobody_else(notice: Notice) -> None:
    client = Client()
    address = reverse("plans:notice_objections", args=[notice.pk])
    assert client.get(address)["Location"].startswith("/login/")
    client.force_login(person(), backend=BACKEND)
    assert client.get(address).status_code == 404


def test_an_objection_that_the_ledger_cannot_take_is_not_kept(notice: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(**_: object) -> None:
        raise OperationalError("lock timeout")

    before = notice.objections.count()
    monkeypatch.setattr(ledger, "record", busy)
    with pytest.raises(OperationalError):
        notices.object_to(notice=notice, text="两次提交的异议。", **WHO)
    assert notice.objections.count() == before


def test_many_cost_no_more_statements(notice: Notice) -> None:
    reader, addresses = specialist(), [reverse("plans:notice_objections", args=[notice.pk]), reverse("plans:notices")]

    def statements(address: str) -> int:
        client = Client()
        client.force_login(reader, backend=BACKEND)
        client.get(address)
        with counted() as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    few = [statements(address) for address in addresses]
    for number in range(8):
        notices.object_to(notice=notice, text=f"第{number}件。")
    Notice.objects.create(
        **{f.attname: getattr(notice, f.attname) for f in Notice._meta.concrete_fields if not f.primary_key}
    )
    assert [statements(address) for address in addresses] == few
