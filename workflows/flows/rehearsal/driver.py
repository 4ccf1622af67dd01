"""Taking dossiers through their steps: the person whose duty it is decides, notices run their days on the clock."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from core import clock
from core.models import Dossier, Organisation, User
from core.working_days import add_working_days
from roles.duties import Duty
from workflows.desk import conclusion, meetings
from workflows.desk import services as desk
from workflows.desk.bodies import convening_organ, members
from workflows.desk.enums import Choice, ItemResult, MeetingKind, Presence
from workflows.engine import registry
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.people import holder

Prepare = Callable[[WorkItem, User], Mapping[str, Any] | None]
"""What a person does before deciding, and what he hands in with the decision."""

MORNING = datetime.time(9, 30)
MEETINGS = {
    "leading_group_decides": (MeetingKind.LEADING_GROUP, "三楼会议室"),
    "executive_meeting_decides": (MeetingKind.EXECUTIVE, "常务会议室"),
}

DECIDED = {**conclusion.DECISIONS, ItemResult.RETURN: Decision.RETURN, ItemResult.DEFER: Decision.DEFER}
"""What a meeting's result is called in the trace."""


@dataclass(frozen=True)
class Trace:
    """One act, as summary.json lists it."""

    flow: str
    step: str
    organisation: str
    actor: str
    decision: str
    at: str


@dataclass
class Driver:
    """Walks dossiers to their end; `prepare` says by step what is done and handed in."""

    prepare: dict[str, Prepare] = field(default_factory=dict)
    traces: list[Trace] = field(default_factory=list)

    def run(self, dossier: Dossier, until: str = "") -> None:
        """Decide whatever is open until nothing of the dossier is, or only the step named is."""
        while items := [item for item in _open(dossier) if item.step != until]:
            for item in items:
                if item.step in MEETINGS:
                    self.meet(item)
                else:
                    self.decide(item)

    def decide(self, item: WorkItem, decision: Decision = Decision.APPROVE, opinion: str = "同意。") -> None:
        """One decision by the holder of the item's duty, on the first day that allows it."""
        _wait_for(item)
        actor = holder(item.duty, item.organisation)
        prepare = self.prepare.get(item.step)
        data = dict(prepare(item, actor) or {}) if prepare else {}
        desk.decide(actor=actor, work_item=item.pk, decision=decision, opinion=opinion, request_id=uuid4(), data=data)
        self._trace(item, actor, decision)

    def meet(self, item: WorkItem, result: ItemResult = ItemResult.PASS, text: str = "") -> None:
        """Convene the body the item waits for, hold the meeting the next working day, sign the minutes."""
        kind, place = MEETINGS[item.step]
        body = item.organisation
        secretary = holder(Duty.CONVENE_MEETING, convening_organ(kind, body))
        held_at = datetime.datetime.combine(add_working_days(clock.today(), 1), MORNING, clock.SHANGHAI)
        meeting = meetings.convene(
            actor=secretary, body=body, kind=kind, held_at=held_at, place=place, work_items=[item.pk]
        )
        clock.advance(to=max(held_at, clock.now()))
        seated = members(kind, body)
        present = {member.pk: (Presence.PRESENT, "") for member in seated}
        meetings.record_attendance(actor=secretary, meeting=meeting.pk, presences=present)
        row = meeting.agenda.get()
        votes = {member.pk: Choice.FOR for member in seated}
        meetings.record_votes(actor=secretary, agenda_item=row.pk, votes=votes)
        meetings.record_result(actor=secretary, agenda_item=row.pk, result=result, text=text)
        chair = holder(item.duty, body)
        conclusion.conclude(actor=chair, meeting=meeting.pk, request_id=uuid4())
        self._trace(item, chair, DECIDED[result])

    def _trace(self, item: WorkItem, actor: User, decision: Decision) -> None:
        at = clock.now().astimezone(clock.SHANGHAI).isoformat(timespec="seconds")
        self.traces.append(Trace(item.flow_key, item.step, item.organisation.name, actor.name, decision.value, at))


def title_of(item: WorkItem) -> str:
    """The official name of the item's step."""
    return str(registry.flow(item.flow_key).step(item.step).task_title)


def _open(dossier: Dossier) -> Any:
    items = WorkItem.objects.open().filter(dossier=dossier)
    return items.select_related("organisation__county", "dossier").order_by("pk")


def _wait_for(item: WorkItem) -> None:
    """Notices run their days: the clock moves, no gate is shortened."""
    if item.not_before and item.not_before > clock.today():
        clock.advance(to=datetime.datetime.combine(item.not_before, MORNING, clock.SHANGHAI))


def organisation(code: str) -> Organisation:
    """By its code."""
    return Organisation.objects.select_related("county", "parent").get(code=code)
