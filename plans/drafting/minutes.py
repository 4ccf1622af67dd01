"""D13 and D14: minutes from the recorded meeting."""

from __future__ import annotations

from typing import Any

from core import clock
from documents.papers import Paper
from plans.drafting.language import official
from plans.papers import AgendaRow, ExecutiveMinutes, LeadingGroupMinutes
from workflows.desk.enums import MeetingKind, Presence
from workflows.desk.models import Meeting


@official
def leading_group_minutes(meeting: Meeting) -> Paper:
    """D13."""
    return LeadingGroupMinutes(**_facts(meeting))


@official
def executive_minutes(meeting: Meeting) -> Paper:
    """D14."""
    return ExecutiveMinutes(**_facts(meeting))


def cited(meeting: Meeting) -> str:
    """A meeting as other documents name it: 竹山县人民政府2026年第3次常务会议."""
    sitting = "常务会议" if meeting.kind == MeetingKind.EXECUTIVE else "会议"
    return f"{meeting.body.official_name}{meeting.year}年第{meeting.ordinal}次{sitting}"


def _facts(meeting: Meeting) -> dict[str, Any]:
    people: dict[str, list[str]] = {presence: [] for presence in Presence.values}
    for attendance in meeting.attendances.select_related("user").order_by("pk"):
        people[attendance.presence].append(attendance.user.name)
    return {
        "body_name": meeting.body.official_name,
        "year": meeting.year,
        "ordinal": meeting.ordinal,
        "held_on": meeting.held_at.astimezone(clock.SHANGHAI).date(),
        "place": meeting.place,
        "chair": meeting.chair.name if meeting.chair else "",
        "present": tuple(people[Presence.PRESENT]),
        "absent": tuple(people[Presence.EXCUSED]),
        "observers": tuple(people[Presence.OBSERVER]),
        "items": tuple(
            AgendaRow(
                subject=f"《{item.subject}》",
                decision=item.get_result_display(),
                text=item.text,
                votes_for=item.votes_for,
                votes_against=item.votes_against,
                votes_abstained=item.votes_abstained,
            )
            for item in meeting.agenda.in_order()
        ),
    }
