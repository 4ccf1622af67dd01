"""What happens to the record of a meeting before its minutes: people come late and leave early, two secretaries write at
once, something was recorded by mistake, an item is added, a dossier was suspended meanwhile."""

from __future__ import annotations

import datetime
from uuid import uuid4

import pytest

from core import clock
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import LedgerEntry, User
from tests.desk.conftest import County, at
from workflows.desk import conclusion, meetings, minutes, rearranging, sittings
from workflows.desk.enums import Choice, ItemResult, MeetingKind, Presence
from workflows.desk.models import AgendaItem, Meeting
from workflows.desk.sittings import Spans
from workflows.engine import services as engine


def held(stage: County, items: int) -> Meeting:
    """A meeting that begins now, nobody registered yet."""
    return meetings.convene(
        actor=stage.group_secretary, body=stage.leading_group, kind=MeetingKind.LEADING_GROUP,
        held_at=clock.now(), place="县委会议室", work_items=[stage.at_meeting().pk for _n in range(items)],
    )  # fmt: skip


def attend(stage: County, meeting: Meeting, *present: User, spans: Spans | None = None) -> None:
    presences = {user.pk: (Presence.PRESENT, "") for user in present}
    meetings.record_attendance(
        actor=stage.group_secretary, meeting=meeting.pk, presences=presences, spans=spans or {}
    )  # fmt: skip


def resolve(stage: County, item: AgendaItem, *in_favour: User, read: str | None = None) -> AgendaItem:
    return meetings.record_deliberation(
        actor=stage.group_secretary, agenda_item=item.pk, votes={user.pk: Choice.FOR for user in in_favour},
        result=ItemResult.PASS, text="", read=read,
    )  # fmt: skip


def conclude(stage: County, meeting: Meeting, read: str | None = None) -> Meeting:
    return conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4(), read=read)


def test_whoever_comes_late_counts_from_the_item_at_which_he_came(stage: County) -> None:
    """Two of three pass the first item; the fourth, who came for the second, takes nothing from that."""
    meeting, (one, two, three) = held(stage, 2), stage.members
    first, second = meeting.agenda.in_order()
    attend(stage, meeting, stage.chair, one, two)
    resolve(stage, first, stage.chair, one)
    attend(stage, meeting, stage.chair, one, two, three, spans={three.pk: (2, None)})
    with pytest.raises(Conflict, match="只有到会的会议成员"):
        resolve(stage, first, stage.chair, one, three)
    with pytest.raises(Invalid, match="未超过到会成员4人的半数"):
        resolve(stage, second, stage.chair, one)
    resolve(stage, second, stage.chair, one, three)
    told = LedgerEntry.objects.filter(action="meeting.attendance").order_by("seq").last()
    assert told is not None
    assert told.detail["parts"] == {str(three.pk): "2—"}
    assert conclude(stage, meeting).is_concluded


def test_when_somebody_leaves_and_the_quorum_with_him_the_items_behind_are_not_decided(stage: County) -> None:
    meeting, (one, two, _three) = held(stage, 2), stage.members
    first, second = meeting.agenda.in_order()
    attend(stage, meeting, stage.chair, one, two)
    for item in (first, second):
        resolve(stage, item, stage.chair, one, two)
    attend(stage, meeting, stage.chair, one, two, spans={two.pk: (None, 1)})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.votes_for, second.votes_for) == (3, 2)
    with pytest.raises(Conflict, match="第2项议题：到会成员2人，应到4人，未超过半数"):
        conclude(stage, meeting)
    with pytest.raises(Conflict, match="未超过半数"):
        resolve(stage, second, stage.chair, one)
    waiting = second.work_item
    meetings.strike(actor=stage.group_secretary, agenda_item=second.pk, reason="到会不过半")
    assert conclude(stage, meeting).is_concluded
    assert list(meetings.waiting(MeetingKind.LEADING_GROUP, stage.leading_group)) == [waiting]


@pytest.mark.parametrize(("first", "last"), [(2, 1), (3, None), (None, 9), (0, None)])
def test_nobody_comes_or_leaves_at_what_is_not_on_the_agenda(
    stage: County, first: int | None, last: int | None
) -> None:
    meeting = held(stage, 2)
    with pytest.raises(Invalid, match="议题"):
        attend(stage, meeting, stage.chair, spans={stage.chair.pk: (first, last)})
    assert not meeting.attendances.exists()


