"""Dossiers are found by title, number, place and pinyin initials, letter by letter, and through the index."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Cast
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from core import search
from core.enums import OrganisationKind
from core.models import Dossier, SearchEntry
from core.models.search import InCounty
from tests.factories import roles as make

TITLE, NUMBER = "竹山县2027年度统筹整合资金实施方案", "竹山政发〔2026〕13号"
ROWS = 4_000


@pytest.fixture
def plan(db: None) -> Dossier:
    county = make.place("420323", "竹山县", OrganisationKind.COUNTY)
    town = make.place("420323104", "擂鼓镇", OrganisationKind.TOWNSHIP, county)
    village = make.place("420323104202", "燕子山村", OrganisationKind.VILLAGE, town)
    made = make.dossier(village)
    SearchEntry.objects.all().delete()
    search.note(made, TITLE, *search.places(made))
    search.note(made, NUMBER)
    return made


@pytest.mark.parametrize("text", [TITLE, NUMBER, "重庆长阳乐平", "bc长阳a1重2行", "", "3个", "朝阳村银行重建"])
def test_initials_are_those_of_the_whole_text(text: str) -> None:
    """Words are asked for one by one and kept; what they make together is the same."""
    assert search.initials(text) == search.letters("".join(lazy_pinyin(text, style=Style.FIRST_LETTER)))


@pytest.mark.parametrize(
    "typed",
    [
        "统筹整合", TITLE, "2027", "案", NUMBER, "竹山政发[2026]13号", "２０２６ 13号", "燕子山", "擂鼓镇", "方案 燕子山",
        "tczhzj", "TCZHZJ", "zsx2027", "yzs", "lgz",
    ],
)  # fmt: skip
def test_found(plan: Dossier, typed: str) -> None:
    assert list(search.matching(Dossier.objects.all(), typed)) == [plan]


@pytest.mark.parametrize(
    "typed",
    [
        "统整",
        "案方",
        "2028",
        "20263号",
        "方案 房县",
        "zzzz",
        "燕子山擂鼓镇",
        "",
        "〔〕",
        "'; --",
        "a",
        "' | 'a",
        "0202",
    ],
)
def test_not_found(plan: Dossier, typed: str) -> None:
    assert not search.matching(Dossier.objects.all(), typed).exists()


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_is_typed_is_text_and_a_part_is_found_in_the_whole(before: str, typed: str) -> None:
    """By the rules alone: every pair of what was typed stands in the whole, one after the other."""
    word = search.letters(typed)
    pairs = search.vector([before + word])
    assert all(f"'{word[i : i + 2]}':" in pairs for i in range(len(word) - 1))
    assert all(number in pairs.split() for number in re.findall(r"'<\d+>'", search.query(typed)))
    assert set(search.query(typed)) <= set(search.letters(typed)) | set("'.&|()<->:* ")


@pytest.mark.django_db
@given(st.text(max_size=40))
def test_postgres_reads_whatever_was_typed(typed: str) -> None:
    assert list(search.matching(Dossier.objects.all(), typed)) == []


def test_a_text_is_kept_once(plan: Dossier) -> None:
    search.note(plan, NUMBER, "  ")
    assert SearchEntry.objects.get(dossier=plan).texts.splitlines() == [TITLE, "燕子山村", "擂鼓镇", NUMBER]


def test_a_number_is_found_by_itself_not_among_all_that_have_its_digits(plan: Dossier) -> None:
    """第13号 shares its pairs with 第113号 and 第130号; where an end is left open it may be a part of one."""
    entry = SearchEntry.objects.get(dossier=plan)
    search.note(plan, "备案第13号")
    for typed, told in (("第13号", "<13>"), ("备案第〔2026〕13号", "<202613>"), ("bad13h", "<13>")):
        assert f"'{told}'" in search.query(typed)
    for typed in ("13号", "第13", "13", "第 13 号"):
        assert "<" not in search.query(typed).replace("<->", "")
    entry.refresh_from_db()
    words = str(entry.words)
    assert all(f"'<{number}>'" in words for number in ("2027", "202613", "13"))
    assert list(search.matching(Dossier.objects.all(), "第13号")) == [plan]


def test_numbers_that_were_there_before_are_found_after_the_migration(plan: Dossier) -> None:
    whole = SearchEntry.objects.get(dossier=plan).words
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_searchentry SET words = ts_delete(words, ARRAY['<2027>', '<202613>'])")
    assert not search.matching(Dossier.objects.all(), TITLE).exists()
    with connection.schema_editor() as editor:
        import_module("core.migrations.0017_whole_numbers").fill(apps, editor)
    assert SearchEntry.objects.get(dossier=plan).words == whole
    assert list(search.matching(Dossier.objects.all(), TITLE)) == [plan]


def test_thousands_of_dossiers_are_sought_through_the_index(plan: Dossier) -> None:
    county = plan.county
    many = [
        Dossier(kind=plan.kind, title=f"房县某镇{n}号项目汇总上报与备案", county=county, owner=county, year=2026,
                opened_by=plan.opened_by)
        for n in range(ROWS)
    ]  # fmt: skip
    Dossier.objects.bulk_create(many)
    SearchEntry.objects.bulk_create(_entry(one) for one in many)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE core_searchentry")
        cursor.execute("ANALYZE core_dossier")
    for typed in ("统筹整合资金", "tczhzj", "2026 13号"):
        found = search.matching(Dossier.objects.all(), typed)
        assert "core_search_words" in found.explain()
        assert list(found) == [plan]


def test_what_stands_in_every_title_is_sought_in_the_county_alone(plan: Dossier) -> None:
    """The mark of a county is no letter that anybody could type."""
    here = SearchEntry.objects.annotate(found_by=InCounty("words", "county"))
    for county, told in ((plan.county_id, [plan.pk]), (plan.county_id + 1, [])):
        asked = here.filter(found_by=search.Sought(search.within(search.query(TITLE), {county})))
        assert [entry.dossier_id for entry in asked] == told
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "core_search_county" in asked.explain()
    assert list(search.matching(Dossier.objects.all(), f"#{plan.county_id}")) == []


def _entry(dossier: Dossier) -> SearchEntry:
    words = search.vector([dossier.title, f"房县政发〔2025〕{dossier.pk}号"])
    return SearchEntry(dossier=dossier, texts=dossier.title, words=Cast(Value(words), SearchVectorField()))
