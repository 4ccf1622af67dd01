"""What no project can have is refused by the services, and marked at its field on the page."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.errors import Invalid
from core.models import Organisation
from plans.forms.rounds import ProjectForm
from plans.models import Project, VillageRound
from plans.services import projects, village_rounds
from tests.factories import flows as make
from tests.plans.services.test_refusals import clerk, met, proposed, village
from workflows.flows.rehearsal.proposals import Proposer

BACKEND = "django.contrib.auth.backends.ModelBackend"


def test_the_services_refuse(county: Organisation) -> None:
    for wrong in (
        {"starts_on": datetime.date(1999, 1, 1)},
        {"amount": Decimal(10**13)},
        {"households": 500},
        {"amount": Decimal(0)},
    ):
        with pytest.raises(Invalid):
            proposed_once(county, **wrong)
    proposed_once(county)
    project = Project.objects.get()
    with pytest.raises(Invalid, match="12月31日"):
        projects.change(actor=clerk(), project=project.pk, fields={"ends_on": datetime.date(9999, 12, 31)})
    with pytest.raises(Invalid, match="会议日期"):
        met(VillageRound.objects.get(), held_on=clock.today() + datetime.timedelta(days=1))
    assert VillageRound.objects.get().held_on is None


def proposed_once(county: Organisation, **wrong: Any) -> None:
    opened = VillageRound.objects.first() or village_rounds.open_round(actor=clerk(), village=village(), year=make.YEAR)
    fields = {**Proposer(county, make.YEAR).fields(make.plan().items[0]), **wrong}
    projects.propose(actor=clerk(), proposer=village(), year=make.YEAR, fields=fields, village_round=opened)


def test_the_page_marks_each_field_and_keeps_what_was_typed(county: Organisation, client: Client) -> None:
    project = proposed(county).projects.get()
    client.force_login(clerk(), backend=BACKEND)
    form = ProjectForm(instance=project, proposer=village())
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, [])}
    wrong = {"amount": "0", "starts_on": "1999-01-01", "poor_people": "4", "households": "500"}
    answer = client.post(reverse("plans:change_project", args=[project.pk]), typed | wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"amount", "starts_on", "poor_people", "households"}
    assert 'value="1999-01-01"' in answer.content.decode()
    future = {"held_on": "2099-01-01"}
    answer = client.post(reverse("plans:village_round", args=[project.village_round_id]), future)
    assert "会议开过才登记" in str(answer.context["form"].errors["held_on"])
    assert Project.objects.get(pk=project.pk).households == 1
