"""What a draft's page says when there is nothing to draft, when something changed since, and when it is looked at in place."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation, User
from documents import fontpackages
from funds.models import ItemFunding
from plans.models import PlanItem, TownshipRound
from plans.services import plan_versions
from plans.services.organs import organ
from roles.duties import Duty
from tests.engine.statements import counted
from tests.factories import flows as make
from tests.flows.test_signed_text import approve, current, edit, lies_at
from tests.flows.test_township_round import act, drop, opened  # noqa: F401
from workflows.desk import drafts as texts
from workflows.desk import services as desk
from workflows.desk import unissued
from workflows.engine.enums import Decision
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


def test_what_changed_since_it_was_sent_for_signature_is_said_above_the_file_that_was_sent() -> None:
    with make.july():
        item = lies_at("office_rechecks")
        assert look(item, "D15")["Content-Type"] == "application/pdf"
        edit("改为入股分红")
        page = look(item, "D15")
        assert "送签后附表3有改动，须退回重新送签" in page.content.decode()
        file = Client()
        file.force_login(holder(item.duty, item.organisation), backend="django.contrib.auth.backends.ModelBackend")
        assert file.get(reverse("desk:task_draft", args=[item.pk, "D15", 1]))["Content-Type"] == "application/pdf"
        assert file.get(reverse("desk:task_draft", args=[item.pk, "D15", 2])).status_code == 404


def test_each_of_several_drafts_is_named_and_opens_by_its_own_name() -> None:
    """The reply to a consultation for each decision: by its decision in the list, in place and in the file's name."""
    with make.july():
        item = lies_at("department_countersigns")
        page = look(item, "D11").content.decode()
        client = Client()
        client.force_login(holder(item.duty, item.organisation), backend="django.contrib.auth.backends.ModelBackend")
        for number, decision in enumerate((Decision.APPROVE, Decision.APPROVE_WITH_CHANGES, Decision.OBJECT), 1):
            address = reverse("desk:task_draft", args=[item.pk, "D11", number])
            assert f"<strong>{decision.label}</strong>" in page
            assert page.count(address) == 2
            if number == 2:
                assert quote(f"（{decision.label}）.pdf", safe="") in client.get(address)["Content-Disposition"]


def test_a_closed_item_has_no_draft_any_more_and_no_step_has_one_of_another_kind() -> None:
    with make.july():
        item = lies_at("office_edits")
        assert look(item, "D17").status_code == 404
        approve(item)
        said = look(item, "D15")
        assert (said.status_code, "本环节已办结" in said.content.decode()) == (409, True)
        assert current(item).step == "head_signs"


def test_pictures_of_it_are_shown_in_place_and_its_statements_do_not_grow_with_the_rows() -> None:
    with make.july():
        item = lies_at("head_signs")
        shown = look(item, "D15", headers={"hx-request": "true"}).content.decode()
        assert "data:image/png;base64," in shown
        assert "<html" not in shown
        few = _statements(item, "D12")
        rows = list(PlanItem.objects.filter(version__dossier=item.dossier_id).order_by("seq"))
        ItemFunding.objects.filter(item__in=rows[1:]).delete()
        PlanItem.objects.filter(pk__in=[row.pk for row in rows[1:]]).delete()
        assert _statements(item, "D12") == few


def _statements(item: WorkItem, kind: str) -> int:
    with counted() as seen:
        assert look(item, kind).status_code == 200
    return len(seen)


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
            opinion="过紧。",
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


def test_a_plan_without_items_says_what_to_do_first() -> None:
    with make.july():
        item = lies_at("working_group_drafts")
        said = look(item, "D15")
        assert (said.status_code, "请先从项目库列入项目" in said.content.decode()) == (409, True)
        assert look(item, "D10", reader=holder(Duty.SIGN_OFF, _office(item))).status_code == 200


def _office(item: WorkItem) -> Organisation:
    return Organisation.objects.get(county=item.county_id, kind=OrganisationKind.GOVERNMENT_OFFICE)
