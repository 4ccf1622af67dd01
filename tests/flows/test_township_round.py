"""A township's round of which nothing is left: no report, the villages told, the round ended (domain a.2b)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.errors import Conflict, Refused
from core.models import Organisation, User
from documents.models import IssuedDocument
from documents.readers import may_read
from plans.enums import ProjectState, Verdict
from plans.models import LeftOut, Notice, Project, TownshipRound
from plans.services import notices, projects, township_rounds
from roles.duties import Duty
from tests.factories import flows as make
from tests.flows.test_returned_round import begun, open_item
from workflows.desk import timeline
from workflows.engine import services as engine
from workflows.engine.models import WorkItem
from workflows.flows.forms import TownshipReviewForm
from workflows.flows.rehearsal.driver import Driver, organisation
from workflows.flows.rehearsal.journey import DIRECT
from workflows.flows.rehearsal.people import holder
from workflows.flows.rehearsal.proposals import Proposer

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
WHY = "公示期间查实选址不当。"


def reporter() -> User:
    return holder(Duty.REPORT_PROJECTS, organisation(make.TOWNSHIP))


@pytest.fixture
def opened() -> Iterator[TownshipRound]:
    """A township's round of one village project, not posted yet."""
    with make.july():
        village = begun()
        driver().decide(open_item(village))
        yield township_rounds.open_round(actor=reporter(), township=organisation(make.TOWNSHIP), year=make.YEAR)


def driver() -> Driver:
    return Driver(prepare={"township_reviews": _passes})


def _passes(item: WorkItem, actor: User) -> dict[str, Any]:
    good = {"verdict": Verdict.PASS.value, "points": [], "note": ""}
    return {"verdicts": {str(p.pk): good for p in TownshipReviewForm(work_item=item, actor=actor).projects}}


def lies(held: TownshipRound) -> list[str]:
    return sorted(WorkItem.objects.open().filter(dossier=held.dossier).values_list("step", flat=True))


def act(held: TownshipRound) -> None:
    item = WorkItem.objects.open().select_related("organisation").get(dossier=held.dossier)
    driver().decide(item)


def drop(held: TownshipRound) -> Project:
    [project] = held.projects.all()
    township_rounds.drop(actor=reporter(), project=project.pk, reason=WHY)
    return project


def told(held: TownshipRound) -> None:
    """The village has the slip and an item in its inbox, and no report was made."""
    [item] = WorkItem.objects.open().filter(dossier=held.dossier).select_related("organisation")
    assert (item.step, item.organisation.code) == ("village_takes_note", make.FIRST)
    assert WorkItem.objects.inbox_of(holder(Duty.PROPOSE_PROJECTS, item.organisation)).filter(pk=item.pk).exists()
    [slip] = IssuedDocument.objects.filter(kind="D08")  # once, when it was taken out
    assert slip.addressees == [item.organisation.official_name]
    assert WHY in str(slip.content)
    assert not IssuedDocument.objects.filter(dossier=held.dossier, kind="D06").exists()


def ended(held: TownshipRound) -> str:
    held.dossier.refresh_from_db()
    assert held.dossier.closed_at is not None
    return held.dossier.outcome


def test_dropped_before_it_is_posted_nothing_is_posted(opened: TownshipRound) -> None:
    project = drop(opened)
    act(opened)
    assert not Notice.objects.filter(dossier=opened.dossier).exists()
    told(opened)
    act(opened)
    assert ended(opened) == "nothing_reported"
    project.refresh_from_db()
    assert project.state == ProjectState.DROPPED


def test_dropped_for_an_upheld_objection_the_round_ends_after_its_notice(opened: TownshipRound) -> None:
    act(opened)
    objection = notices.object_to(notice=Notice.objects.get(dossier=opened.dossier), text="选址不当。")
    head = holder(Duty.HANDLE_OBJECTION, opened.township)
    notices.close_objection(actor=head, objection=objection.pk, upheld=True, finding="属实。")
    with pytest.raises(Conflict, match="异议成立"):
        act(opened)
    drop(opened)
    act(opened)
    told(opened)
    act(opened)
    assert ended(opened) == "nothing_reported"


def test_dropped_while_the_head_signs_no_empty_report_is_signed(opened: TownshipRound) -> None:
    act(opened)
    act(opened)
    assert lies(opened) == ["township_head_signs"]
    drop(opened)
    with pytest.raises(Conflict, match="没有可上报的项目"):
        act(opened)
    item = WorkItem.objects.open().get(dossier=opened.dossier)
    engine.return_to(
        actor=holder(item.duty, opened.township), work_item=item.pk, step="township_posts_notice", opinion="无可上报",
        request_id=uuid4(),
    )  # fmt: skip
    act(opened)
    told(opened)


def test_a_village_that_stays_silent_does_not_hold_the_round_open(opened: TownshipRound) -> None:
    drop(opened)
    act(opened)
    assert engine.lapse_overdue() == 0
    item = WorkItem.objects.open().get(dossier=opened.dossier)
    clock.advance(to=item.due_at + (item.due_at - item.opened_at))
    assert engine.lapse_overdue() == 1
    assert ended(opened) == "nothing_reported"


