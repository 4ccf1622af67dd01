"""Whoever keeps the library corrects what a project in it says, not its money, while no locked plan has it (四（六）)."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from core.enums import Sector
from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry, Organisation, User
from plans.enums import ProjectState, VersionState
from plans.models import LibraryRound, Project
from plans.services import corrections, plan_versions
from plans.services.organs import bureau
from roles.duties import Duty
from tests.factories import flows as make
from tests.plans.services.test_refusals import clerk, drafted, drafter, in_library
from workflows.flows.rehearsal.people import holder

BACKEND = "django.contrib.auth.backends.ModelBackend"
WHY = "雨季推迟开工。"
LATER = {"starts_on": datetime.date(make.YEAR, 5, 1), "ends_on": datetime.date(make.YEAR, 12, 20)}


def keeper(county: Organisation) -> User:
    return holder(Duty.MANAGE_LIBRARY, bureau(county, Sector.POVERTY))


def test_dates_are_corrected_and_the_ledger_has_both(county: Organisation) -> None:
    project = in_library(county)
    began = project.starts_on
    corrections.correct(actor=keeper(county), project=project.pk, fields={**LATER, "amount": 1}, reason=f" {WHY} ")
    found = Project.objects.get(pk=project.pk)
    assert (found.starts_on, found.ends_on, found.amount) == (*LATER.values(), project.amount)
    told = LedgerEntry.objects.get(action="project.corrected").detail
    assert (told["reason"], told["project"]) == (WHY, project.code)
    assert told["changed"]["starts_on"] == [str(began), str(LATER["starts_on"])]


@pytest.mark.parametrize(
    ("fields", "reason", "told"),
    [
        (LATER, "  ", "请写明更正理由"),
        (LATER, "雨\u202e季", "更正理由"),
        ({}, WHY, "没有任何改动"),
        ({"ends_on": datetime.date(make.YEAR + 1, 1, 1)}, WHY, "计划完工"),
        ({"target": " "}, WHY, "绩效目标"),
    ],
)
def test_what_is_refused_changes_nothing(
    county: Organisation, fields: dict[str, object], reason: str, told: str
) -> None:
    project = in_library(county)
    before = Project.objects.values(*corrections.CORRECTABLE).get(pk=project.pk)
    with pytest.raises(Invalid, match=told):
        corrections.correct(actor=keeper(county), project=project.pk, fields=fields, reason=reason)
    assert Project.objects.values(*corrections.CORRECTABLE).get(pk=project.pk) == before
    assert not LedgerEntry.objects.filter(action="project.corrected").exists()


def test_not_outside_the_library_nor_in_a_locked_plan(county: Organisation) -> None:
    project, version = in_library(county), drafted(county)
    plan_versions.draw(actor=drafter(county), version=version.pk, projects=[project.pk])
    corrections.correct(actor=keeper(county), project=project.pk, fields=LATER, reason=WHY)
    plan_versions.advance(version, VersionState.CONSULTING)
    with pytest.raises(Conflict, match=f"{version.title}（征求意见），不能更正"):
        corrections.correct(actor=keeper(county), project=project.pk, fields={"location": "二组"}, reason=WHY)
    Project.objects.filter(pk=project.pk).update(state=ProjectState.APPRAISED)
    with pytest.raises(Conflict, match="不在项目库中"):
        corrections.correct(actor=keeper(county), project=project.pk, fields={"location": "二组"}, reason=WHY)


def test_nobody_else_corrects(client: Client, county: Organisation) -> None:
    project = in_library(county)
    address = reverse("plans:correct_project", args=[project.pk])
    for stranger in (clerk(), drafter(county), holder(Duty.MANAGE_SOURCES, bureau(county, Sector.FINANCE))):
        with pytest.raises(Refused):
            corrections.correct(actor=stranger, project=project.pk, fields=LATER, reason=WHY)
        client.force_login(stranger, backend=BACKEND)
        assert client.post(address, {"reason": WHY}).status_code == 403
        shown = client.get(reverse("plans:project", args=[project.pk]))
        assert address not in shown.content.decode()


def test_by_its_page(client: Client, county: Organisation) -> None:
    project, version = in_library(county), drafted(county)
    plan_versions.draw(actor=drafter(county), version=version.pk, projects=[project.pk])
    project.library_round = LibraryRound.objects.create(dossier=version.dossier, county=county, year=make.YEAR)
    project.save(update_fields=["library_round"])
    page, address = (reverse(f"plans:{name}", args=[project.pk]) for name in ("project", "correct_project"))
    client.force_login(keeper(county), backend=BACKEND)
    assert address in client.get(page).content.decode()
    typed = {name: getattr(project, name) for name in corrections.CORRECTABLE} | {"reason": WHY, "location": "二组坡下"}
    refused = client.post(address, {**typed, "ends_on": f"{make.YEAR + 1}-01-01"})
    assert (refused.status_code, "二组坡下" in refused.content.decode()) == (422, True)
    told = client.post(address, typed, follow=True).content.decode()
    assert f"已列入《{version.title}》草稿" in told
    assert f"{project.location} → 二组坡下" in told
    assert WHY in told
    plan_versions.advance(version, VersionState.CONSULTING)
    late = client.get(address, follow=True)
    assert "不能更正" in late.content.decode()
    assert client.post(address, {**typed, "location": "三组"}).status_code == 422
