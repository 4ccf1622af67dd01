"""The county's list of poor villages: by whom, by which document, and that what it was stays on record."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from core.enums import OrganisationKind
from core.errors import Invalid, Refused
from core.models import LedgerEntry, Organisation
from plans.models import PoorVillage
from plans.services.poor_villages import list_villages
from tests.factories import flows as make
from tests.factories.roles import place
from tests.plans.imports.tables import librarian
from tests.plans.services.test_numbers_of_items import BACKEND
from tests.plans.services.test_refusals import drafter, village
from workflows.flows.rehearsal.driver import organisation

DOCUMENT = "鄂扶组发〔2014〕8号"


def listed(county: Organisation) -> list[tuple[str, str]]:
    return list(PoorVillage.objects.standing(county.pk).values_list("village__code", "document"))


def test_its_keeper_lists_and_strikes_off_by_documents(county: Organisation, client: Client) -> None:
    one, other, page = village(), organisation(make.SECOND), reverse("plans:poor_villages", args=[county.pk])
    client.force_login(drafter(county), backend=BACKEND)
    assert client.get(page).status_code == 403
    client.force_login(librarian(county), backend=BACKEND)
    assert page in client.get(reverse("plans:library")).content.decode()
    refused = client.post(page, {"village": [one.pk, other.pk], "document": " "})
    assert refused.status_code == 422
    assert refused.content.decode().count(" checked") == 2
    assert client.post(page, {"village": [one.pk, other.pk], "document": DOCUMENT}).status_code == 302
    assert listed(county) == [(one.code, DOCUMENT), (other.code, DOCUMENT)]
    assert client.post(page, {"village": [other.pk], "document": "县扶组〔2026〕3号"}).status_code == 302
    assert listed(county) == [(other.code, DOCUMENT)]
    former = PoorVillage.objects.get(village=one)
    assert (former.end_document, former.ended_by) == ("县扶组〔2026〕3号", librarian(county))
    kept = LedgerEntry.objects.filter(action="poor_villages.listed").order_by("seq").last()
    assert kept is not None
    assert (kept.detail["villages_listed"], kept.detail["villages_struck_off"]) == ([], [one.name])
    for change in (PoorVillage.objects.filter(pk=former.pk), PoorVillage.objects.filter(village=other)):
        with pytest.raises(IntegrityError, match="只能移出名单"), transaction.atomic():
            change.update(document="改写")


def test_two_with_the_same_page_do_not_strike_off_each_others_village(county: Organisation, client: Client) -> None:
    one, other, page = village(), organisation(make.SECOND), reverse("plans:poor_villages", args=[county.pk])
    client.force_login(librarian(county), backend=BACKEND)
    assert 'name="seen" value=""' in client.get(page).content.decode()
    list_villages(actor=librarian(county), county=county, villages=[one.pk], document=DOCUMENT)
    typed: dict[str, Any] = {"village": [other.pk], "document": "县扶组〔2026〕3号", "seen": ""}
    told = client.post(page, typed)
    assert (told.status_code, listed(county)) == (422, [(one.code, DOCUMENT)])
    shown = told.content.decode()
    assert "刚被他人改动" in shown
    assert (shown.count(" checked"), f'name="seen" value="{one.pk} "' in shown, typed["document"] in shown) == (
        2, True, True,
    )  # fmt: skip
    assert client.post(page, typed | {"village": [one.pk, other.pk], "seen": f"{one.pk} "}).status_code == 302
    assert [code for code, _document in listed(county)] == [one.code, other.code]


@pytest.mark.parametrize(
    ("asked", "told"),
    [({"document": ""}, "请写明"), ({"villages": [0]}, "不属于本县"), ({"villages": []}, "没有变动")],
    ids=["no document", "no village of the county", "no change"],
)
def test_what_is_refused_changes_nothing(county: Organisation, asked: dict[str, Any], told: str) -> None:
    whole: dict[str, Any] = {"villages": [village().pk], "document": DOCUMENT}
    with pytest.raises(Invalid, match=told):
        list_villages(actor=librarian(county), county=county, **(whole | asked))
    with pytest.raises(Refused):
        list_villages(actor=drafter(county), county=county, **whole)
    neighbour = place("420399", "邻县", OrganisationKind.COUNTY, county.parent)
    other = place("420399101201", "邻村", OrganisationKind.VILLAGE, neighbour)
    with pytest.raises(Invalid, match="不属于本县"):
        list_villages(actor=librarian(county), county=county, villages=[other.pk], document=DOCUMENT)
    assert not PoorVillage.objects.exists()
    assert not LedgerEntry.objects.filter(action="poor_villages.listed").exists()
