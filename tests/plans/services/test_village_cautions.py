"""What a village is told when it saves a project or its meeting, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from core import clock
from core.errors import Invalid
from core.models import Dossier, Organisation
from plans.forms.rounds import ProjectForm
from plans.models import Project, VillageRound
from plans.services import projects, village_rounds
from tests.factories import flows as make
from tests.plans.services.test_refusals import clerk, met, proposed, village
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.proposals import Proposer


def twin(county: Organisation, **changed: Any) -> tuple[Project, Project]:
    opened = proposed(county)
    first = opened.projects.get()
    fields = {**Proposer(county, make.YEAR).fields(make.plan().items[0]), **changed}
    return first, projects.propose(
        actor=clerk(), proposer=village(), year=make.YEAR, fields=fields, village_round=opened
    )


def test_the_same_name_and_nobody_who_benefits_are_told(county: Organisation) -> None:
    first, second = twin(county, households=0, people=0, poor_households=0, poor_people=0)
    told = projects.cautions(second)
    assert len(told) == 2
    assert first.code in told[1]
    assert projects.cautions(Project(name=first.name, households=1)) == []


def test_the_remark_goes_to_the_note_of_the_amount(county: Organisation) -> None:
    first = proposed(county).projects.get()
    typed = {**ProjectForm(instance=first, proposer=village()).initial, "amount": "10(其中,灾情因素6万元)"}
    typed["amount_note"] = "按实结算"
    form = ProjectForm({k: v for k, v in typed.items() if v is not None}, instance=first, proposer=village())
    form.is_valid()
    assert form.cleaned_data["amount"] == Decimal(100_000)
    assert form.cleaned_data["amount_note"] == "按实结算；其中,灾情因素6万元"


def test_votes_that_do_not_add_up_are_refused(county: Organisation) -> None:
    with pytest.raises(Invalid, match="不符"):
        met(proposed(county), representatives=30, present=25, votes_for=30, votes_against=0, votes_abstained=0)


def test_the_page_refuses_the_sum_warns_of_the_quorum_and_leads_to_the_task(
    client: Client, county: Organisation
) -> None:
    opened = proposed(county)
    client.force_login(clerk(), backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("plans:village_round", args=[opened.pk])
    typed = {"held_on": "2026-07-01", "place": "村部", "chair": "甲", "recorder": "乙", "representatives": 30,
             "present": 10, "votes_for": 30, "votes_against": 0, "votes_abstained": 0, "resolution": "同意。"}  # fmt: skip
    wrong = client.post(address, typed)
    assert wrong.status_code == 422
    assert "不符" in wrong.content.decode()
    saved = client.post(address, typed | {"votes_for": 10})
    assert saved.status_code == 302
    assert any("三分之二" in str(told) for told in get_messages(saved.wsgi_request))
    [item] = WorkItem.objects.open().filter(dossier=opened.dossier)
    assert reverse("desk:task", args=[item.pk]) in client.get(address).content.decode()


def test_the_dossier_shows_the_sum_of_the_projects_and_the_batch(county: Organisation) -> None:
    first, second = twin(county)
    opened = VillageRound.objects.select_related("dossier").get(projects=first)
    assert opened.dossier.amount == first.amount + second.amount
    projects.change(actor=clerk(), project=first.pk, fields={"amount": Decimal(1)})
    opened.dossier.refresh_from_db()
    assert opened.dossier.amount == second.amount + 1
    assert "批" not in opened.dossier.title
    Dossier.objects.filter(pk=opened.dossier_id).update(closed_at=clock.now())
    assert "第2批" in village_rounds.open_round(actor=clerk(), village=village(), year=make.YEAR).dossier.title
