"""A reviewer chooses: no verdict is chosen beforehand, none is left out, and what was typed stays."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from core.errors import Invalid
from core.models import Organisation, User
from plans.enums import ProjectState
from plans.models import Project, VillageRound
from plans.services import projects, village_rounds
from tests.factories import flows as make
from tests.flows.test_returned_round import open_item
from tests.plans.services.conftest import county as county
from tests.plans.services.conftest import equipped as equipped
from tests.plans.services.test_refusals import clerk, met, village
from workflows.desk import services as desk
from workflows.engine.models import WorkItem
from workflows.flows.forms import AppraisalForm, LibraryDecisionForm, TownshipReviewForm, VerdictForm
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.people import holder
from workflows.flows.rehearsal.proposals import Proposer

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def reviewed(county: Organisation) -> tuple[WorkItem, User, list[Project]]:
    """A village's two projects at township review, and the reviewer."""
    opened: VillageRound = village_rounds.open_round(actor=clerk(), village=village(), year=make.YEAR)
    for row in make.plan().items[:2]:
        fields = Proposer(county, make.YEAR).fields(row)
        projects.propose(actor=clerk(), proposer=village(), year=make.YEAR, fields=fields, village_round=opened)
    met(opened)
    Driver().decide(open_item(opened))
    Driver().decide(open_item(opened))
    item = open_item(opened)
    return item, holder(item.duty, item.organisation), list(opened.projects.order_by("code"))


def chosen(page: str) -> list[tuple[str, str]]:
    """The verdicts that are chosen on a page."""
    boxes = re.findall(r"<input[^>]*type=\"radio\"[^>]*name=\"verdict-[^>]*>", page)
    return [re.findall(r"name=\"(verdict-\d+)\" value=\"(\w+)\"", box)[0] for box in boxes if "checked" in box]


def states(listed: list[Project]) -> set[str]:
    return set(Project.objects.filter(pk__in=[p.pk for p in listed]).values_list("state", flat=True))


@pytest.mark.parametrize("form", [TownshipReviewForm, AppraisalForm, LibraryDecisionForm])
def test_no_review_chooses_for_its_reviewer(
    form: type[VerdictForm], reviewed: tuple[WorkItem, User, list[Project]], monkeypatch: pytest.MonkeyPatch
) -> None:
    item, reviewer, listed = reviewed
    monkeypatch.setattr(form, "listed", lambda _self: listed)
    asked = form(work_item=item, actor=reviewer)
    assert [verdict.value() for _p, verdict, _points, _note in asked.rows()] == [None, None]
    sent = form(QueryDict(f"verdict-{listed[0].pk}=pass"), work_item=item, actor=reviewer)
    assert sent.non_field_errors() == [f"以下项目尚未填写意见：2. {listed[1].name}"]
    assert sent[f"verdict-{listed[1].pk}"].errors == ["请选择意见"]
    assert sent[f"verdict-{listed[0].pk}"].errors == []


def test_an_open_row_is_refused_by_name_and_what_was_typed_stays(
    client: Client, reviewed: tuple[WorkItem, User, list[Project]]
) -> None:
    item, reviewer, (first, second) = reviewed
    address = reverse("desk:task", args=[item.pk])
    client.force_login(reviewer, backend=BACKEND)
    assert chosen(client.get(address).content.decode()) == []
    typed = {
        "decision": "approve", "opinion": "同意上报一项。", "request_id": str(uuid4()),
        f"verdict-{first.pk}": "pass", f"note-{second.pk}": "概算待核。",
    }  # fmt: skip
    refused = client.post(address, typed)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert f"以下项目尚未填写意见：2. {second.name}" in page
    assert "请选择意见" in page
    assert "概算待核。" in page
    assert "同意上报一项。" in page
    assert chosen(page) == [(f"verdict-{first.pk}", "pass")]
    assert states([first, second]) == {ProjectState.SUBMITTED}


def test_a_press_without_a_script_lets_all_the_rest_pass(
    client: Client, reviewed: tuple[WorkItem, User, list[Project]]
) -> None:
    item, reviewer, (first, second) = reviewed
    address = reverse("desk:task", args=[item.pk])
    client.force_login(reviewer, backend=BACKEND)
    typed = {"opinion": "拟同意。", "request_id": str(uuid4()), f"points-{first.pk}": "estimate"}
    filled = client.post(address, {**typed, "pass_rest": "1"})
    assert filled.status_code == 200
    page = filled.content.decode()
    assert chosen(page) == [(f"verdict-{second.pk}", "pass")]
    assert "请选择意见" not in page
    assert "拟同意。" in page
    assert states([first, second]) == {ProjectState.SUBMITTED}
    sent = {**typed, "decision": "approve", f"verdict-{second.pk}": "pass", f"verdict-{first.pk}": "supplement",
            f"note-{first.pk}": "请附概算。"}  # fmt: skip
    assert client.post(address, sent).status_code == 302
    assert states([first, second]) == {ProjectState.SUPPLEMENT, ProjectState.TOWNSHIP_PASSED}


def test_the_service_asks_the_same(reviewed: tuple[WorkItem, User, list[Project]]) -> None:
    item, reviewer, (first, second) = reviewed
    for said in ({}, {str(first.pk): {"verdict": "pass"}}, {str(first.pk): {"verdict": ""}}):
        with pytest.raises(Invalid):
            desk.decide(
                actor=reviewer, work_item=item.pk, decision="approve", opinion="", request_id=uuid4(),
                data={"verdicts": said},
            )  # fmt: skip
    assert states([first, second]) == {ProjectState.SUBMITTED}


def test_a_long_list_is_judged_in_parts_and_keeps_what_was_typed(
    client: Client, reviewed: tuple[WorkItem, User, list[Project]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflows.flows.verdict_parts.PAGE", 1)
    item, reviewer, (first, second) = reviewed
    address = reverse("desk:task", args=[item.pk])
    client.force_login(reviewer, backend=BACKEND)
    page = client.get(address).content.decode()
    assert (f'name="verdict-{first.pk}"' in page) + (f'name="verdict-{second.pk}"' in page) == 1
    assert "尚有2个未填写" in page
    assert re.findall(r'value="\d+-0" selected', page)
    judged = {
        "request_id": str(uuid4()), f"verdict-{first.pk}": "supplement", f"points-{first.pk}": "estimate",
        f"note-{first.pk}": "请附概算。",
    }  # fmt: skip
    turned = client.post(address, {**judged, "turn_to": "open"})
    page = turned.content.decode()
    assert turned.status_code == 200
    assert f'<input type="hidden" name="verdict-{first.pk}" value="supplement">' in page
    assert f'<input type="hidden" name="points-{first.pk}" value="estimate">' in page
    assert f'<input type="hidden" name="note-{first.pk}" value="请附概算。">' in page
    assert "尚有1个未填写" in page
    unseen = client.post(address, {**judged, "pass_rest": "1"}).content.decode()
    assert "尚有1个未填写" in unseen
    filled = client.post(address, {**judged, f"note-{second.pk}": "", "pass_rest": "1"}).content.decode()
    assert chosen(filled) == [(f"verdict-{second.pk}", "pass")]
    refused = client.post(address, {**judged, "decision": "approve", "opinion": "同意"})
    assert (refused.status_code, f"2. {second.name}" in refused.content.decode()) == (422, True)
    sent = client.post(address, {**judged, f"verdict-{second.pk}": "pass", "decision": "approve", "opinion": "同意"})
    assert sent.status_code == 302
    assert states([first, second]) == {ProjectState.SUPPLEMENT, ProjectState.TOWNSHIP_PASSED}
