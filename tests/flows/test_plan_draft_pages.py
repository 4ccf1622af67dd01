"""What the page of a plan's draft says when there is nothing to draft, when something changed since, and when it is looked at in place."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from core.enums import OrganisationKind
from core.models import Organisation
from funds.models import ItemFunding
from plans.models import PlanItem
from roles.duties import Duty
from tests.engine.statements import counted
from tests.flows.halts import GoesTo
from tests.flows.test_draft_pages import faces, look  # noqa: F401
from tests.flows.test_signed_text import approve, current, edit
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db
HALTS_AT = "working_group_drafts"


def test_what_changed_since_it_was_sent_for_signature_is_said_above_the_file_that_was_sent(goes_to: GoesTo) -> None:
    item = goes_to("office_rechecks")
    assert look(item, "D15")["Content-Type"] == "application/pdf"
    edit("改为入股分红")
    page = look(item, "D15")
    assert "送签后附表3有改动，须退回重新送签" in page.content.decode()
    file = Client()
    file.force_login(holder(item.duty, item.organisation), backend="django.contrib.auth.backends.ModelBackend")
    assert file.get(reverse("desk:task_draft", args=[item.pk, "D15", 1]))["Content-Type"] == "application/pdf"
    assert file.get(reverse("desk:task_draft", args=[item.pk, "D15", 2])).status_code == 404


def test_each_of_several_drafts_is_named_and_opens_by_its_own_name(goes_to: GoesTo) -> None:
    """The reply to a consultation for each decision: by its decision in the list, in place and in the file's name."""
    item = goes_to("department_countersigns")
    page = look(item, "D11").content.decode()
    client = Client()
    client.force_login(holder(item.duty, item.organisation), backend="django.contrib.auth.backends.ModelBackend")
    for number, decision in enumerate((Decision.APPROVE, Decision.APPROVE_WITH_CHANGES, Decision.OBJECT), 1):
        address = reverse("desk:task_draft", args=[item.pk, "D11", number])
        assert f"<strong>{decision.label}</strong>" in page
        assert page.count(address) == 2
        if number == 2:
            assert quote(f"（{decision.label}）.pdf", safe="") in client.get(address)["Content-Disposition"]


def test_a_closed_item_has_no_draft_any_more_and_no_step_has_one_of_another_kind(goes_to: GoesTo) -> None:
    item = goes_to("office_edits")
    assert look(item, "D17").status_code == 404
    approve(item)
    said = look(item, "D15")
    assert (said.status_code, "本环节已办结" in said.content.decode()) == (409, True)
    assert current(item).step == "head_signs"


def test_pictures_of_it_are_shown_in_place_and_its_statements_do_not_grow_with_the_rows(goes_to: GoesTo) -> None:
    item = goes_to("head_signs")
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


def test_a_plan_without_items_says_what_to_do_first(goes_to: GoesTo) -> None:
    item = goes_to("working_group_drafts")
    said = look(item, "D15")
    assert (said.status_code, "请先从项目库列入项目" in said.content.decode()) == (409, True)
    assert look(item, "D10", reader=holder(Duty.SIGN_OFF, _office(item))).status_code == 200


def _office(item: WorkItem) -> Organisation:
    return Organisation.objects.get(county=item.county_id, kind=OrganisationKind.GOVERNMENT_OFFICE)
