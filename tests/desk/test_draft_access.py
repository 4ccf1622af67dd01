"""The draft of a document is for whoever may see the item, and says in words what is still missing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.test import Client

from core.errors import Conflict
from core.models import User
from documents import fontpackages
from documents.drafts import Draft
from documents.models import IssuedDocument
from tests.desk.conftest import County, at, logged_in
from tests.factories.documents import Letter
from workflows.desk import trials, unissued
from workflows.engine.models import WorkItem

ADDRESS = "/tasks/{}/draft/D10/"


@pytest.fixture
def letter(monkeypatch: pytest.MonkeyPatch) -> list[Draft]:
    """What the trial's first step drafts; nothing while it is empty."""
    drafts: list[Draft] = []

    def build(item: WorkItem, reader: User) -> Sequence[Draft]:
        if not drafts:
            raise Conflict("尚未填写附表二，请先填写")
        return drafts

    monkeypatch.setattr(unissued, "_kinds", {})
    unissued.register(trials.KEY, ["group_drafts"], "D10", "征求意见函", build)
    return drafts


def test_it_is_refused_like_the_page_of_the_item(stage: County, letter: list[Draft]) -> None:
    fontpackages.install(lambda line: None)
    letter.append(Draft.of(Letter(), issuer_name="竹山县财政局"))
    item = at(stage.dossier())
    for reader in (stage.drafter, stage.auditor):
        assert ADDRESS.format(item.pk) in logged_in(reader).get(f"/tasks/{item.pk}/").content.decode()
        assert logged_in(reader).get(ADDRESS.format(item.pk))["Content-Type"] == "application/pdf"
    assert logged_in(stage.stranger).get(ADDRESS.format(item.pk)).status_code == 403
    assert logged_in(stage.drafter).get(ADDRESS.format(999999999)).status_code == 404
    assert logged_in(stage.drafter).get(f"/tasks/{item.pk}/draft/D11/").status_code == 404
    assert logged_in(stage.drafter).post(ADDRESS.format(item.pk)).status_code == 405
    assert Client().get(ADDRESS.format(item.pk))["Location"].startswith("/login/")
    assert not IssuedDocument.objects.exists()


def test_what_is_missing_is_said(stage: County, letter: list[Draft]) -> None:
    item = at(stage.dossier())
    said = logged_in(stage.drafter).get(ADDRESS.format(item.pk))
    assert (said.status_code, "尚未填写附表二，请先填写" in said.content.decode()) == (409, True)
    assert logged_in(stage.stranger).get(ADDRESS.format(item.pk)).status_code == 403


def test_several_are_listed_each_with_its_file(stage: County, letter: list[Draft]) -> None:
    letter += [Draft.of(Letter(), label=label) for label in ("水利局", "交通局")]
    item = at(stage.dossier())
    page = logged_in(stage.drafter).get(ADDRESS.format(item.pk)).content.decode()
    for number, label in enumerate(("水利局", "交通局"), 1):
        assert f"{ADDRESS.format(item.pk)}{number}/" in page
        assert label in page
    assert logged_in(stage.drafter).get(f"{ADDRESS.format(item.pk)}3/").status_code == 404
    part = logged_in(stage.drafter).get(ADDRESS.format(item.pk), headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert "水利局" in part


def test_a_step_that_concerns_no_document_offers_none(stage: County, letter: list[Draft]) -> None:
    item = stage.at_meeting()
    assert "/draft/" not in logged_in(stage.chair).get(f"/tasks/{item.pk}/").content.decode()
