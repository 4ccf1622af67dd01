"""The dossier page: each section for those who may read it."""

from __future__ import annotations

import pytest
from django.test import Client

from core.enums import DossierKind
from roles.duties import Duty
from tests.desk.conftest import County, at, logged_in
from tests.engine.statements import counted
from tests.factories import roles as make
from workflows.desk import subjects
from workflows.engine import services as engine

SECTIONS = ["content", "progress", "documents"]
STATEMENTS = 14


@pytest.mark.parametrize("tab", SECTIONS)
def test_whoever_may_read_sees_each_section(stage: County, tab: str) -> None:
    dossier = stage.dossier()
    page = logged_in(stage.drafter).get(f"/dossiers/{dossier.pk}/?tab={tab}")
    assert page.status_code == 200
    assert dossier.title in page.content.decode()
    assert "tab=ledger" not in page.content.decode()


@pytest.mark.parametrize("tab", [*SECTIONS, "ledger"])
def test_a_stranger_sees_none(stage: County, tab: str) -> None:
    address = f"/dossiers/{stage.dossier().pk}/?tab={tab}"
    assert logged_in(stage.stranger).get(address).status_code == 403
    assert Client().get(address).status_code == 302
    assert logged_in(stage.drafter).get("/dossiers/999999999/").status_code == 404


def test_the_ledger_is_for_the_auditor(stage: County) -> None:
    dossier = stage.dossier()
    address = f"/dossiers/{dossier.pk}/?tab=ledger"
    assert "engine.start" in logged_in(stage.auditor).get(address).content.decode()
    assert "engine.start" not in logged_in(stage.drafter).get(address).content.decode()


def test_progress_names_who_holds_it_and_until_when(stage: County) -> None:
    dossier = stage.dossier()
    stage.decide(stage.drafter, at(dossier))
    text = logged_in(stage.drafter).get(f"/dossiers/{dossier.pk}/?tab=progress").content.decode()
    assert "领导小组审议" in text
    assert "县领导小组" in text
    assert "2026年3月9日" in text
    assert "编制员" in text


def test_progress_costs_few_statements_one_more_where_something_was_handed_over(stage: County) -> None:
    dossier, heir = stage.dossier(), make.person("接办人")
    make.give(heir, Duty.COMPILE_PLAN, stage.working_group)
    address, browser = f"/dossiers/{dossier.pk}/?tab=progress", logged_in(stage.drafter)
    browser.get(address)
    with counted() as before:
        browser.get(address)
    engine.transfer(actor=stage.drafter, work_item=at(dossier).pk, receiver=heir, reason="出差学习")
    stage.decide(heir, at(dossier))
    with counted() as seen:
        page = browser.get(address).content.decode()
    assert ("转办给接办人" in page, "出差学习" in page) == (True, True)
    assert [sum('FROM "engine_transfer"' in sql for sql in every) for every in (before, seen)] == [0, 1]
    assert max(len(before), len(seen)) <= STATEMENTS, "\n".join(seen)


def test_the_material_is_shown_by_the_room_that_keeps_it(stage: County) -> None:
    subjects.register(
        DossierKind.PLAN, "desk/subject.html", lambda dossier, reader: {}, lambda dossier: f"/plans/of/{dossier.pk}/"
    )
    dossier = stage.dossier()
    assert f"/plans/of/{dossier.pk}/" in logged_in(stage.drafter).get(f"/dossiers/{dossier.pk}/").content.decode()
