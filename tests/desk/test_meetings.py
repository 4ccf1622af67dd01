"""Approval is by meeting (finding 12): who may call it, what makes it valid, and what follows from its minutes."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import uuid4

import pytest

from core import clock
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import LedgerEntry, User
from roles.duties import Duty
from roles.models import Appointment
from roles.services import appoint, delegate
from tests.desk.conftest import County, at
from tests.factories import roles as make
from workflows.desk import bodies, conclusion, meetings, services
from workflows.desk.enums import Choice, ItemResult, MeetingKind, MeetingState, Presence
from workflows.desk.models import AgendaItem, Meeting
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, WorkItem


def convene(stage: County, *items: WorkItem, actor: User | None = None) -> Meeting:
    return meetings.convene(
        actor=actor or stage.group_secretary,
        body=stage.leading_group,
        kind=MeetingKind.LEADING_GROUP,
        held_at=clock.now(),
        place="县委会议室",
        work_items=[item.pk for item in items],
    )


def attend(stage: County, meeting: Meeting, *present: User) -> None:
    presences = {user.pk: (Presence.PRESENT, "") for user in present}
    meetings.record_attendance(actor=stage.group_secretary, meeting=meeting.pk, presences=presences)


def resolve(
    stage: County, item: AgendaItem, *in_favour: User, result: ItemResult = ItemResult.PASS, text: str = ""
) -> None:
    votes = {user.pk: Choice.FOR for user in in_favour}
    meetings.record_deliberation(
        actor=stage.group_secretary, agenda_item=item.pk, votes=votes, result=result, text=text
    )


def ready(stage: County, result: ItemResult = ItemResult.PASS, text: str = "") -> tuple[Meeting, WorkItem]:
    """A meeting with everything in order but its conclusion."""
    item = stage.at_meeting()
    meeting = convene(stage, item)
    everyone = [stage.chair, *stage.members]
    attend(stage, meeting, *everyone)
    resolve(stage, meeting.agenda.get(), *everyone, result=result, text=text)
    return meeting, item


def test_no_minutes_are_signed_before_the_meeting(stage: County) -> None:
    meeting, _item = ready(stage)
    meeting.held_at = clock.now() + datetime.timedelta(hours=1)
    meeting.save(update_fields=["held_at"])
    with pytest.raises(Conflict, match="尚未召开"):
        conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())
    with clock.shifted(datetime.timedelta(hours=2)):
        assert conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4()).minutes is not None


def test_a_step_decided_by_meeting_is_not_decided_singly(stage: County) -> None:
    item = stage.at_meeting()
    with pytest.raises(Conflict, match="须经会议"):
        stage.decide(stage.chair, item)
    with pytest.raises(Conflict, match="须经会议"):
        services.return_to(
            actor=stage.chair,
            work_item=item.pk,
            step="group_drafts",
            opinion="重拟",
            grounds=["facts"],
            request_id=uuid4(),
        )


def test_passing_moves_the_dossier_and_issues_minutes(stage: County) -> None:
    meeting, item = ready(stage)
    done = conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())
    assert done.state == MeetingState.CONCLUDED
    assert done.minutes is not None
    assert done.minutes.dossier_id == item.dossier_id
    opinion = Opinion.objects.get(task_id=item.pk)
    assert (opinion.actor, opinion.decision) == (stage.chair, Decision.APPROVE)
    assert opinion.detail["minutes"] == done.minutes.pk
    assert at(item.dossier).step == "executive_decides"
    assert LedgerEntry.objects.filter(action="meeting.concluded").count() == 1


def test_amendments_are_an_approval_with_changes(stage: County) -> None:
    meeting, item = ready(stage, ItemResult.PASS_WITH_AMENDMENTS, "压减两个项目。")
    conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())
    opinion = Opinion.objects.get(task_id=item.pk)
    assert opinion.decision == Decision.APPROVE_WITH_CHANGES
    assert "压减两个项目" in opinion.text


def test_a_return_goes_to_the_steps_first_way_back(stage: County) -> None:
    meeting, item = ready(stage, ItemResult.RETURN, "资金未平衡。")
    conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())
    assert at(item.dossier).step == "group_drafts"


def test_a_deferred_item_waits_for_the_next_agenda(stage: County) -> None:
    meeting, item = ready(stage, ItemResult.DEFER, "待核实。")
    conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())
    assert at(item.dossier).pk == item.pk
    assert not Opinion.objects.filter(task_id=item.pk).exists()
    assert convene(stage, item).ordinal == 2


def test_the_same_request_concludes_once_and_another_is_stale(stage: County) -> None:
    meeting, _item = ready(stage)
    request = uuid4()
    first = conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=request)
    assert conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=request).minutes == first.minutes
    with pytest.raises(Stale):
        conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())


@pytest.mark.parametrize("days", [1, 30])
def test_a_meeting_is_not_held_before_an_item_came_to_wait_for_it(stage: County, days: int) -> None:
    item = stage.at_meeting()
    called: dict[str, Any] = {
        "body": stage.leading_group,
        "kind": MeetingKind.LEADING_GROUP,
        "place": "县委会议室",
        "work_items": [item.pk],
    }
    with pytest.raises(Invalid, match="2026年3月2日才提请审议，会议日期不能早于这一天"):
        meetings.convene(actor=stage.group_secretary, held_at=clock.now() - datetime.timedelta(days=days), **called)
    assert not Meeting.objects.exists()
    midnight = clock.now().replace(hour=0, minute=0)
    assert meetings.convene(actor=stage.group_secretary, held_at=midnight, **called).ordinal == 1


@pytest.mark.parametrize("result", [ItemResult.PASS, ItemResult.DEFER])
def test_nothing_is_voted_or_decided_before_attendance_is_recorded(stage: County, result: ItemResult) -> None:
    meeting = convene(stage, stage.at_meeting())
    item = meeting.agenda.get()
    with pytest.raises(Conflict, match="请先在本次会议的“出席情况”中登记并保存"):
        resolve(stage, item, result=result, text="待核实。")
    with pytest.raises(Conflict, match="尚未登记出席情况"):
        meetings.record_result(actor=stage.group_secretary, agenda_item=item.pk, result=result, text="待核实。")
    item.refresh_from_db()
    assert item.result == ""
    attend(stage, meeting, stage.chair, *stage.members)
    resolve(stage, item, stage.chair, *stage.members, result=result, text="待核实。")


def test_without_a_quorum_nothing_is_decided(stage: County) -> None:
    item = stage.at_meeting()
    meeting = convene(stage, item)
    present = [stage.chair, stage.members[0]]  # two of four: not more than half
    attend(stage, meeting, *present)
    with pytest.raises(Conflict, match="到会成员2人，应到4人，未超过半数"):
        resolve(stage, meeting.agenda.get(), *present)
    assert (meeting.agenda.get().result, meeting.agenda.get().votes_for) == ("", 0)
    attend(stage, meeting, *present, stage.members[1])
    resolve(stage, meeting.agenda.get(), *present, stage.members[1])
    attend(stage, meeting, *present)  # one of them was not there after all
    with pytest.raises(Conflict, match="未超过半数"):
        conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())
    assert at(item.dossier).pk == item.pk


def test_passing_needs_more_than_half_of_those_present(stage: County) -> None:
    meeting = convene(stage, stage.at_meeting())
    attend(stage, meeting, stage.chair, *stage.members)
    with pytest.raises(Invalid, match="不能通过"):
        resolve(stage, meeting.agenda.get(), stage.chair, stage.members[0])
    resolve(stage, meeting.agenda.get(), stage.chair, *stage.members[:2])


def test_an_item_without_a_result_holds_the_minutes_up(stage: County) -> None:
    meeting = convene(stage, stage.at_meeting())
    attend(stage, meeting, stage.chair, *stage.members)
    with pytest.raises(Invalid, match="尚未记录"):
        conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())


def test_what_is_not_on_the_agenda_is_not_voted_on(stage: County) -> None:
    convene(stage, stage.at_meeting())
    with pytest.raises(Conflict, match="不在会议议程"):
        meetings.record_votes(actor=stage.group_secretary, agenda_item=10**9, votes={})


def test_an_agenda_takes_only_what_waits_for_this_body(stage: County) -> None:
    drafting = at(stage.dossier())
    with pytest.raises(Conflict):
        convene(stage, drafting)
    item = stage.at_meeting()
    convene(stage, item)
    with pytest.raises(Conflict, match="另一次会议"):
        convene(stage, item)


def test_only_members_present_vote(stage: County) -> None:
    meeting = convene(stage, stage.at_meeting())
    attend(stage, meeting, stage.chair)
    with pytest.raises(Conflict, match="到会"):
        resolve(stage, meeting.agenda.get(), stage.members[0])
    with pytest.raises(Invalid, match="会议成员"):
        attend(stage, meeting, stage.stranger)


@pytest.mark.parametrize("who", ["chair", "drafter", "office_secretary", "stranger"])
def test_only_the_convening_organ_calls_and_records(stage: County, who: str) -> None:
    item = stage.at_meeting()
    with pytest.raises(Refused):
        convene(stage, item, actor=getattr(stage, who))


def test_the_government_office_calls_the_executive_meeting(stage: County) -> None:
    meeting, item = ready(stage)
    conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())
    executive = meetings.convene(
        actor=stage.office_secretary, body=stage.county, kind=MeetingKind.EXECUTIVE, held_at=clock.now(),
        place="常务会议室", work_items=[at(item.dossier).pk],
    )  # fmt: skip
    everyone = [stage.mayor, *stage.vice_mayors]
    present = {user.pk: (Presence.PRESENT, "") for user in everyone}
    meetings.record_attendance(actor=stage.office_secretary, meeting=executive.pk, presences=present)
    votes = {user.pk: Choice.FOR for user in everyone}
    meetings.record_deliberation(
        actor=stage.office_secretary, agenda_item=executive.agenda.get().pk, votes=votes, result="pass", text=""
    )
    conclusion.conclude(actor=stage.mayor, meeting=executive.pk, request_id=uuid4())
    assert at(item.dossier).step == "office_edits"


def test_a_deputy_without_an_appointment_does_not_chair(stage: County) -> None:
    meeting, _item = ready(stage)
    with pytest.raises(Refused, match="主持领导小组会议"):
        conclusion.conclude(actor=stage.members[0], meeting=meeting.pk, request_id=uuid4())


def test_a_deputy_with_an_acting_appointment_chairs(stage: County) -> None:
    meeting, item = ready(stage)
    post = Appointment.objects.get(user=stage.chair).post
    appoint(
        actor=None, user=stage.members[0], post=post, starts_on=clock.today(), acting=True, basis="组长外出，代为主持"
    )
    done = conclusion.conclude(actor=stage.members[0], meeting=meeting.pk, request_id=uuid4())
    assert done.chair == stage.members[0]
    assert at(item.dossier).step == "executive_decides"


def test_the_chair_must_be_present(stage: County) -> None:
    item = stage.at_meeting()
    meeting = convene(stage, item)
    attend(stage, meeting, *stage.members)
    resolve(stage, meeting.agenda.get(), *stage.members)
    with pytest.raises(Refused, match="到会"):
        conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())


def test_a_concluded_meeting_stays_as_it_is(stage: County) -> None:
    meeting, _item = ready(stage)
    conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())
    with pytest.raises(Stale):
        attend(stage, meeting, stage.chair)


def test_an_item_struck_off_may_go_on_another_agenda(stage: County) -> None:
    item = stage.at_meeting()
    meeting = convene(stage, item, stage.at_meeting())
    meetings.strike(actor=stage.group_secretary, agenda_item=meeting.agenda.get(seq=1).pk, reason="材料未齐")
    assert list(convene(stage, item).agenda.values_list("work_item", flat=True)) == [item.pk]


def test_members_are_those_in_posts_of_the_body(stage: County) -> None:
    make.give(stage.stranger, Duty.ATTEND_EXECUTIVE_MEETING, stage.county)
    seated = bodies.members(MeetingKind.LEADING_GROUP, stage.leading_group)
    assert {member.pk for member in seated} == {stage.chair.pk, *(member.pk for member in stage.members)}


def test_a_delegation_does_not_make_a_chair(stage: County) -> None:
    meeting, _item = ready(stage)
    delegate(
        actor=stage.chair,
        principal=Appointment.objects.get(user=stage.chair),
        deputy=stage.members[0],
        duties=[Duty.CHAIR_LEADING_GROUP],
        starts_at=clock.now(),
        ends_at=clock.now() + datetime.timedelta(days=3),
        reason="外出学习",
    )
    with pytest.raises(Refused, match="不得仅凭委托"):
        conclusion.conclude(actor=stage.members[0], meeting=meeting.pk, request_id=uuid4())
