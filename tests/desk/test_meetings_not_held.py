"""A meeting that is not held as it was called: moved, or cancelled, with those called told of it."""

from __future__ import annotations

import datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import LedgerEntry, User
from tests.desk.conftest import County, logged_in
from tests.desk.test_meetings import attend, convene, ready, resolve
from workflows.desk import conclusion, inbox, meetings, rearranging
from workflows.desk.enums import MeetingState, News
from workflows.desk.models import Invitation, Meeting

HOUR = datetime.timedelta(hours=1)


def unread(person: User) -> list[str]:
    return [told.news for told in Invitation.objects.unread_by(person)]


def struck_empty(stage: County) -> Meeting:
    meeting = convene(stage, stage.at_meeting())
    meetings.strike(actor=stage.group_secretary, agenda_item=meeting.agenda.get().pk, reason="材料未齐")
    return meeting


def test_a_meeting_whose_every_item_is_struck_is_cancelled(stage: County) -> None:
    meeting = struck_empty(stage)
    attend(stage, meeting, stage.chair, *stage.members)
    with pytest.raises(Conflict, match="没有议题"):
        conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())
    done = rearranging.cancel(actor=stage.group_secretary, meeting=meeting.pk, reason="议题均已撤下")
    assert (done.state, done.cancelled_because) == (MeetingState.CANCELLED, "议题均已撤下")
    entry = LedgerEntry.objects.get(action="meeting.cancelled")
    assert entry.detail["reason"] == "议题均已撤下"


def test_what_stood_on_its_agenda_waits_for_another_meeting(stage: County) -> None:
    item = stage.at_meeting()
    meeting = convene(stage, item)
    rearranging.cancel(actor=stage.group_secretary, meeting=meeting.pk, reason="组长外出")
    assert list(meetings.waiting(meeting.kind, meeting.body)) == [item]
    again = convene(stage, item)
    assert again.ordinal == meeting.ordinal  # a meeting that was not held does not count
    assert [row.subject for row in meeting.agenda.in_order()] == [item.dossier.title]


def test_a_cancelled_meeting_is_neither_changed_nor_concluded(stage: County) -> None:
    meeting = convene(stage, stage.at_meeting())
    rearranging.cancel(actor=stage.group_secretary, meeting=meeting.pk, reason="组长外出")
    with pytest.raises(Stale, match="已取消"):
        attend(stage, meeting, stage.chair)
    with pytest.raises(Stale, match="已取消"):
        rearranging.cancel(actor=stage.group_secretary, meeting=meeting.pk, reason="再次取消")
    with pytest.raises(Stale, match="已取消"):
        rearranging.move(actor=stage.group_secretary, meeting=meeting.pk, held_at=clock.now() + HOUR, place="二楼")
    with pytest.raises(Stale, match="已取消"):
        conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())


def test_a_cancellation_says_why(stage: County) -> None:
    meeting = convene(stage, stage.at_meeting())
    with pytest.raises(Invalid, match="原因"):
        rearranging.cancel(actor=stage.group_secretary, meeting=meeting.pk, reason="  ")
    meeting.refresh_from_db()
    assert meeting.is_under_way
    with pytest.raises(IntegrityError, match="desk_meeting_concluded"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CANCELLED, cancelled_at=clock.now())


def test_what_was_decided_is_not_cancelled_away(stage: County) -> None:
    meeting, _item = ready(stage)
    with pytest.raises(Conflict, match="不能取消"):
        rearranging.cancel(actor=stage.group_secretary, meeting=meeting.pk, reason="组长外出")
    with pytest.raises(Conflict, match="不能再更改"):
        rearranging.move(actor=stage.group_secretary, meeting=meeting.pk, held_at=clock.now() + HOUR, place="二楼")
    meetings.strike(actor=stage.group_secretary, agenda_item=meeting.agenda.get().pk, reason="未达法定人数")
    assert rearranging.cancel(actor=stage.group_secretary, meeting=meeting.pk, reason="未达法定人数").is_cancelled


