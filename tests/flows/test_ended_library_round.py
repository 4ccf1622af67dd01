"""A library round ended before the leading group decides: what was passed, returned and not asked yet (domain a.3)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from core.enums import OrganisationKind
from core.models import Organisation, User
from documents import readers
from documents.models import IssuedDocument
from plans.enums import ProjectState, Verdict
from plans.models import Project, VillageRound
from plans.services import library_rounds, projects
from roles.duties import Duty
from tests.factories import flows as make
from tests.flows.test_returned_by_county import WRONG, ToLibrary, journey, under_way, verdicts
from workflows.desk import terminations as desk
from workflows.engine import services as engine
from workflows.engine.models import WorkItem
from workflows.flows.forms import AppraisalForm
from workflows.flows.rehearsal.driver import organisation
from workflows.flows.rehearsal.people import holder

__all__ = ["journey", "under_way"]
pytestmark = pytest.mark.django_db
OWN = "集镇垃圾中转站"
"""The township's own project; the village's is `make.ROWS[0][0]`."""


def end(journey: ToLibrary) -> None:
    dossier = journey.opened.dossier
    row = engine.propose_termination(
        actor=holder(Duty.COMPILE_PLAN, dossier.owner), dossier=dossier, reason="批次有误。", request_id=uuid4()
    )  # fmt: skip
    group = Organisation.objects.get(county=journey.county, kind="leading_group")
    engine.decide_termination(
        actor=holder(Duty.CHAIR_LEADING_GROUP, group), termination=row.pk, agrees=True, words="", request_id=uuid4()
    )


def appraised_in_part(journey: ToLibrary, *returned: str) -> None:
    """All departments appraise, and return these, but one that is competent for none of them."""
    journey.driver.prepare["department_appraises"] = verdicts(AppraisalForm, Verdict.RETURN, *returned)
    competent = set(Project.objects.filter(name__in=returned).values_list("competent", flat=True))
    items = WorkItem.objects.open().filter(dossier=journey.opened.dossier).select_related("organisation")
    *asked, _left = sorted(items, key=lambda item: (item.organisation_id not in competent, item.pk))
    for item in asked:
        journey.driver.decide(item)


def proposes(project: Project) -> User:
    return holder(projects.PROPOSING_DUTY[OrganisationKind(project.proposer.kind)], project.proposer)


def of_name(name: str) -> Project:
    return Project.objects.select_related("proposer").get(name=name)


def test_what_was_returned_is_not_reported_again(journey: ToLibrary) -> None:
    village = make.ROWS[0][0]
    appraised_in_part(journey, village, OWN)
    before = set(journey.opened.projects.values_list("code", flat=True))
    told = desk.consequences(engine.under_way(journey.opened.dossier))
    assert f"{len(before) - 2}个项目恢复为待论证，可列入以后的批次" in told
    assert "已退回的2个项目交申报单位更正或撤下，退回意见书书面告知理由" in told
    others = Project.objects.exclude(name__in=(village, OWN))
    assert set(others.values_list("state", flat=True)) == {ProjectState.APPRAISED, ProjectState.REPORTED}
    end(journey)
    assert set(others.exclude(proposer__kind="department").values_list("state", flat=True)) <= {ProjectState.REPORTED}
    assert set(others.filter(proposer__kind="department").values_list("state", flat=True)) <= {ProjectState.DRAFT}
    ready = library_rounds.ready_to_appraise(journey.county, make.YEAR)
    assert {project.code for project in ready} == before - {of_name(village).code, of_name(OWN).code}
    travelled = Project.objects.travelled_in(journey.opened.dossier_id)
    assert {project.code for project in travelled} == before  # the ended round still shows what lay in it


def test_its_proposers_read_why_and_have_it_again(journey: ToLibrary, client: Client) -> None:
    village = make.ROWS[0][0]
    appraised_in_part(journey, village, OWN)
    end(journey)
    slips = IssuedDocument.objects.filter(dossier=journey.opened.dossier, kind="D08")
    assert {slip.addressees[0] for slip in slips} == {of_name(one).proposer.official_name for one in (village, OWN)}
    assert all(WRONG in str(slip.content) and "领导小组审定，" not in str(slip.content) for slip in slips)
    again = VillageRound.objects.get(dossier__closed_at__isnull=True)
    assert list(again.projects.values_list("name", "state")) == [(village, ProjectState.DRAFT)]
    assert projects.against_changing(of_name(village)) == ""
    assert WorkItem.objects.open().get(dossier=again.dossier).organisation == organisation(make.FIRST)
    township = of_name(OWN)
    assert (township.state, projects.lies_returned(township)) == (ProjectState.RETURNED, True)
    clerk = proposes(township)
    assert all(
        readers.may_read(clerk, slip) for slip in slips.filter(addressees__contains=[township.proposer.official_name])
    )
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("plans:project", args=[township.pk])).content.decode()
    assert "本项目经论证退回，所在批次已终止" in page
    assert reverse("plans:withdraw_project", args=[township.pk]) in page
    projects.change(actor=clerk, project=township.pk, fields={"amount": township.amount - 1})
    assert of_name(OWN).state == ProjectState.DRAFT


def test_what_is_not_corrected_may_be_withdrawn(journey: ToLibrary) -> None:
    appraised_in_part(journey, OWN)
    end(journey)
    township = of_name(OWN)
    projects.withdraw(actor=proposes(township), project=township.pk, reason="不再实施。")
    assert of_name(OWN).state == ProjectState.WITHDRAWN
