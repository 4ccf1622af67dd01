"""The tab 草稿 of the inbox: what one has begun and not sent, seen by oneself alone; and what stands above the list."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.desk.conftest import County, at, logged_in
from tests.desk.test_inbox import STATEMENTS
from workflows.desk import calls, unsent
from workflows.desk.calls import Line, Panel
from workflows.desk.unsent import Unsent

TYPED = {"act": "keep", "opinion": "附表二还要核对。"}


def test_what_one_typed_stands_there_until_it_is_sent(stage: County) -> None:
    item, browser = at(stage.dossier()), logged_in(stage.drafter)
    assert "没有草稿" in browser.get("/?tab=drafts").content.decode()
    browser.post(f"/tasks/{item.pk}/", TYPED)
    page = browser.get("/?tab=drafts").content.decode()
    assert (item.dossier.title in page, TYPED["opinion"] in page) == (True, True)
    assert TYPED["opinion"] not in logged_in(stage.chair).get("/?tab=drafts").content.decode()
    stage.decide(stage.drafter, item)
    assert "没有草稿" in browser.get("/?tab=drafts").content.decode()


def test_a_room_above_tells_what_was_begun_there(stage: County, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = Unsent(title="桃园村步道", url="/x/", kind="拟报项目")
    monkeypatch.setattr(unsent, "_sources", {"projects": lambda _actor, _most: [begun]})
    logged_in(stage.drafter).post(f"/tasks/{at(stage.dossier()).pk}/", TYPED)
    assert [one.kind for one in unsent.of(stage.drafter, 50)] == ["起草", "拟报项目"]
    assert len(unsent.of(stage.drafter, 1)) == 1
    assert "桃园村步道" in logged_in(stage.drafter).get("/?tab=drafts").content.decode()


def test_the_tab_costs_few_statements_however_full(
    stage: County, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = logged_in(stage.drafter)
    for _number in range(3):
        browser.post(f"/tasks/{at(stage.dossier()).pk}/", TYPED)
    with django_assert_max_num_queries(STATEMENTS):
        assert browser.get("/?tab=drafts").content.decode().count(TYPED["opinion"]) == 3


def test_several_notices_of_one_item_stand_in_one_line() -> None:
    """Urged and reminded of at once; what asks for an act of its own stays, and a panel with nothing left goes."""
    urged = Line(words="方案", url="/1/", said="请抓紧。", by="督查员", work_item=1, mark="被催办")
    reminded = [
        Line(words="方案", url="/1/", by="今天", work_item=1, mark="已提醒"),
        Line(words="别的", url="/2/", work_item=2),
    ]
    to_answer = Line(words="方案", url="/3/", work_item=1, act=("去答复", "/3/"))
    panels = [
        Panel("1件被催办", "/", "slip", [urged], 1),
        Panel("2条提醒", "/", "warning", reminded, 2),
        Panel("1件待答复", "/", "info", [to_answer], 1),
        Panel("1条再提醒", "/", "warning", [reminded[0]], 1),
    ]
    first, second, third = calls.folded(panels)
    slips = [Line(words="督办单", url=url, work_item=1) for url in ("/s/1/", "/s/2/")]
    [of_slips] = calls.folded([Panel("2份督办单", "/", "slip", slips, 2), Panel("1件被催办", "/", "slip", [urged], 1)])
    assert [line.also for line in of_slips.lines] == [("被催办 · 请抓紧。 · 督查员",), ()]
    assert [(line.words, line.also) for line in first.lines] == [("方案", ("已提醒 · 今天", "已提醒 · 今天"))]
    assert [line.words for line in second.lines] == ["别的"]
    assert third.lines == [to_answer]
