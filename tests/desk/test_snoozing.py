"""稍后办理: out of one's own list until a day, never beyond the limit; nothing else changes."""

from __future__ import annotations

import datetime

import pytest

from core import clock
from core.errors import Conflict, Invalid
from roles.duties import Duty
from tests.desk.conftest import County, at, logged_in
from tests.factories import roles as make
from workflows.desk import inbox, snoozing
from workflows.desk.facets import Filter
from workflows.desk.models import Snooze
from workflows.engine.models import WorkItem

DAY = datetime.timedelta(days=1)


def waiting(stage: County, days: int = 10) -> WorkItem:
    item = at(stage.dossier())
    WorkItem.objects.filter(pk=item.pk).update(due_at=clock.now() + days * DAY)
    return WorkItem.objects.get(pk=item.pk)


def test_it_leaves_the_list_and_stands_apart_with_its_count(stage: County) -> None:
    colleague = make.person("同事")
    make.give(colleague, Duty.COMPILE_PLAN, stage.working_group)
    item, other = waiting(stage), waiting(stage)
    snoozing.put_aside(actor=stage.drafter, work_item=item.pk, until=clock.today() + 2 * DAY)
    shown = inbox.inbox(stage.drafter, Filter())
    assert ([row.pk for row in shown.rows], shown.total, shown.waiting) == ([other.pk], 1, 2)
    apart = inbox.inbox(stage.drafter, Filter(group="aside"))
    assert [(row.pk, row.aside_until) for row in apart.rows] == [(item.pk, clock.today() + 2 * DAY)]
    page = logged_in(stage.drafter).get("/").content.decode()
    assert ("稍后办理的1项" in page, "/?group=aside" in page) == (True, True)
    assert len(inbox.inbox(colleague, Filter()).rows) == 2
    assert WorkItem.objects.get(pk=item.pk).due_at == item.due_at


@pytest.mark.parametrize("order", ["", "-due", "amount"])
def test_it_comes_back_by_itself_on_its_day(stage: County, order: str) -> None:
    item = waiting(stage)
    snoozing.put_aside(actor=stage.drafter, work_item=item.pk, until=clock.today() + 2 * DAY)
    assert inbox.inbox(stage.drafter, Filter(order=order)).rows == []
    assert "移到稍后办理的，到日回到这里" in logged_in(stage.drafter).get("/").content.decode()
    Snooze.objects.update(until=clock.today())
    assert [row.pk for row in inbox.inbox(stage.drafter, Filter(order=order)).rows] == [item.pk]


@pytest.mark.parametrize("hours", [-30, 1])
def test_a_limit_that_has_moved_brings_it_back(stage: County, hours: int) -> None:
    """Whatever day was said: due today or overdue, it is in the list."""
    item = waiting(stage)
    snoozing.put_aside(actor=stage.drafter, work_item=item.pk, until=clock.today() + 8 * DAY)
    WorkItem.objects.filter(pk=item.pk).update(due_at=clock.now() + datetime.timedelta(hours=hours))
    assert [row.pk for row in inbox.inbox(stage.drafter, Filter()).rows] == [item.pk]


@pytest.mark.parametrize("days", [-1, 0, 11])
def test_never_beyond_the_limit_nor_until_a_day_gone_by(stage: County, days: int) -> None:
    item = waiting(stage)
    with pytest.raises(Invalid):
        snoozing.put_aside(actor=stage.drafter, work_item=item.pk, until=clock.today() + days * DAY)
    assert not Snooze.objects.exists()


def test_what_is_due_and_what_is_anothers_is_not_put_aside(stage: County) -> None:
    due, item = waiting(stage, 0), waiting(stage)
    for actor, one in ((stage.drafter, due), (stage.editor, item), (stage.stranger, item)):
        with pytest.raises(Conflict):
            snoozing.put_aside(actor=actor, work_item=one.pk, until=clock.today() + DAY)


def test_on_the_page_there_and_back(stage: County) -> None:
    item = waiting(stage)
    browser = logged_in(stage.drafter)
    assert "移到稍后办理" in browser.get(f"/tasks/{item.pk}/").content.decode()
    day = clock.today() + 3 * DAY
    assert browser.post(f"/tasks/{item.pk}/aside/", {"until": day.isoformat()})["Location"] == "/"
    assert Snooze.objects.get().until == day
    assert browser.post(f"/tasks/{item.pk}/aside/", {"until": ""}).status_code == 422
    assert "回到待办" in browser.get(f"/tasks/{item.pk}/").content.decode()
    browser.post(f"/tasks/{item.pk}/aside/", {"back": "1"})
    assert not Snooze.objects.exists()
    assert logged_in(stage.stranger).post(f"/tasks/{item.pk}/aside/", {"until": day.isoformat()}).status_code == 403


def test_what_is_past_is_forgotten(stage: County) -> None:
    past, closed, standing = (waiting(stage) for _number in range(3))
    for item in (past, closed, standing):
        snoozing.put_aside(actor=stage.drafter, work_item=item.pk, until=clock.today() + DAY)
    Snooze.objects.filter(work_item=past).update(until=clock.today())
    stage.decide(stage.drafter, closed)
    assert snoozing.forget_past() == 2
    assert Snooze.objects.get().work_item_id == standing.pk
