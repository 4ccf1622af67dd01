"""Notices and the consultation letter before they go out: for their drafter alone, with nothing saved."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation, User
from documents import fontpackages
from documents.models import IssuedDocument
from plans.enums import ProjectState
from plans.models import Notice, PlanVersion, Project
from plans.services import plan_versions, projects, township_rounds, village_rounds
from plans.services.organs import organ
from roles.duties import Duty
from tests.factories import flows as make
from tests.factories.roles import person
from workflows.flows.rehearsal.people import holder
from workflows.flows.rehearsal.proposals import Proposer

BACKEND = "django.contrib.auth.backends.ModelBackend"
Drafted = tuple[User, str, dict[str, str]]


def village_notice(county: Organisation) -> Drafted:
    village = Organisation.objects.get(code=make.FIRST)
    clerk = holder(Duty.PROPOSE_PROJECTS, village)
    opened = village_rounds.open_round(actor=clerk, village=village, year=make.YEAR)
    fields = Proposer(county, make.YEAR).fields(make.plan().items[0])
    projects.propose(
        actor=clerk, proposer=village, year=make.YEAR, fields=fields, villages=[village], village_round=opened
    )
    assert "公示" in village_rounds.notice_draft(opened).title
    return clerk, reverse("plans:village_notice_preview", args=[opened.pk]), {}


def township_notice(county: Organisation) -> Drafted:
    village_notice(county)
    Project.objects.update(state=ProjectState.TOWNSHIP_PASSED)
    township = Organisation.objects.get(code=make.TOWNSHIP)
    clerk = holder(Duty.REPORT_PROJECTS, township)
    opened = township_rounds.open_round(actor=clerk, township=township, year=make.YEAR)
    return clerk, reverse("plans:township_notice_preview", args=[opened.pk]), {}


def consultation(county: Organisation) -> Drafted:
    drafter = holder(Duty.COMPILE_PLAN, organ(county, OrganisationKind.WORKING_GROUP))
    day = clock.today() + datetime.timedelta(days=20)
    version = plan_versions.open_plan(actor=drafter, county=county, year=make.YEAR, reply_by=day)
    address = reverse("funds:consultation_preview", args=[version.dossier_id])
    return drafter, address, {"reply_by": day.isoformat()}


@pytest.mark.parametrize("draft", [village_notice, township_notice, consultation])
def test_the_drafter_sees_it_and_nobody_else(
    client: Client, county: Organisation, draft: Callable[[Organisation], Drafted]
) -> None:
    fontpackages.install(lambda line: None)
    drafter, address, typed = draft(county)
    issued, posted = IssuedDocument.objects.count(), Notice.objects.count()
    assert client.post(address, typed)["Location"].startswith("/login/")
    client.force_login(person(), backend=BACKEND)
    assert client.post(address, typed).status_code == 403
    client.force_login(drafter, backend=BACKEND)
    assert client.get(address).status_code == 405
    shown = client.post(address, typed).content.decode()
    pictures = [part.split('"')[0] for part in shown.split("data:image/png;base64,")[1:]]
    assert 1 <= len(pictures) <= 4
    assert all(base64.b64decode(picture).startswith(b"\x89PNG") for picture in pictures)
    assert (IssuedDocument.objects.count(), Notice.objects.count()) == (issued, posted)


def test_a_letter_without_its_day_says_so(client: Client, county: Organisation) -> None:
    drafter, address, _typed = consultation(county)
    client.force_login(drafter, backend=BACKEND)
    assert client.post(address, {"reply_by": "昨天"}).status_code == 422
    assert not PlanVersion.objects.get().dossier.amount
