"""D13 and D14: minutes from the recorded meeting."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation
from documents.papers import Paper
from plans.drafting.language import official
from plans.models import PlanItem, Project
from plans.papers import AgendaRow, ExecutiveMinutes, LeadingGroupMinutes
from roles.models import Appointment
from workflows.desk.enums import MeetingKind, Presence
from workflows.desk.models import Attendance, Meeting


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


def _recipients(meeting: Meeting, held_on: datetime.date) -> tuple[str, ...]:
    """分送: the agencies whose people took part, whoever brought the matters, and the departments that carry them out;
    one statement. The body keeps its own minutes, and villages keep no register."""
    seats = Appointment.objects.in_force(held_on).filter(user__in=meeting.attendances.values("user"))
    matters = meeting.agenda.values("work_item__dossier")
    gathered = Project.objects.filter(library_round__dossier__in=matters).order_by().values("competent")
    decided = gathered.union(
        PlanItem.objects.filter(version__dossier__in=matters).order_by().values("project__competent")
    )
    told = Organisation.objects.filter(
        Q(pk__in=seats.values("post__organisation"))
        | Q(pk__in=meeting.agenda.values("work_item__dossier__owner"))
        | Q(pk__in=decided),
        county=meeting.county_id,
        is_active=True,
    )
    found = told.exclude(pk=meeting.body_id).exclude(kind=OrganisationKind.VILLAGE).in_order()
    return tuple(found.values_list("official_name", flat=True))


def _part(attendance: Attendance) -> str:
    """Of whoever came late or left early, in which items he took part; empty of everybody else."""
    first, last = attendance.first_item, attendance.last_item
    if first and last:
        return f"（参加第{first}项至第{last}项议题）" if first < last else f"（参加第{first}项议题）"
    if first:
        return f"（第{first}项议题起到会）"
    return f"（第{last}项议题后离会）" if last else ""


def _facts(meeting: Meeting) -> dict[str, Any]:
    held_on = meeting.held_at.astimezone(clock.SHANGHAI).date()
    people: dict[str, list[str]] = {presence: [] for presence in Presence.values}
    for attendance in meeting.attendances.select_related("user").order_by("pk"):
        people[attendance.presence].append(f"{attendance.user.name}{_part(attendance)}")
    return {
        "body_name": meeting.body.official_name,
        "year": meeting.year,
        "ordinal": meeting.ordinal,
        "held_on": held_on,
        "place": meeting.place,
        "chair": meeting.chair.name if meeting.chair else "",
        "present": tuple(people[Presence.PRESENT]),
        "absent": tuple(people[Presence.EXCUSED]),
        "observers": tuple(people[Presence.OBSERVER]),
        "recipients": _recipients(meeting, held_on),
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
