"""The facets of the inbox: each tells the list apart as its count says; views are kept by name."""

from __future__ import annotations

import datetime

import pytest

from core import clock
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid
from core.models import Dossier, User
from roles.duties import Duty
from roles.services import delegate
from tests.desk.conftest import County, at, logged_in
from tests.engine.statements import counted
from tests.factories import roles as make
from workflows.desk import inbox, saved_views
from workflows.desk.facets import Filter
from workflows.desk.models import SavedView
from workflows.engine.enums import Why
from workflows.engine.models import WorkItem


def mixed(stage: County) -> list[WorkItem]:
    """Four items that differ in everything a facet asks."""
    items = [at(stage.dossier()) for _number in range(4)]
    township = make.place("420323108", "宝丰镇", OrganisationKind.TOWNSHIP, stage.county)
    village = make.place("420323108207", "下坝村", OrganisationKind.VILLAGE, township)
    told = [(None, stage.office), (490_000, township), (500_000, village), (12_000_000, stage.county)]
    for item, (amount, owner) in zip(items, told, strict=True):
        Dossier.objects.filter(pk=item.dossier_id).update(amount=amount, owner=owner, year=2026 - (amount is None))
    WorkItem.objects.filter(pk=items[0].pk).update(why=Why.RETURNED)
    return items


def test_every_choice_finds_as_many_as_it_counts(stage: County) -> None:
    """For each facet and each choice of it, alone and beside another answer."""
    mixed(stage)
    shown = inbox.inbox(stage.drafter, Filter())
    names = [facet.name for facet in shown.facets]
    assert names == ["year", "step", "organisation", "township", "band", "returned"]
    for facet in shown.facets:
        for choice in facet.choices:
            found = inbox.inbox(stage.drafter, Filter.read({facet.name: choice.value}))
            assert (found.total, len(found.rows)) == (choice.count, choice.count), (facet.name, choice)
            for other in found.facets:
                for beside in other.choices:
                    both = Filter.read({facet.name: choice.value, other.name: beside.value})
                    assert len(inbox.inbox(stage.drafter, both).rows) == beside.count, (both, beside)


def test_a_township_takes_its_villages_along_and_money_its_bounds(stage: County) -> None:
    mixed(stage)
    [facet] = [one for one in inbox.inbox(stage.drafter, Filter()).facets if one.name == "township"]
    assert [(str(choice.label), choice.count) for choice in facet.choices] == [("宝丰镇", 2)]
    bands = {
        band: [row.amount for row in inbox.inbox(stage.drafter, Filter(band=band)).rows]
        for band in ("small", "middle", "large", "largest", "none")
    }
    assert bands == {"small": ["49"], "middle": ["50"], "large": [], "largest": ["1,200"], "none": [""]}


def deputy_of(stage: County) -> User:
    """One who stands in for the drafter and checks texts himself."""
    deputy = make.person("替班员")
    make.give(deputy, Duty.EDIT_CHECK, stage.office)
    held = stage.drafter.appointments.get()
    delegate(
        actor=stage.drafter, principal=held, deputy=deputy, duties=[Duty.COMPILE_PLAN],
        starts_at=clock.now(), ends_at=clock.now() + datetime.timedelta(days=3), reason="出差",
    )  # fmt: skip
    return deputy


def test_whoever_stands_in_sees_for_whom(stage: County) -> None:
    item, deputy = at(stage.dossier()), deputy_of(stage)
    WorkItem.objects.filter(pk=at(stage.dossier()).pk).update(duty=Duty.EDIT_CHECK, organisation=stage.office)
    shown = inbox.inbox(deputy, Filter())
    assert sorted(row.why for row in shown.rows) == ["按流程送县工作专班，代编制员办理", "按流程送县政府办公室"]
    [facet] = [one for one in shown.facets if one.name == "acting"]
    assert {(choice.value, str(choice.label), choice.count) for choice in facet.choices} == {
        ("acting", "代人办理", 1), ("own", "本人职责", 1),
    }  # fmt: skip
    assert [row.pk for row in inbox.inbox(deputy, Filter(acting="acting")).rows] == [item.pk]
    [own] = inbox.inbox(deputy, Filter(acting="own")).rows
    assert own.pk != item.pk
    assert inbox.inbox(stage.drafter, Filter(acting="acting")).rows == []


def test_facets_and_views_cost_no_statement(stage: County) -> None:
    mixed(stage)
    saved_views.save(actor=stage.drafter, name="退回的", asked=Filter(returned="1"))
    with counted() as asked:
        shown = inbox.inbox(stage.drafter, Filter(returned="1", year="2025"))
    assert (len(asked), len(shown.rows), [one.name for one in shown.views]) == (3, 1, ["退回的"])


def test_a_view_is_kept_by_name_followed_and_given_up(stage: County) -> None:
    mixed(stage)
    browser = logged_in(stage.drafter)
    assert "保存为常用视图" not in browser.get("/").content.decode()
    assert "保存为常用视图" in browser.get("/?band=small").content.decode()
    answer = browser.post("/views/", {"name": "小额", "question": "band=small&order=-amount&page=3&evil=1"})
    assert answer["Location"] == "/?band=small&order=-amount"
    page = browser.get("/").content.decode()
    assert ("小额" in page, 'href="/?band=small&amp;order=-amount"' in page) == (True, True)
    assert "小额" not in logged_in(stage.editor).get("/").content.decode()
    kept = SavedView.objects.get()
    logged_in(stage.editor).post(f"/views/{kept.pk}/")
    assert SavedView.objects.exists()
    browser.post(f"/views/{kept.pk}/")
    assert not SavedView.objects.exists()


def test_the_longest_search_is_kept_as_a_view(stage: County) -> None:
    words = "查" * 60
    browser = logged_in(stage.drafter)
    asked = Filter(q=words, band="small").question(page=1)
    assert browser.post("/views/", {"name": "长检索", "question": asked}).status_code == 302
    assert SavedView.objects.get().question == asked


def test_a_view_of_the_same_name_is_told_to_be_replaced(stage: County) -> None:
    browser = logged_in(stage.drafter)
    said = [
        browser.post("/views/", {"name": "小额", "question": f"band={band}"}, follow=True)
        for band in ("small", "large")
    ]
    assert ["已替换为当前筛选" in one.content.decode() for one in said] == [False, True]


def test_one_after_the_other_keeps_views(stage: County) -> None:
    with counted() as asked:
        saved_views.save(actor=stage.drafter, name="小额", asked=Filter(band="small"))
    assert [sql for sql in asked if sql.endswith("FOR NO KEY UPDATE") and 'FROM "core_user"' in sql]


def test_what_is_no_view_is_refused(stage: County, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Invalid, match="名称"):
        saved_views.save(actor=stage.drafter, name=" ", asked=Filter(band="small"))
    with pytest.raises(Invalid, match="筛选条件"):
        saved_views.save(actor=stage.drafter, name="全部", asked=Filter(order="-due"))
    with pytest.raises(Invalid, match="最多20字"):
        saved_views.save(actor=stage.drafter, name="名" * 21, asked=Filter(band="small"))
    monkeypatch.setattr(saved_views, "MOST", 1)
    saved_views.save(actor=stage.drafter, name="小额", asked=Filter(band="small"))
    assert saved_views.save(actor=stage.drafter, name="小额", asked=Filter(band="large")).question == "band=large"
    with pytest.raises(Conflict, match="最多1个"):
        saved_views.save(actor=stage.drafter, name="大额", asked=Filter(band="largest"))
    assert SavedView.objects.count() == 1
