"""What the public sees and may do without an account."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from core import clock
from core.models import Organisation, ThrottleTally
from disclosure.views import OBJECTIONS_AN_HOUR
from documents import services as documents
from documents.jobs import render_owed
from plans.enums import NoticeKind
from plans.models import Notice, Objection
from tests.access.sheets import ClosedSheet, OpenSheet, Sheet
from tests.funds.money import drawing, source
from tests.plans.services.test_refusals import posted, village


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


@pytest.fixture
def printed(notice: Notice) -> Callable[[Sheet], int]:
    """The status that the public gets for the notice's file when this paper is its document."""

    def ask(paper: Sheet) -> int:
        document = documents.issue(
            actor=None, paper=paper, dossier=notice.dossier, issuer=notice.organisation, signed_on=clock.today()
        )
        Notice.objects.filter(pk=notice.pk).update(document=document)
        while render_owed():
            pass
        response = Client().get(file_of(notice))
        b"".join(response)  # read to its end, which closes the file
        return response.status_code

    return ask


def file_of(notice: Notice) -> str:
    return reverse("disclosure:notice_document", args=[notice.pk])


def test_only_an_open_document_is_served_with_its_notice(notice: Notice, printed: Callable[[Sheet], int]) -> None:
    assert printed(Sheet()) == 404
    assert file_of(notice) not in Client().get(address(notice)).content.decode()
    assert printed(ClosedSheet()) == 404
    assert printed(OpenSheet()) == 200
    assert file_of(notice) in Client().get(address(notice)).content.decode()


def test_the_villages_of_a_plan_are_shown_where_its_document_is(county: Organisation, client: Client) -> None:
    version = drawing(county, {source(county, "1000000.00").pk: Decimal("123456.79")})
    project = version.items.get().project
    project.villages.set([village()])
    announced = Notice.objects.create(
        dossier=version.dossier, county=county, organisation=county, kind=NoticeKind.PLAN, title="方案公告",
        posted_on=clock.today(), closes_on=clock.today(), place="县政府网站",
    )  # fmt: skip
    villages = reverse("disclosure:coverage", args=[announced.pk])
    for paper, status in ((ClosedSheet(), 404), (OpenSheet(), 200)):
        version.document = documents.issue(
            actor=None, paper=paper, dossier=version.dossier, issuer=county, signed_on=clock.today()
        )
        version.save(update_fields=["document"])
        assert client.get(villages).status_code == status
        assert (villages in client.get(address(announced)).content.decode()) == (status == 200)
    page = client.get(villages).content.decode()
    assert "12.345679" in page
    assert project.name in page
    assert reverse("plans:project", args=[project.pk]) not in page
    tomorrow = clock.today() + datetime.timedelta(days=1)
    Notice.objects.filter(pk=announced.pk).update(posted_on=tomorrow, closes_on=tomorrow)
    assert client.get(villages).status_code == 404


def test_no_document_is_served_before_its_notice_is_posted(notice: Notice, printed: Callable[[Sheet], int]) -> None:
    assert printed(OpenSheet()) == 200
    tomorrow = clock.today() + datetime.timedelta(days=1)
    Notice.objects.filter(pk=notice.pk).update(posted_on=tomorrow, closes_on=tomorrow)
    assert Client().get(file_of(notice)).status_code == 404


def test_the_notice_leaves_the_page_when_it_has_run(notice: Notice, client: Client) -> None:
    clock.advance(by=datetime.timedelta(days=30))
    assert notice.title not in client.get(reverse("disclosure:notices")).content.decode()
    assert client.post(address(notice), {"text": "晚了。"}).status_code == 409


def test_an_announcement_stays_public_for_good(notice: Notice, client: Client) -> None:
    Notice.objects.filter(pk=notice.pk).update(kind=NoticeKind.PLAN)
    page = f"{reverse('disclosure:notices')}?past"
    clock.advance(by=datetime.timedelta(days=400))
    assert notice.title in client.get(page).content.decode()
    assert notice.title in client.get(f"{page}&q={notice.organisation.name}").content.decode()
    assert notice.title not in client.get(f"{page}&q=别处").content.decode()
    Notice.objects.filter(pk=notice.pk).update(kind=NoticeKind.VILLAGE)
    assert notice.title not in client.get(page).content.decode()


