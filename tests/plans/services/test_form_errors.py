"""What a register refuses of a row is an answer beside the form, with the text kept; never a fault of the page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import Invalid
from core.models import Organisation
from plans.models import PlanVersion, VillageRound
from plans.services import plan_versions, village_rounds
from tests.plans.services.test_refusals import clerk, drafted, drafter, proposed

LONG = "长" * 201
TEXTS = {"title": "方案", "goals": "已写好的目标任务", "management": "管理", "safeguards": "保障"}


def test_a_text_that_the_register_refuses_is_a_refusal(county: Organisation) -> None:
    version = drafted(county)
    for texts in ({"title": LONG}, {"goals": ""}):
        with pytest.raises(Invalid):
            plan_versions.change_texts(actor=drafter(county), version=version.pk, texts=texts)
    assert plan_versions.change_texts(actor=drafter(county), version=version.pk, texts=TEXTS).title == "方案"


def test_a_deliberation_that_the_register_refuses_is_a_refusal(county: Organisation) -> None:
    opened = proposed(county)
    for fields in ({"place": LONG}, {"representatives": 30, "present": 31}):
        with pytest.raises(Invalid):
            village_rounds.record_deliberation(actor=clerk(), village_round=opened.pk, fields=fields)
    assert VillageRound.objects.get(pk=opened.pk).present is None


def test_what_only_the_register_sees_stands_in_the_form_with_the_text(county: Organisation, client: Client) -> None:
    version = drafted(county)
    PlanVersion.objects.filter(pk=version.pk).update(kind="")  # what no form of this page reads
    client.force_login(drafter(county))
    answer = client.post(reverse("plans:texts", args=[version.pk]), TEXTS)
    assert answer.status_code == 422
    assert "已写好的目标任务" in answer.content.decode()
    PlanVersion.objects.filter(pk=version.pk).update(kind=version.kind)
    assert client.post(reverse("plans:texts", args=[version.pk]), TEXTS).status_code == 302


@pytest.mark.parametrize("forged", ["9" * 30, "9" * 5000, str(2**63 - 1), "²"])
def test_forged_keys_draw_nothing(county: Organisation, client: Client, forged: str) -> None:
    version = drafted(county)
    client.force_login(drafter(county))
    answer = client.post(reverse("plans:draw", args=[version.pk]), {"project": forged})
    assert answer.status_code in (302, 422)
    assert not version.items.exists()
