"""What a draft's page says when nothing is left to report, and when a call that came back is typed anew."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.enums import OrganisationKind
from core.models import User
from documents import fontpackages
from plans.models import TownshipRound
from plans.services import plan_versions
from plans.services.organs import organ
from roles.duties import Duty
from tests.factories import flows as make
from tests.flows.test_signed_text import current
from tests.flows.test_township_round import act, drop, opened  # noqa: F401
from workflows.desk import drafts as texts
from workflows.desk import services as desk
from workflows.desk import unissued
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.people import equip, holder

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def faces() -> None:
    fontpackages.install(lambda line: None)


def look(item: WorkItem, kind: str, reader: User | None = None, headers: dict[str, str] | None = None) -> Any:
    client = Client()
    client.force_login(
        reader or holder(item.duty, item.organisation), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client.get(reverse("desk:task_draft", args=[item.pk, kind]), headers=headers)


def test_without_anything_to_report_the_page_says_so(opened: TownshipRound) -> None:  # noqa: F811
    act(opened)
    act(opened)
    item = WorkItem.objects.open().select_related("organisation").get(dossier=opened.dossier)
    assert look(item, "D06")["Content-Type"] == "application/pdf"
    drop(opened)
    said = look(item, "D06")
    assert (said.status_code, "项目已全部移出，没有可上报的项目" in said.content.decode()) == (409, True)


def test_the_call_that_came_back_is_drafted_with_the_day_typed_so_far() -> None:
    with make.july():
        county = make.county()
        equip(county, [], clock.today())
        drafter = holder(Duty.COMPILE_PLAN, organ(county, OrganisationKind.WORKING_GROUP))
        day = clock.today() + datetime.timedelta(days=20)
        version = plan_versions.open_plan(actor=drafter, county=county, year=make.YEAR, reply_by=day)
        signing = current(WorkItem.objects.open().get(dossier=version.dossier))
        head = holder(signing.duty, signing.organisation)
        desk.return_to(
            actor=head,
            work_item=signing.pk,
            step="working_group_drafts_call",
            opinion="期限过紧。",
            grounds=["other"],
            request_id=uuid4(),
        )
        item = current(signing)
        assert _day_said(item, drafter) is False
        typed = Client()
        typed.force_login(drafter, backend="django.contrib.auth.backends.ModelBackend")
        typed.post(reverse("desk:task", args=[item.pk]), {"act": "keep", "reply_by": "2026-09-09"})
        assert texts.kept(actor=drafter, work_item=item.pk) is not None
        assert _day_said(item, drafter) is True


def _day_said(item: WorkItem, drafter: User) -> bool:
    kind = unissued.kind(item, "D01")
    assert kind is not None
    assert look(item, "D01", drafter)["Content-Type"] == "application/pdf"
    [draft] = unissued.drafts(item, drafter, kind)
    return "2026年9月9日" in str(draft.content)
