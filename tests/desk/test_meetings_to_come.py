"""Who is to convene meets what waits for a meeting, who is called meets the meeting; nothing is recorded beforehand."""

from __future__ import annotations

import datetime
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from core import clock
from core.errors import Conflict
from core.models import User
from tests.desk.called import whom_it_names
from tests.desk.conftest import County, logged_in
from tests.desk.test_meetings import attend, convene, resolve
from workflows.desk import coming, conclusion, inbox, meetings
from workflows.desk.calls import Panel
from workflows.desk.enums import ItemResult, MeetingKind
from workflows.desk.models import Attendance, Meeting, Vote

HOUR = datetime.timedelta(hours=1)
STATEMENTS = 6


def panel_of(actor: User) -> list[Panel]:
    return inbox.inbox(actor, inbox.Filter()).panels


def tomorrow(stage: County) -> Meeting:
    """A meeting that is called for this hour of tomorrow."""
    item = stage.at_meeting()
    return meetings.convene(
        actor=stage.group_secretary, body=stage.leading_group, kind=MeetingKind.LEADING_GROUP,
        held_at=clock.now() + 24 * HOUR, place="三楼", work_items=[item.pk],
    )  # fmt: skip


def test_the_secretary_meets_what_waits_for_a_meeting_and_nobody_else_does(stage: County) -> None:
    item = stage.at_meeting()
    [panel] = panel_of(stage.group_secretary)
    assert panel.words == "1项议题待安排会议"
    [line] = panel.lines
    assert (line.words, line.work_item) == (item.dossier.title, None)
    assert "领导小组会议（县领导小组）" in line.by
    assert line.due is not None
    assert "个工作日" in line.due.text
    assert whom_it_names("to_convene") == {stage.group_secretary}
    for other in (stage.office_secretary, stage.drafter, stage.chair, stage.members[0], stage.stranger):
        assert not coming.to_convene(other).exists()
    convene(stage, item)
    assert panel_of(stage.group_secretary) == []


def test_what_the_leading_group_passed_waits_for_the_governments_secretary(stage: County) -> None:
    item = stage.at_meeting()
    meeting = convene(stage, item)
    attend(stage, meeting, stage.chair, *stage.members)
    resolve(stage, meeting.agenda.get(), stage.chair, *stage.members)
    conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())
    assert [waiting.dossier for waiting in coming.to_convene(stage.office_secretary)] == [item.dossier]
    assert not coming.to_convene(stage.group_secretary).exists()


def test_the_link_leads_to_a_meeting_with_that_very_item(stage: County) -> None:
    wanted, other = stage.at_meeting(), stage.at_meeting()
    browser = logged_in(stage.group_secretary)
    page = browser.get("/").content.decode()
    address = f"/meetings/new/?kind=leading_group&amp;body={stage.leading_group.pk}&amp;item={wanted.pk}"
    assert f'href="{address}"' in page
    offered = browser.get(address.replace("&amp;", "&")).context["form"]["work_items"]
    assert [tick.data["value"] for tick in offered.subwidgets if tick.data["selected"]] == [str(wanted.pk)]
    everything = browser.get("/meetings/new/").context["form"]["work_items"]
    assert {tick.data["value"] for tick in everything.subwidgets if tick.data["selected"]} == {
        str(wanted.pk), str(other.pk)
    }  # fmt: skip


def test_a_member_who_was_told_keeps_the_meeting_before_him_until_its_day_is_over(stage: County) -> None:
    meeting = tomorrow(stage)
    member = stage.members[0]
    assert panel_of(member) == []  # it is news so far
    logged_in(member).get(f"/meetings/{meeting.pk}/")
    [panel] = panel_of(member)
    assert panel.words == "1次会议请您参加"
    assert (panel.lines[0].words, panel.lines[0].by[-2:]) == (meeting.title, "三楼")
    assert not coming.coming(stage.stranger).exists()
    with clock.shifted(24 * HOUR):
        assert coming.coming(member).exists()
    with clock.shifted(48 * HOUR):
        assert not coming.coming(member).exists()


def test_calls_cost_no_statement(stage: County, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for _n in range(3):
        stage.at_meeting()
    browser = logged_in(stage.group_secretary)
    browser.get("/")
    with django_assert_max_num_queries(STATEMENTS):
        assert browser.get("/").content.decode().count("召集会议</a>") == 3


def test_nothing_is_recorded_before_the_hour(stage: County) -> None:
    meeting = tomorrow(stage)
    item = meeting.agenda.get()
    told = r"会议定于2026年3月3日 \d\d:\d\d召开，开会前不能登记"
    with pytest.raises(Conflict, match=told):
        attend(stage, meeting, stage.chair, *stage.members)
    with pytest.raises(Conflict, match=told):
        meetings.record_votes(actor=stage.group_secretary, agenda_item=item.pk, votes={})
    with pytest.raises(Conflict, match=told):
        meetings.record_result(
            actor=stage.group_secretary, agenda_item=item.pk, result=ItemResult.DEFER, text="待核实。"
        )
    assert not Attendance.objects.exists()
    assert not Vote.objects.exists()
    with clock.shifted(24 * HOUR):
        attend(stage, meeting, stage.chair, *stage.members)
        resolve(stage, item, stage.chair, *stage.members)


def test_the_page_says_when_and_offers_nothing_to_record_until_then(stage: County) -> None:
    meeting = tomorrow(stage)
    browser, address = logged_in(stage.group_secretary), f"/meetings/{meeting.pk}/"
    page = browser.get(address).content.decode()
    assert "届时登记出席情况、表决和议决" in page
    assert 'value="attend"' not in page
    assert 'value="deliberate"' not in page
    assert 'value="strike"' in page
    refused = browser.post(address, {"action": "attend", f"presence-{stage.chair.pk}": "present"})
    assert refused.status_code == 409
    assert "开会前不能登记" in refused.content.decode()
    with clock.shifted(24 * HOUR):
        assert 'value="attend"' in browser.get(address).content.decode()


def test_too_few_present_is_said_where_they_are_recorded(stage: County) -> None:
    meeting = convene(stage, stage.at_meeting())
    attend(stage, meeting, stage.chair, stage.members[0])
    page = logged_in(stage.group_secretary).get(f"/meetings/{meeting.pk}/").content.decode()
    assert "到会成员2人，应到4人，未超过半数，不能议决" in page
