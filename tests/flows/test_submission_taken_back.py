"""A village takes its submission back until the township has opened it, and says why (domain step 5, a.3)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import Refused, Stale
from core.models import LedgerEntry, User
from core.templatetags.words import cn_moment
from documents.models import IssuedDocument
from plans.enums import ProjectState
from plans.models import VillageRound
from roles.duties import Duty
from tests.factories import flows as make
from tests.flows.test_returned_round import begun, open_item
from tests.flows.test_township_round import driver
from workflows.desk import services as desk
from workflows.engine import services as engine
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.driver import organisation
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
WHY = "漏报一户受益户，须补填。"


def clerk() -> User:
    return holder(Duty.PROPOSE_PROJECTS, organisation(make.FIRST))


def reviewer() -> User:
    return holder(Duty.REVIEW_PROPOSALS, organisation(make.TOWNSHIP))


@pytest.fixture
def submitted() -> Iterator[VillageRound]:
    """A round that has just come to the township."""
    with make.july():
        yield begun()


def handed_in(held: VillageRound) -> WorkItem:
    return WorkItem.objects.get(dossier=held.dossier, step="village_submits")


def state_of(held: VillageRound) -> str:
    return str(held.projects.get().state)


def test_taken_back_it_is_handed_in_once_more_with_new_sheets(submitted: VillageRound) -> None:
    assert open_item(submitted).step == "township_reviews"
    again = desk.withdraw(actor=clerk(), work_item=handed_in(submitted).pk, reason=WHY)
    assert (again.step, state_of(submitted)) == ("village_submits", ProjectState.DRAFT)
    assert open_item(submitted).pk == again.pk
    assert LedgerEntry.objects.get(action="engine.withdraw").detail["reason"] == WHY
    driver().decide(again)
    assert (open_item(submitted).step, state_of(submitted)) == ("township_reviews", ProjectState.SUBMITTED)
    for kind in ("D02", "D05"):
        first, second = IssuedDocument.objects.filter(dossier=submitted.dossier, kind=kind).order_by("pk")
        assert second.replaces == first


def test_opened_by_the_township_it_stays_and_the_village_reads_by_whom(client: Client, submitted: VillageRound) -> None:
    lies = open_item(submitted)
    client.force_login(reviewer(), backend=BACKEND)
    assert client.get(reverse("desk:task", args=[lies.pk])).status_code == 200
    lies.refresh_from_db()
    told = f"下一环节已打开该事项（{reviewer().name}，{cn_moment(lies.first_opened_at)}），不能撤回"
    with pytest.raises(Stale, match=told):
        desk.withdraw(actor=clerk(), work_item=handed_in(submitted).pk, reason=WHY)
    assert (open_item(submitted).pk, state_of(submitted)) == (lies.pk, ProjectState.SUBMITTED)
    client.force_login(clerk(), backend=BACKEND)
    page = client.get(reverse("plans:village_round", args=[submitted.pk])).content.decode()
    assert told in page
    assert "撤回申报" not in page


def test_its_page_leads_there_and_nobody_else_takes_it_back(client: Client, submitted: VillageRound) -> None:
    item = handed_in(submitted)
    with pytest.raises(Refused):
        desk.withdraw(actor=reviewer(), work_item=item.pk, reason=WHY)
    assert state_of(submitted) == ProjectState.SUBMITTED
    task = reverse("desk:task", args=[item.pk])
    page = reverse("plans:village_round", args=[submitted.pk])
    client.force_login(reviewer(), backend=BACKEND)
    assert "撤回申报" not in client.get(page).content.decode()
    client.force_login(clerk(), backend=BACKEND)
    assert f'<a href="{task}">撤回申报</a>' in client.get(page).content.decode()
    client.post(task, {"act": "withdraw", "reason": WHY})
    assert state_of(submitted) == ProjectState.DRAFT
    assert engine.against_withdrawing(actor=clerk(), work_item=item.pk) is None
