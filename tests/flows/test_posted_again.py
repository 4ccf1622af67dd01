"""A notice that is posted again: it ends at once, and what was objected to it still has to be answered."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.errors import Conflict, Invalid
from core.models import Dossier, User
from documents import reliances
from plans.models import Notice, Objection, Project
from plans.services import notices, projects, township_rounds, village_rounds
from roles.duties import Duty
from tests.factories import flows as make
from tests.flows.test_returned_round import begun, open_item, posted
from tests.flows.test_township_round import driver
from workflows.desk import services as desk
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.driver import organisation
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def by_village() -> Dossier:
    """Its notice runs."""
    return posted().dossier


def by_township() -> Dossier:
    """Its notice runs."""
    driver().decide(open_item(begun()))
    township = organisation(make.TOWNSHIP)
    reporter = holder(Duty.REPORT_PROJECTS, township)
    opened = township_rounds.open_round(actor=reporter, township=township, year=make.YEAR)
    driver().decide(_item(opened.dossier))
    return opened.dossier


def _item(dossier: Dossier) -> WorkItem:
    return WorkItem.objects.open().select_related("organisation").get(dossier=dossier)


def _handler(notice: Notice) -> User:
    return holder(Duty.HANDLE_OBJECTION, notice.organisation)


@pytest.fixture(params=[by_village, by_township])
def again(request: pytest.FixtureRequest) -> Iterator[tuple[Notice, Notice]]:
    """The first notice with an open objection, and the one that was posted after it on the same day."""
    made: Callable[[], Dossier] = request.param
    with make.july():
        dossier = made()
        first = Notice.objects.get(dossier=dossier)
        notices.object_to(notice=first, text="路线不合理。")
        item = _item(dossier)
        back = {"village_submits": "village_deliberates", "township_confirms_notice": "township_posts_notice"}
        desk.return_to(
            actor=holder(item.duty, item.organisation), work_item=item.pk, step=back[item.step], opinion="核实异议",
            grounds=["truth"] if item.step == "township_reviews" else ["facts"], request_id=uuid4(),
        )  # fmt: skip
        driver().decide(_item(dossier))
        first, second = Notice.objects.filter(dossier=dossier).order_by("pk")
        yield first, second


def test_what_was_objected_to_the_first_still_shuts_the_gate(again: tuple[Notice, Notice]) -> None:
    first, second = again
    item = _item(second.dossier)
    with pytest.raises(Conflict, match="1件异议未办结"):
        driver().decide(item)
    assert _item(second.dossier).step == item.step
    objection = Objection.objects.get(notice=first)
    notices.close_objection(actor=_handler(first), objection=objection.pk, upheld=False, finding="经查，路线合理。")
    driver().decide(item)
    assert not WorkItem.objects.open().filter(pk=item.pk).exists()


def test_the_first_takes_no_more_objections_and_the_second_does(again: tuple[Notice, Notice]) -> None:
    first, second = again
    assert first.closes_on >= clock.today(), "它的期限还没到"
    with pytest.raises(Conflict, match="重新发布的公示代替"):
        notices.object_to(notice=first, text="晚了。")
    assert notices.object_to(notice=second, text="占地过多。").notice == second
    assert first.replaced_by == second
    assert second.replaced_by is None
    assert second.document is not None
    assert second.document.replaces == first.document


def test_the_public_reads_where_the_new_one_is(again: tuple[Notice, Notice], client: Client) -> None:
    first, second = again
    listed = client.get(reverse("disclosure:notices")).content.decode()
    old, new = (reverse("disclosure:notice", args=[notice.pk]) for notice in again)
    assert new in listed
    assert old not in listed
    page = client.get(old).content.decode()
    assert "重新发布的公示代替，不再受理异议" in page
    assert new in page
    assert "提交异议" not in page
    assert "提交异议" in client.get(new).content.decode()
    refused = client.post(old, {"text": "晚了。"})
    assert refused.status_code == 409
    assert Objection.objects.filter(notice=first).count() == 1
    assert not Objection.objects.filter(notice=second).exists()


def test_who_handles_it_reads_that_it_must_still_be_answered(again: tuple[Notice, Notice], client: Client) -> None:
    first, second = again
    client.force_login(_handler(first), backend=BACKEND)
    page = client.get(reverse("plans:notice_objections", args=[first.pk])).content.decode()
    assert "尚未办结的异议仍须处理" in page
    assert "处理异议" in page
    assert "仍须处理" not in client.get(reverse("plans:notice_objections", args=[second.pk])).content.decode()
    assert "已重新公示" in client.get(reverse("plans:notices")).content.decode()
    assert "已重新公示" in client.get(reverse("desk:dossier", args=[first.dossier_id])).content.decode()


def test_only_the_one_that_runs_keeps_its_document_in_force(again: tuple[Notice, Notice]) -> None:
    first, second = again
    assert first.document is not None
    assert second.document is not None
    reliances.require_free(first.document)
    with pytest.raises(Conflict, match="公示期内"):
        reliances.require_free(second.document)


def uphold(first: Notice, *projects: int) -> None:
    objection = Objection.objects.get(notice=first)
    notices.close_objection(
        actor=_handler(first), objection=objection.pk, upheld=True, finding="经查属实。", projects=projects
    )


def test_upheld_it_is_not_answered_by_posting_the_same_again(again: tuple[Notice, Notice]) -> None:
    first, second = again
    uphold(first)
    item, project = _item(second.dossier), Project.objects.get()
    with pytest.raises(Conflict, match=f"异议成立，涉及的“{project.name}”没有更改"):
        driver().decide(item)
    assert _item(second.dossier).pk == item.pk
    back = {"village_submits": "village_deliberates", "township_confirms_notice": "township_posts_notice"}
    desk.return_to(
        actor=holder(item.duty, item.organisation), work_item=item.pk, step=back[item.step], opinion="更正内容",
        grounds=["facts"], request_id=uuid4(),
    )  # fmt: skip
    with pytest.raises(Conflict, match="没有更改"):
        driver().decide(_item(second.dossier))
    assert Notice.objects.filter(dossier=second.dossier).count() == 2
    if item.step == "village_submits":
        clerk = holder(Duty.PROPOSE_PROJECTS, item.organisation)
        projects.change(actor=clerk, project=project.pk, fields={"content": "改线，避开耕地。"})
    else:
        township_rounds.drop(
            actor=holder(Duty.REPORT_PROJECTS, item.organisation), project=project.pk, reason="异议成立。"
        )
    driver().decide(_item(second.dossier))
    assert not WorkItem.objects.open().filter(dossier=second.dossier, step=back[item.step]).exists()


def test_upheld_for_its_procedure_it_is_answered_by_a_new_meeting() -> None:
    """No word of the project changes; the record of before is no answer."""
    with make.july():
        held = posted()
        first = Notice.objects.get(dossier=held.dossier)
        notices.object_to(notice=first, text="会议没有通知我。")
        uphold(first)
        item = _item(held.dossier)
        desk.return_to(
            actor=holder(item.duty, item.organisation), work_item=item.pk, step="village_deliberates", opinion="重新议定",
            grounds=["facts"], request_id=uuid4(),
        )  # fmt: skip
        with pytest.raises(Conflict, match="重新召开会议议定"):
            driver().decide(_item(held.dossier))
        clock.advance(to=clock.now() + datetime.timedelta(days=1))
        clerk = holder(Duty.PROPOSE_PROJECTS, item.organisation)
        village_rounds.record_deliberation(actor=clerk, village_round=held.pk, fields={"held_on": clock.today()})
        driver().decide(_item(held.dossier))
        assert Notice.objects.filter(dossier=held.dossier).count() == 2


def test_an_upheld_one_names_projects_of_its_own_notice(again: tuple[Notice, Notice], client: Client) -> None:
    first, _second = again
    with pytest.raises(Invalid, match="不在该公示中"):
        uphold(first, 0)
    objection = Objection.objects.get(notice=first)
    assert objection.closed_at is None
    client.force_login(_handler(first), backend=BACKEND)
    address, project = reverse("plans:objection", args=[objection.pk]), Project.objects.get()
    assert project.name in client.get(address).content.decode()
    said = {"upheld": "yes", "finding": "经查属实。", "projects": [project.pk]}
    assert client.post(address, said).status_code == 302
    assert list(objection.projects.all()) == [project]
    shown = client.get(reverse("plans:notice_objections", args=[first.pk])).content.decode()
    assert project.name in shown