def test_of_two_secretaries_the_second_reads_what_the_first_wrote(stage: County) -> None:
    meeting = held(stage, 1)
    everyone = [stage.chair, *stage.members]
    nobody = sittings.version_of_attendance([])
    attend(stage, meeting, *everyone)
    with pytest.raises(Stale, match="出席情况在您打开后有更改"):
        meetings.record_attendance(actor=stage.group_secretary, meeting=meeting.pk, presences={}, read=nobody)
    item = meeting.agenda.get()
    read = sittings.version_of(item)
    resolve(stage, item, *everyone, read=read)
    with pytest.raises(Stale, match="第1项议题的记录在您打开后有更改"):
        resolve(stage, item, stage.chair, read=read)
    item.refresh_from_db()
    assert (item.votes_for, meeting.attendances.count()) == (4, 4)
    resolve(stage, item, *everyone[:3], read=sittings.version_of(item))


def test_the_chair_signs_the_record_that_he_read(stage: County) -> None:
    meeting = held(stage, 1)
    attend(stage, meeting, stage.chair, *stage.members)
    resolve(stage, meeting.agenda.get(), stage.chair, *stage.members)
    read = sittings.version_now(meeting)
    resolve(stage, meeting.agenda.get(), stage.chair, *stage.members[:2])
    with pytest.raises(Stale, match="会议记录在您打开后有改动"):
        conclude(stage, meeting, read)
    assert conclude(stage, meeting, sittings.version_now(meeting)).is_concluded


def test_what_was_recorded_by_mistake_is_cleared(stage: County) -> None:
    meeting = held(stage, 1)
    item = meeting.agenda.get()
    with pytest.raises(Conflict, match="第1项议题尚无记录"):
        meetings.clear(actor=stage.group_secretary, agenda_item=item.pk)
    attend(stage, meeting, stage.chair, *stage.members)
    resolve(stage, item, stage.chair, *stage.members)
    with pytest.raises(Refused):
        meetings.clear(actor=stage.chair, agenda_item=item.pk)
    cleared = meetings.clear(actor=stage.group_secretary, agenda_item=item.pk)
    assert (cleared.result, cleared.votes_for, item.votes.count()) == ("", 0, 0)
    assert LedgerEntry.objects.get(action="meeting.result_cleared").detail["before"]["result"] == "pass"


def test_what_came_to_wait_since_is_put_on_the_agenda(stage: County) -> None:
    meeting, late = held(stage, 1), stage.at_meeting()
    with pytest.raises(Refused):
        rearranging.put_on(actor=stage.chair, meeting=meeting.pk, work_items=[late.pk])
    with pytest.raises(Invalid, match="至少选择一项"):
        rearranging.put_on(actor=stage.group_secretary, meeting=meeting.pk, work_items=[])
    [added] = rearranging.put_on(actor=stage.group_secretary, meeting=meeting.pk, work_items=[late.pk])
    assert (added.seq, added.work_item) == (2, late)
    with pytest.raises(Conflict, match="另一次会议"):
        rearranging.put_on(actor=stage.group_secretary, meeting=meeting.pk, work_items=[late.pk])
    with clock.shifted(datetime.timedelta(days=2)):
        later = stage.at_meeting()
        with pytest.raises(Invalid, match="才提请审议"):
            rearranging.put_on(actor=stage.group_secretary, meeting=meeting.pk, work_items=[later.pk])


def test_what_keeps_an_item_from_being_carried_out_says_which_it_is(stage: County) -> None:
    meeting = held(stage, 2)
    attend(stage, meeting, stage.chair, *stage.members)
    for item in meeting.agenda.in_order():
        resolve(stage, item, stage.chair, *stage.members)
    dossier = meeting.agenda.get(seq=2).work_item.dossier
    engine.suspend(
        actor=stage.chair, dossier=dossier, reason="等文件", expected_on=clock.today() + datetime.timedelta(days=9)
    )
    with pytest.raises((Conflict, Stale), match=r"第2项议题：.*暂停"):
        conclude(stage, meeting)
    assert at(meeting.agenda.get(seq=1).work_item.dossier).step == "leading_group_decides"


def test_minutes_can_be_drafted_of_a_meeting_that_somebody_left(stage: County) -> None:
    meeting = held(stage, 2)
    attend(stage, meeting, stage.chair, *stage.members, spans={stage.members[2].pk: (1, 1)})
    for item in meeting.agenda.in_order():
        resolve(stage, item, stage.chair, *stage.members[:2])
    assert minutes.draft(meeting, stage.chair).signatory_name == "组长"
