"""A village takes a mistaken project out of its round before the notice; no two of one name reach the notice."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry, Organisation
from documents.papers import Paper
from plans.enums import ProjectState
from plans.models import Notice, Project, VillageRound
from plans.services import projects, village_rounds
from roles.duties import Duty
from tests.factories import flows as make
from tests.plans.services.test_refusals import clerk, met, posted, proposed
from tests.plans.services.test_village_cautions import twin
from workflows.desk import timeline
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.driver import organisation
from workflows.flows.rehearsal.people import holder

BACKEND = "django.contrib.auth.backends.ModelBackend"
WHY = "村级误报，与上年项目重复。"


def listed(opened: VillageRound) -> str:
    """What the notice would say."""
    paper: Paper = village_rounds.notice_draft(opened)
    return str(paper.content())


def test_it_leaves_the_table_the_notice_and_the_sum(county: Organisation) -> None:
    kept, mistaken = twin(county, name="二组蓄水池")
    opened = VillageRound.objects.select_related("dossier").get(projects=kept)
    taken = projects.withdraw(actor=clerk(), project=mistaken.pk, reason=f" {WHY} ")
    assert taken.state == ProjectState.WITHDRAWN
    assert (taken.withdrawn_because, taken.withdrawn_by) == (WHY, clerk())
    assert list(Project.objects.travelled_in(opened.dossier_id)) == [kept]
    assert mistaken.name not in listed(opened)
    assert mistaken.name not in str(village_rounds.record_draft(met(opened)).content())
    assert kept.name in listed(opened)
    opened.dossier.refresh_from_db()
    assert opened.dossier.amount == kept.amount
    entry = LedgerEntry.objects.get(action="project.withdrawn")
    assert (entry.dossier_id, entry.detail["project"], entry.detail["reason"]) == (
        opened.dossier_id,
        mistaken.code,
        WHY,
    )
    [told] = [act for group in timeline.rounds(opened.dossier, clerk()) for act in group.acts]
    assert (told.act, told.who, told.step) == ("撤下项目", clerk().name, "村级民主议事")
    assert told.text == f"{mistaken.code} {mistaken.name}：{WHY}"


def test_a_round_left_with_none_says_so_where_it_stops(client: Client, county: Organisation) -> None:
    opened = met(proposed(county))
    projects.withdraw(actor=clerk(), project=opened.projects.get().pk, reason=WHY)
    with pytest.raises(Invalid, match="没有拟申报的项目"):
        village_rounds.resolve(actor=clerk(), village_round=opened)
    with pytest.raises(Invalid, match="没有拟申报的项目"):
        village_rounds.notice_draft(opened)
    client.force_login(clerk(), backend=BACKEND)
    shown = client.get(reverse("plans:village_round", args=[opened.pk])).content.decode()
    assert "没有拟申报的项目，不能公示" in shown


def test_a_reason_is_asked_and_can_be_printed(county: Organisation) -> None:
    project = proposed(county).projects.get()
    for reason, told in (("  ", "撤下理由"), ("重\u202e复", "U\\+202E")):
        with pytest.raises(Invalid, match=told):
            projects.withdraw(actor=clerk(), project=project.pk, reason=reason)
    project.refresh_from_db()
    assert project.state == ProjectState.DRAFT
    assert not LedgerEntry.objects.filter(action="project.withdrawn").exists()


def test_not_once_posted_and_not_twice(county: Organisation) -> None:
    project = posted(county).projects.get()
    with pytest.raises(Conflict, match="已公示"):
        projects.withdraw(actor=clerk(), project=project.pk, reason=WHY)
    assert Notice.objects.exists()


def test_not_twice(county: Organisation) -> None:
    project = proposed(county).projects.get()
    projects.withdraw(actor=clerk(), project=project.pk, reason=WHY)
    with pytest.raises(Conflict, match="已撤下"):
        projects.withdraw(actor=clerk(), project=project.pk, reason=WHY)


def test_by_nobody_but_its_village(client: Client, county: Organisation) -> None:
    project = proposed(county).projects.get()
    for stranger in (
        holder(Duty.PROPOSE_PROJECTS, organisation(make.SECOND)),
        holder(Duty.REVIEW_PROPOSALS, organisation(make.TOWNSHIP)),
    ):
        with pytest.raises(Refused):
            projects.withdraw(actor=stranger, project=project.pk, reason=WHY)
        client.force_login(stranger, backend=BACKEND)
        assert client.post(reverse("plans:withdraw_project", args=[project.pk]), {"reason": WHY}).status_code == 403
    project.refresh_from_db()
    assert project.state == ProjectState.DRAFT


def test_by_its_page(client: Client, county: Organisation) -> None:
    opened = proposed(county)
    project = opened.projects.get()
    address, back = (
        reverse("plans:withdraw_project", args=[project.pk]),
        reverse("plans:village_round", args=[opened.pk]),
    )
    client.force_login(clerk(), backend=BACKEND)
    assert address in client.get(back).content.decode()
    assert address in client.get(reverse("plans:project", args=[project.pk])).content.decode()
    assert project.name in client.get(address).content.decode()
    refused = client.post(address, {"reason": "重\u202e复"})
    assert refused.status_code == 422
    assert "重\u202e复" in refused.content.decode()
    assert client.post(address, {"reason": WHY})["Location"] == back
    assert address not in client.get(back).content.decode()
    shown = client.get(reverse("plans:project", args=[project.pk])).content.decode()
    assert "已撤下" in shown
    assert WHY in shown
    assert clerk().name in shown
    late = client.get(address, follow=True)
    assert late.redirect_chain[-1][0] == reverse("plans:project", args=[project.pk])
    assert "不能撤下" in late.content.decode()
    again = client.post(address, {"reason": "再撤一次。"})
    assert again.status_code == 422
    assert "不能撤下" in again.content.decode()
    assert "再撤一次。" in again.content.decode()


def test_two_of_one_name_are_not_posted(county: Organisation) -> None:
    first, second = twin(county)
    opened = met(VillageRound.objects.get(projects=first))
    for post in (
        lambda: village_rounds.resolve(actor=clerk(), village_round=opened),
        lambda: village_rounds.notice_draft(opened),
    ):
        with pytest.raises(Invalid, match=f"{first.code}、{second.code}.*重名"):
            post()
    assert not Notice.objects.exists()
    projects.withdraw(actor=clerk(), project=second.pk, reason=WHY)
    village_rounds.resolve(actor=clerk(), village_round=opened)
    assert Notice.objects.filter(dossier=opened.dossier).exists()
    assert WorkItem.objects.open().filter(dossier=opened.dossier).exists()


def test_the_database_keeps_none_withdrawn_without_a_reason(county: Organisation) -> None:
    project = proposed(county).projects.get()
    with pytest.raises(IntegrityError, match="plans_project_withdrawn"), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(state=ProjectState.WITHDRAWN)


def test_what_was_withdrawn_before_has_its_reason_from_the_ledger(county: Organisation) -> None:
    project = proposed(county).projects.get()
    projects.withdraw(actor=clerk(), project=project.pk, reason=WHY)
    Project.objects.filter(pk=project.pk).update(withdrawn_because="旧", withdrawn_by=None, withdrawn_at=None)
    with connection.cursor() as cursor:
        cursor.execute(import_module("plans.migrations.0013_withdrawn_because").FROM_LEDGER)
    project.refresh_from_db()
    assert (project.withdrawn_because, project.withdrawn_by) == (WHY, clerk())
    assert project.withdrawn_at == LedgerEntry.objects.get(action="project.withdrawn").clock_at