def test_no_announcement_is_listed_before_its_day(notice: Notice, client: Client) -> None:
    tomorrow = clock.today() + datetime.timedelta(days=1)
    Notice.objects.filter(pk=notice.pk).update(kind=NoticeKind.PLAN, posted_on=tomorrow, closes_on=tomorrow)
    assert notice.title not in client.get(f"{reverse('disclosure:notices')}?past").content.decode()


def test_one_address_objects_only_so_often(notice: Notice, client: Client) -> None:
    for _n in range(OBJECTIONS_AN_HOUR):
        client.post(address(notice), {"text": "受益户不实。"})
    assert client.post(address(notice), {"text": "又来。"}).status_code >= 400
    assert Objection.objects.count() == OBJECTIONS_AN_HOUR


def test_behind_the_proxy_each_citizen_counts_for_himself(
    notice: Notice, client: Client, settings: LazySettings
) -> None:
    settings.BEHIND_PROXY = True

    def object_from(hops: str) -> int:
        return client.post(address(notice), {"text": "受益户不实。"}, headers={"X-Forwarded-For": hops}).status_code

    for n in range(OBJECTIONS_AN_HOUR):
        assert object_from(f"10.0.0.{n}, 203.0.113.7") == 302  # what the client wrote before it counts for nothing
    assert object_from("10.9.9.9, 203.0.113.7") == 403
    assert object_from("203.0.113.8") == 302


def test_without_a_proxy_nobody_names_his_own_address(notice: Notice, client: Client) -> None:
    for n in range(OBJECTIONS_AN_HOUR):
        client.post(address(notice), {"text": "受益户不实。"}, headers={"X-Forwarded-For": f"203.0.113.{n}"})
    last = client.post(address(notice), {"text": "又来。"}, headers={"X-Forwarded-For": "203.0.113.99"})
    assert last.status_code == 403


def test_what_comes_too_late_is_not_counted(notice: Notice, client: Client) -> None:
    clock.advance(by=datetime.timedelta(days=30))
    assert client.post(address(notice), {"text": "晚了。"}).status_code == 409
    assert not ThrottleTally.objects.exists()


def test_the_hotline_stands_once_and_the_countys_own_number_where_it_has_one(
    county: Organisation, client: Client
) -> None:
    Organisation.objects.filter(pk=county.pk).update(supervision_phone="0719-4220000")
    shown = client.get(address(posted(county).dossier.notices.get())).content.decode()
    assert "监督电话</dt><dd>0719-4220000" in shown
    assert shown.count("<dd>12317") == 1


def test_without_a_number_of_its_own_only_the_hotline_stands(notice: Notice, client: Client) -> None:
    for kept in ("", "12317"):  # as it was kept before there was one of one's own
        Notice.objects.filter(pk=notice.pk).update(contact=kept)
        shown = client.get(address(notice)).content.decode()
        assert shown.count("<dd>12317") == 1
        assert "<dt>监督电话</dt>" not in shown
    assert notice.document
    assert "扶贫监督举报电话：12317" in str(notice.document.content)
    assert str(notice.document.content).count("12317") == 1


@pytest.mark.parametrize("words", ["%", "_", "\\", "100%"])
def test_a_search_finds_the_very_words(notice: Notice, client: Client, words: str) -> None:
    page = client.get(reverse("disclosure:notices"), {"q": words}).content.decode()
    assert notice.title not in page
    assert f"没有找到含“{words}”的公示公告" in page
    Notice.objects.filter(pk=notice.pk).update(title=f"公示{words}号")
    assert f"公示{words}号" in client.get(reverse("disclosure:notices"), {"q": words}).content.decode()
