"""分送: minutes go to the agencies that took part and that carry the decisions out, into their incoming registers."""

from __future__ import annotations

from uuid import uuid4

from documents.enums import CodeUse
from plans.drafting.minutes import leading_group_minutes
from tests.desk.conftest import County
from tests.desk.test_meetings import convene, resolve
from tests.factories.documents import give_code
from workflows.desk import conclusion, meetings, minutes
from workflows.desk.enums import MeetingKind, Presence


def test_minutes_reach_who_took_part_and_who_carries_them_out(stage: County) -> None:
    minutes.register_minutes(MeetingKind.LEADING_GROUP, leading_group_minutes)
    give_code(stage.leading_group, CodeUse.MINUTES, "竹统筹组纪")
    meeting = convene(stage, stage.at_meeting())
    everyone = [stage.chair, *stage.members]
    presences = {user.pk: (Presence.PRESENT, "") for user in everyone} | {stage.auditor.pk: (Presence.OBSERVER, "")}
    meetings.record_attendance(actor=stage.group_secretary, meeting=meeting.pk, presences=presences)
    resolve(stage, meeting.agenda.get(), *everyone)
    done = conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())
    assert done.minutes is not None
    taking_part = ["县审计局人民政府", stage.working_group.official_name]
    assert sorted(done.minutes.cc) == sorted(taking_part)
    delivered = done.minutes.deliveries.values_list("organisation__official_name", flat=True)
    assert sorted(delivered.order_by("pk")) == sorted(taking_part)
