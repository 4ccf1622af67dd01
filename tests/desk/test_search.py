"""The search of the top bar finds what its reader may read, in a bounded number of statements."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from core import search
from core.enums import OrganisationKind
from core.models import SearchEntry, User
from roles.duties import Duty
from roles.reach import reach_of
from roles.services import name_reader
from tests.desk.conftest import County, at, logged_in
from tests.engine.statements import counted
from tests.factories import roles as make
from workflows.desk import searching
from workflows.engine.models import WorkItem

STATEMENTS = 8


def found(browser: Client, typed: str) -> str:
    answer = browser.get("/search/", {"q": typed})
    assert answer.status_code == 200
    return answer.content.decode()


def test_readers_find_it_and_strangers_do_not(stage: County) -> None:
    made = stage.dossier()
    search.note(made, made.title, "竹山政发〔2026〕3号")
    for reader in (stage.drafter, stage.auditor):
        page = found(logged_in(reader), "2026 3号")
        assert f'href="/dossiers/{made.pk}/"' in page
        assert "竹山政发〔2026〕3号" in page
        assert "起草（县工作专班）" in page
    assert "没有找到" in found(logged_in(stage.stranger), "2026 3号")
    assert Client().get("/search/?q=3").status_code == 302


def test_what_one_is_named_to_read_in_another_county_is_found_there(stage: County) -> None:
    zhuxi = make.place("420324", "竹溪县", OrganisationKind.COUNTY, stage.county.parent)
    theirs, unnamed, own = make.dossier(zhuxi), make.dossier(zhuxi), stage.dossier()
    for one in (theirs, unnamed, own):
        search.note(one, "统筹方案")
    assert reach_of(stage.drafter).counties == {stage.county.pk}
    assert [hit.pk for hit in searching.dossiers(stage.drafter, "tcfa")] == [own.pk]
    evaluator = make.person()
    make.give(evaluator, Duty.EVALUATE, make.place("420324-wg", "专班", OrganisationKind.WORKING_GROUP, zhuxi))
    name_reader(actor=evaluator, dossier=theirs, user=stage.drafter, reason="交叉评估")
    assert {hit.pk for hit in searching.dossiers(stage.drafter, "tcfa")} == {own.pk, theirs.pk}
    assert searching.dossiers(stage.drafter, "tcxx") == []


def test_what_passed_through_his_hands_is_found_though_it_is_not_his(stage: County) -> None:
    department = make.place("420323-water", "县水利局", OrganisationKind.DEPARTMENT, stage.county)
    clerk = make.person()
    make.give(clerk, Duty.COUNTERSIGN_PLAN, department)
    handed, other = stage.dossier(), stage.dossier()
    for one in (handed, other):
        search.note(one, "统筹方案")
    WorkItem.objects.filter(dossier=handed).update(organisation=department)
    assert reach_of(clerk).counties == {stage.county.pk}
    assert [hit.pk for hit in searching.dossiers(clerk, "tcfa")] == [handed.pk]


def test_above_the_counties_it_is_found_wherever_it_lies(stage: County) -> None:
    zhuxi = make.place("420324", "竹溪县", OrganisationKind.COUNTY, stage.county.parent)
    theirs, here, other = make.dossier(zhuxi), stage.dossier(), stage.dossier()
    for one in (theirs, here):
        search.note(one, "统筹方案")
    supervisor = provincial(stage)
    assert reach_of(supervisor).counties == frozenset()
    assert [hit.pk for hit in searching.dossiers(supervisor, "tcfa")] == [here.pk, theirs.pk]
    assert [hit.pk for hit in searching.dossiers(supervisor, other.title)] == [other.pk]


def test_what_is_found_is_cut_before_it_is_compared_and_compared_only_where_it_may_stand_twice(stage: County) -> None:
    within, anywhere = reach_of(stage.drafter), reach_of(provincial(stage))
    assert searching.plan(within, "方案").count("Limit") == 3
    plan = searching.plan(anywhere, "方案")
    assert plan.count("Limit") == 1
    assert "Append" not in plan


def provincial(stage: County) -> User:
    """Somebody who reads the whole province."""
    province = stage.county.parent and stage.county.parent.parent
    assert province is not None
    person = make.person()
    make.give(person, Duty.READ_TERRITORY, make.place("42-reader", "省专班", OrganisationKind.DEPARTMENT, province))
    return person


def test_nothing_typed_asks_for_words(stage: County) -> None:
    assert "请在上方输入" in found(logged_in(stage.drafter), " ")


def test_bounded_whatever_is_found(stage: County) -> None:
    for _time in range(12):
        made = stage.dossier()
        search.note(made, "统筹方案")
    browser = logged_in(stage.drafter)
    found(browser, "统筹")
    with counted() as seen:
        page = found(browser, "tcfa")
    assert page.count("data-row") == 12
    assert len([sql for sql in seen if "django_session" not in sql]) <= STATEMENTS, "\n".join(seen)


def test_the_inbox_is_filtered_by_the_same_words(stage: County) -> None:
    wanted, other = stage.dossier(), stage.dossier()
    search.note(wanted, "燕子山村")
    search.note(other, "峪口村")
    page = logged_in(stage.drafter).get("/", {"q": "yzs"}).content.decode()
    assert f"/tasks/{at(wanted).pk}/" in page
    assert f"/tasks/{at(other).pk}/" not in page


def test_the_top_bar_leads_to_the_search(stage: County) -> None:
    page = logged_in(stage.drafter).get("/").content.decode()
    assert 'role="search" action="/search/"' in page


def test_what_was_there_before_is_found_after_the_migration(stage: County) -> None:
    made = make.dossier(stage.working_group)
    SearchEntry.objects.all().delete()
    import_module("workflows.desk.migrations.0003_found_by_words").fill(apps, None)
    entry = SearchEntry.objects.get(dossier=made)
    assert entry.texts.splitlines() == [made.title, "县工作专班"]
    assert f'href="/dossiers/{made.pk}/"' in found(logged_in(stage.drafter), made.title)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_only_read(stage: County, method: str) -> None:
    assert getattr(logged_in(stage.drafter), method)("/search/").status_code == 405