def test_of_its_own_projects_a_township_tells_nobody(opened: TownshipRound) -> None:
    drop(opened)
    act(opened)
    act(opened)
    county = Organisation.objects.get(code=make.COUNTY)
    fields = {**Proposer(county, make.YEAR).fields(make.plan().items[0]), "name": "集镇公厕"}
    own = projects.propose(
        actor=reporter(), proposer=opened.township, year=make.YEAR, fields=fields, ground=DIRECT
    )  # fmt: skip
    second = township_rounds.open_round(actor=reporter(), township=opened.township, year=make.YEAR)
    township_rounds.drop(actor=reporter(), project=own.pk, reason=WHY)
    act(second)
    assert ended(second) == "nothing_reported"
    assert not IssuedDocument.objects.filter(dossier=second.dossier, kind="D08").exists()
    assert not LeftOut.objects.filter(project=own).exists()


def test_what_is_left_is_reported(opened: TownshipRound) -> None:
    act(opened)
    act(opened)
    act(opened)
    assert ended(opened) == "reported"
    assert opened.projects.get().state == ProjectState.REPORTED


def test_why_a_project_was_dropped_stands_with_its_reviews(opened: TownshipRound, client: Client) -> None:
    project = drop(opened)
    project.refresh_from_db()
    said = project.reviews.get(verdict=Verdict.DROP)
    assert (said.note, said.organisation) == (WHY, opened.township)
    assert (said.stage_label, said.verdict_label, project.state_label) == ("乡镇上报", "移出", "已移出")
    [told] = [act for group in timeline.rounds(opened.dossier, reporter()) for act in group.acts if WHY in act.text]
    assert told.act == "移出项目"
    client.force_login(reporter(), backend=BACKEND)
    found = {
        state: client.get(reverse("plans:library"), {"state": state}).context["page"]
        for state in ("left_out", "dropped")
    }
    assert ([one.pk for one in found["left_out"]], len(found["dropped"])) == ([project.pk], 0)
    with pytest.raises(Conflict, match="待上报"):
        township_rounds.drop(actor=reporter(), project=project.pk, reason=WHY)


def test_only_the_township_drops(opened: TownshipRound) -> None:
    [project] = opened.projects.all()
    clerk = holder(Duty.PROPOSE_PROJECTS, organisation(make.FIRST))
    with pytest.raises(Refused):
        township_rounds.drop(actor=clerk, project=project.pk, reason=WHY)
    assert opened.projects.get().state == ProjectState.TOWNSHIP_PASSED


def test_what_is_refused_stands_beside_its_project_with_the_reason(client: Client, opened: TownshipRound) -> None:
    project = opened.projects.get()
    address = reverse("plans:drop_project", args=[project.pk])
    client.force_login(reporter(), backend=BACKEND)
    page = client.get(reverse("plans:township_round", args=[opened.pk])).content.decode()
    assert address in page
    for reason, told in (("", "必填"), ("选址\u202e不当", "第3个字符")):
        refused = client.post(address, {"reason": reason})
        page = refused.content.decode()
        assert refused.status_code == 422
        assert "<details open>" in page
        assert told in page
        assert reason in page
    assert client.post(address, {"reason": WHY}).status_code == 302
    late = client.post(address, {"reason": "再移一次。"})
    assert late.status_code == 422
    assert "不在待上报之列" in late.content.decode()
    assert "再移一次。" in late.content.decode()
    client.force_login(
        holder(Duty.REVIEW_PROPOSALS, opened.township), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.post(address, {"reason": WHY}).status_code == 403


def test_its_village_is_told_at_once_in_writing_and_by_its_inbox(client: Client, opened: TownshipRound) -> None:
    project, clerk = drop(opened), holder(Duty.PROPOSE_PROJECTS, organisation(make.FIRST))
    assert project.village_round is not None
    slip = IssuedDocument.objects.get(dossier=project.village_round.dossier, kind="D08")
    assert slip.addressees == [project.proposer.official_name]
    assert WHY in str(slip.content)
    assert "移出本轮上报" in str(slip.content)
    assert "移出事项" in str(slip.content)
    assert "重新报送" not in str(slip.content), "a project that was taken out does not come back"
    assert may_read(clerk, slip)
    told = "1个项目被乡镇移出，尚未查看"
    for reader, is_told in ((clerk, True), (reporter(), False)):
        client.force_login(reader, backend=BACKEND)
        assert (told in client.get(reverse("desk:inbox")).content.decode()) is is_told
        page = client.get(reverse("plans:library")).content.decode()
        assert ("请打开查看理由" in page) is is_told
    client.force_login(reporter(), backend=BACKEND)
    client.get(reverse("plans:project", args=[project.pk]))
    assert LeftOut.objects.unseen().count() == 1, "the township's look is not the village's"
    client.force_login(clerk, backend=BACKEND)
    page = client.get(reverse("plans:project", args=[project.pk])).content.decode()
    assert WHY in page
    assert reverse("documents:document", args=[slip.pk]) in page
    assert told not in client.get(reverse("desk:inbox")).content.decode()
    assert LeftOut.objects.get(project=project).seen_by == clerk
