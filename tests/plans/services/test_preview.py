"""The plan's document beside its editor, for the drafter alone, with nothing saved."""

from __future__ import annotations

import base64
import datetime

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation
from documents import fontpackages
from documents.models import IssuedDocument
from plans.enums import VersionState
from plans.models import PlanVersion
from plans.services import plan_versions
from plans.services.organs import organ
from roles.duties import Duty
from tests.factories import flows as make
from tests.factories.roles import give, person
from workflows.flows.rehearsal.people import holder

BACKEND = "django.contrib.auth.backends.ModelBackend"
TYPED = {"title": "竹山县2027年度方案", "goals": "目标甲。", "management": "管理乙。", "safeguards": "保障丙。"}


@pytest.fixture
def version(county: Organisation) -> PlanVersion:
    fontpackages.install(lambda line: None)
    drafter = holder(Duty.COMPILE_PLAN, organ(county, OrganisationKind.WORKING_GROUP))
    return plan_versions.open_plan(
        actor=drafter, county=county, year=make.YEAR, reply_by=clock.today() + datetime.timedelta(days=20)
    )


def test_the_drafter_sees_its_first_pages(client: Client, county: Organisation, version: PlanVersion) -> None:
    client.force_login(holder(Duty.COMPILE_PLAN, organ(county, OrganisationKind.WORKING_GROUP)), backend=BACKEND)
    issued = IssuedDocument.objects.count()
    page = client.post(reverse("funds:preview", args=[version.pk]), TYPED).content.decode()
    pictures = [part.split('"')[0] for part in page.split("data:image/png;base64,")[1:]]
    assert 1 <= len(pictures) <= 4
    assert all(base64.b64decode(picture).startswith(b"\x89PNG") for picture in pictures)
    version.refresh_from_db()
    assert version.goals != TYPED["goals"]
    assert IssuedDocument.objects.count() == issued
    editor = client.get(reverse("plans:texts", args=[version.pk])).content.decode()
    assert reverse("funds:preview", args=[version.pk]) in editor


def test_what_cannot_be_previewed_says_so(client: Client, county: Organisation, version: PlanVersion) -> None:
    client.force_login(holder(Duty.COMPILE_PLAN, organ(county, OrganisationKind.WORKING_GROUP)), backend=BACKEND)
    response = client.post(reverse("funds:preview", args=[version.pk]), TYPED | {"title": ""})
    assert response.status_code == 422


def test_no_editor_opens_for_a_reader(client: Client, county: Organisation, version: PlanVersion) -> None:
    reader = person()
    give(reader, Duty.SUPERVISE, organ(county, OrganisationKind.WORKING_GROUP))
    client.force_login(reader, backend=BACKEND)
    assert client.get(reverse("plans:plan", args=[version.pk])).status_code == 200
    for editor in ("plans:texts", "plans:draw"):
        assert client.get(reverse(editor, args=[version.pk])).status_code == 403
    client.force_login(holder(Duty.COMPILE_PLAN, organ(county, OrganisationKind.WORKING_GROUP)), backend=BACKEND)
    assert client.get(reverse("plans:draw", args=[version.pk])).status_code == 200
    plan_versions.advance(version, VersionState.SIGNING)
    assert client.get(reverse("plans:texts", args=[version.pk])).status_code == 409


def test_nobody_else(client: Client, version: PlanVersion) -> None:
    address = reverse("funds:preview", args=[version.pk])
    assert client.post(address, TYPED)["Location"].startswith("/login/")
    client.force_login(person(), backend=BACKEND)
    assert client.post(address, TYPED).status_code == 403
    assert client.get(address).status_code == 405
