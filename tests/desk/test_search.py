"""The search of the top bar finds what its reader may read, in a bounded number of statements."""

from __future__ import annotations

import datetime
import re
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db.models import Value
from django.db.models.functions import Cast
from django.test import Client

from core import search
from core.enums import DossierKind, OrganisationKind
from core.models import Dossier, SearchEntry, User
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


def test_each_part_is_cut_before_it_is_compared_and_the_index_is_asked_only_where_the_latest_are_not_enough(
    stage: County,
) -> None:
    """Cut are the latest, what the index tells, what he is named to read, and all together; and before it the latest
    themselves, where they are told and where they are counted."""
    for reader, cut in ((stage.drafter, 4 + 3), (provincial(stage), 3 + 3)):
        plan = searching.plan(reach_of(reader), "方案")
        assert plan.count("Limit") == cut, plan
        assert plan.count("One-Time Filter: (NOT") == 1, plan


def test_dossiers_with_the_words_are_gathered_before_they_are_sorted(stage: County) -> None:
    """Sought in the order of the list, a word that few titles have reads every dossier of the province."""
    for reader in (stage.drafter, provincial(stage)):
        plan = searching.plan(reach_of(reader), "方案")
        assert re.search(r"InitPlan \d+\n +-> +[\w ]+ Scan on core_searchentry", plan), plan


def test_an_office_of_the_province_finds_among_what_it_had_in_hand(stage: County) -> None:
    province = stage.county.parent and stage.county.parent.parent
    bureau = make.place("42-finance", "省财政厅", OrganisationKind.DEPARTMENT, province)
    clerk = make.person()
    make.give(clerk, Duty.ACKNOWLEDGE_FILING, bureau)
    filed, other = stage.dossier(), stage.dossier()
    for one in (filed, other):
        search.note(one, "统筹方案")
    WorkItem.objects.filter(dossier=filed).update(organisation=bureau)
    reach = reach_of(clerk)
    assert not reach.counties
    assert not reach.is_wide
    assert [hit.pk for hit in searching.dossiers(clerk, "tcfa")] == [filed.pk]
    assert searching.dossiers(clerk, "tcxx") == []


@pytest.mark.parametrize("above", [False, True])
@pytest.mark.parametrize(("every", "word"), [(1, "统筹方案"), (3, "水利项目"), (40, "易地搬迁")])
def test_whatever_most_some_or_few_of_many_titles_have_is_found_in_order(
    stage: County, *, above: bool, every: int, word: str
) -> None:
    made = many(stage, every, word)
    reader = provincial(stage) if above else stage.drafter
    found_now = [hit.pk for hit in searching.dossiers(reader, word)]
    assert found_now == made[: searching.SHOWN + 1]


def many(stage: County, every: int, word: str) -> list[int]:
    """So many dossiers that not all are among the latest; the keys of every so many that have the word, in their order."""
    began, number = stage.dossier().opened_at, searching.LATEST + 60
    rows = [
        Dossier(
            kind=DossierKind.PLAN, title=f"{'' if n % every else word}第{n}号", county=stage.county, year=2026,
            owner=stage.working_group, opened_by=stage.drafter, opened_at=began - datetime.timedelta(hours=n),
            closed_at=began - datetime.timedelta(minutes=n) if n % 2 else None,
        )
        for n in range(number)
    ]  # fmt: skip
    rows = Dossier.objects.bulk_create(rows)
    SearchEntry.objects.bulk_create(
        SearchEntry(dossier=one, texts=one.title, words=Cast(Value(search.vector([one.title])), SearchVectorField()))
        for one in rows
    )
    found = [one for n, one in enumerate(rows) if n % every == 0]
    return [one.pk for one in sorted(found, key=lambda one: (one.closed_at is not None, began - one.opened_at))]


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
