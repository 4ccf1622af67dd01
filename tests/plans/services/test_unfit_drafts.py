"""A half-done draft of a department or a township: the round goes without it, and its proposer may take it out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.enums import OrganisationKind
from core.errors import Conflict, Refused
from core.models import LedgerEntry, Organisation, User
from documents.models import IssuedDocument
from plans.enums import ProjectState
from plans.models import LibraryRound, Project, TownshipRound
from plans.services import library_rounds, projects, township_rounds
from plans.services.organs import organ
from roles.duties import Duty
from tests.factories import flows as make
from workflows.flows.rehearsal.driver import organisation
from workflows.flows.rehearsal.people import equip, holder
from workflows.flows.rehearsal.proposals import Proposer

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
NOBODY = {"households": 0, "people": 0, "poor_households": 0, "poor_people": 0}
WHY = "重复填报。"


@pytest.fixture
def county(db: None) -> Iterator[Organisation]:
    with make.july():
        made = make.county()
        equip(made, [organisation(make.FIRST), organisation(make.TOWNSHIP)], clock.today())
        yield made


def department(county: Organisation) -> Organisation:
    found = Organisation.objects.filter(county=county, kind=OrganisationKind.DEPARTMENT)
    return found.select_related("county").order_by("pk")[0]


def proposer_of(county: Organisation, kind: OrganisationKind) -> tuple[User, Organisation]:
    if kind == OrganisationKind.TOWNSHIP:
        township = organisation(make.TOWNSHIP)
        return holder(Duty.REPORT_PROJECTS, township), township
    own = department(county)
    return holder(Duty.PROPOSE_DEPARTMENT_PROJECTS, own), own


def drafted(county: Organisation, kind: OrganisationKind, name: str, **changed: Any) -> Project:
    actor, proposer = proposer_of(county, kind)
    fields = {**Proposer(county, make.YEAR).fields(make.plan().items[0]), "name": name, **changed}
    return projects.propose(actor=actor, proposer=proposer, year=make.YEAR, fields=fields, ground="无村级环节。")


def opening(county: Organisation, kind: OrganisationKind) -> tuple[User, str]:
    """Who gathers, and the address."""
    if kind == OrganisationKind.TOWNSHIP:
        township = organisation(make.TOWNSHIP)
        reporter = holder(Duty.REPORT_PROJECTS, township)
        return reporter, reverse("plans:open_round", args=["township", township.pk])
    group = organ(county, OrganisationKind.WORKING_GROUP)
    return holder(Duty.COMPILE_PLAN, group), reverse("plans:open_round", args=["library", group.pk])


KINDS = pytest.mark.parametrize("kind", [OrganisationKind.DEPARTMENT, OrganisationKind.TOWNSHIP])


@KINDS
def test_the_round_opens_without_it_and_names_it(client: Client, county: Organisation, kind: OrganisationKind) -> None:
    fit, half = drafted(county, kind, "完整项目"), drafted(county, kind, "半成项目", **NOBODY)
    actor, address = opening(county, kind)
    client.force_login(actor, backend=BACKEND)
    page = client.post(address, {"year": make.YEAR}, follow=True).content.decode()
    for words in ("未列入本轮", half.proposer.name, half.code, half.name, "受益户数或人数"):
        assert words in page, words
    fit.refresh_from_db()
    half.refresh_from_db()
    gathered = fit.township_round or fit.library_round
    assert gathered is not None
    assert (half.state, half.township_round, half.library_round) == (ProjectState.DRAFT, None, None)
    assert gathered.dossier.amount == fit.amount
    assert IssuedDocument.objects.filter(dossier=gathered.dossier, kind="D02").count() == 1
    entry = LedgerEntry.objects.get(action="project.left_behind")
    assert (entry.dossier_id, entry.detail["project"]) == (gathered.dossier_id, half.code)
    assert "受益户数或人数" in entry.detail["reason"]


@KINDS
def test_of_none_that_is_fit_no_round_is_opened(client: Client, county: Organisation, kind: OrganisationKind) -> None:
    half = drafted(county, kind, "半成项目", **NOBODY)
    actor, address = opening(county, kind)
    client.force_login(actor, backend=BACKEND)
    page = client.post(address, {"year": make.YEAR}, follow=True).content.decode()
    for words in ("没有填写完整的项目", half.code, "受益户数或人数"):
        assert words in page, words
    assert not LibraryRound.objects.exists()
    assert not TownshipRound.objects.exists()
    assert not LedgerEntry.objects.filter(action="project.left_behind").exists()


@KINDS
def test_completed_it_comes_into_the_next(county: Organisation, kind: OrganisationKind) -> None:
    drafted(county, kind, "完整项目")
    half = drafted(county, kind, "半成项目", **NOBODY)
    actor, proposer = proposer_of(county, kind)

    def gather() -> None:
        if kind == OrganisationKind.TOWNSHIP:
            township_rounds.open_round(actor=actor, township=proposer, year=make.YEAR)
        else:
            library_rounds.open_round(actor=opening(county, kind)[0], county=county, year=make.YEAR)

    gather()
    projects.change(actor=actor, project=half.pk, fields={"households": 3, "people": 9})
    gather()
    half.refresh_from_db()
    assert half.state != ProjectState.DRAFT


@KINDS
def test_its_proposer_takes_it_out_by_its_page(client: Client, county: Organisation, kind: OrganisationKind) -> None:
    half = drafted(county, kind, "半成项目", **NOBODY)
    actor, _proposer = proposer_of(county, kind)
    address, back = (reverse(f"plans:{name}", args=[half.pk]) for name in ("withdraw_project", "project"))
    client.force_login(actor, backend=BACKEND)
    assert address in client.get(back).content.decode()
    assert half.proposer.name in client.get(address).content.decode()
    refused = client.post(address, {"reason": "重\u202e复"})
    assert refused.status_code == 422
    assert "重\u202e复" in refused.content.decode()
    assert client.post(address, {"reason": WHY})["Location"] == back
    half.refresh_from_db()
    assert half.state == ProjectState.WITHDRAWN
    entry = LedgerEntry.objects.get(action="project.withdrawn")
    assert (entry.dossier_id, entry.detail["project"], entry.detail["reason"]) == (None, half.code, WHY)
    assert address not in client.get(back).content.decode()
    gatherer, opens = opening(county, kind)
    client.force_login(gatherer, backend=BACKEND)
    assert "尚无" in client.post(opens, {"year": make.YEAR}, follow=True).content.decode()


@KINDS
def test_nobody_else_takes_it_out(client: Client, county: Organisation, kind: OrganisationKind) -> None:
    half = drafted(county, kind, "半成项目", **NOBODY)
    strangers = [
        holder(Duty.PROPOSE_PROJECTS, organisation(make.FIRST)),
        *(proposer_of(county, other)[0] for other in (OrganisationKind.DEPARTMENT, OrganisationKind.TOWNSHIP) if other != kind),
    ]  # fmt: skip
    for stranger in strangers:
        with pytest.raises(Refused):
            projects.withdraw(actor=stranger, project=half.pk, reason=WHY)
        client.force_login(stranger, backend=BACKEND)
        assert client.post(reverse("plans:withdraw_project", args=[half.pk]), {"reason": WHY}).status_code == 403
    half.refresh_from_db()
    assert half.state == ProjectState.DRAFT


@KINDS
def test_what_a_round_has_gathered_is_not_taken_out(county: Organisation, kind: OrganisationKind) -> None:
    fit = drafted(county, kind, "完整项目")
    actor, proposer = proposer_of(county, kind)
    if kind == OrganisationKind.TOWNSHIP:
        township_rounds.open_round(actor=actor, township=proposer, year=make.YEAR)
    else:
        library_rounds.open_round(actor=opening(county, kind)[0], county=county, year=make.YEAR)
    with pytest.raises(Conflict, match="不能撤下"):
        projects.withdraw(actor=actor, project=fit.pk, reason=WHY)