@pytest.mark.parametrize("who", ["chair", "drafter", "office_secretary", "stranger"])
def test_only_the_convening_organ_moves_and_cancels(stage: County, who: str) -> None:
    meeting = convene(stage, stage.at_meeting())
    with pytest.raises(Refused):
        rearranging.cancel(actor=getattr(stage, who), meeting=meeting.pk, reason="组长外出")
    with pytest.raises(Refused):
        rearranging.move(actor=getattr(stage, who), meeting=meeting.pk, held_at=clock.now() + HOUR, place="二楼")


def test_a_meeting_is_moved_before_it_is_held(stage: County) -> None:
    meeting, later = convene(stage, stage.at_meeting()), clock.now() + 3 * HOUR
    moved = rearranging.move(actor=stage.group_secretary, meeting=meeting.pk, held_at=later, place=" 二楼会议室 ")
    assert (moved.held_at, moved.place) == (later, "二楼会议室")
    assert LedgerEntry.objects.get(action="meeting.moved").detail["before"]["place"] == "县委会议室"
    with pytest.raises(Conflict, match="会议定于"):
        attend(stage, moved, stage.chair, *stage.members)
    with clock.shifted(moved.held_at - clock.now()):
        attend(stage, moved, stage.chair, *stage.members)
        resolve(stage, moved.agenda.get(), stage.chair, *stage.members)
    with pytest.raises(Conflict, match="尚未召开"):
        conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())


@pytest.mark.parametrize(
    ("later", "place", "why"),
    [
        (-HOUR, "二楼", "早于"),
        (HOUR, " ", "地点"),
        (400 * 24 * HOUR, "二楼", "年度"),
        (HOUR, "二楼\u200b", r"地点.*200B"),
    ],
)
def test_a_meeting_moves_only_to_an_hour_to_come_and_to_a_place(
    stage: County, later: datetime.timedelta, place: str, why: str
) -> None:
    meeting = convene(stage, stage.at_meeting())
    with pytest.raises(Invalid, match=why):
        rearranging.move(actor=stage.group_secretary, meeting=meeting.pk, held_at=clock.now() + later, place=place)


def test_those_called_are_told_until_they_look(stage: County) -> None:
    meeting = convene(stage, stage.at_meeting())
    member, browser = stage.members[0], logged_in(stage.members[0])
    assert unread(member) == [News.CALLED]
    assert unread(stage.stranger) == unread(stage.group_secretary) == []
    assert "1条会议通知未查看" in browser.get("/").content.decode()
    assert "新通知：召开" in browser.get("/meetings/").content.decode()
    browser.get(f"/meetings/{meeting.pk}/")
    assert unread(member) == []
    assert "会议通知未查看" not in browser.get("/").content.decode()
    rearranging.move(actor=stage.group_secretary, meeting=meeting.pk, held_at=clock.now() + HOUR, place="二楼")
    assert unread(member) == [News.MOVED]
    rearranging.cancel(actor=stage.group_secretary, meeting=meeting.pk, reason="组长外出")
    assert unread(member) == [News.CANCELLED]
    assert "组长外出" in browser.get(f"/meetings/{meeting.pk}/").content.decode()


def test_news_of_a_concluded_meeting_is_none_any_more(stage: County) -> None:
    meeting, _item = ready(stage)
    conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())
    assert unread(stage.members[0]) == []


def test_news_does_not_count_as_work(stage: County) -> None:
    convene(stage, stage.at_meeting())
    found = inbox.inbox(stage.members[0], inbox.Filter())
    assert found.calls == [("1条会议通知未查看", "/meetings/")]
    assert (found.waiting, found.total, found.rows) == (0, 0, [])
    assert sum(choice.count or 0 for facet in found.facets for choice in facet.choices) == 0
