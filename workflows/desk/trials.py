"""A small regulation on which the desk is tested. Nothing here is loaded by the running system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms

from core.enums import DossierKind, OrganisationKind
from core.models import Organisation
from documents.papers import Block, Layout, Paper, Paragraph
from roles.duties import Duty
from workflows.desk.enums import MeetingKind
from workflows.desk.minutes import register_minutes
from workflows.desk.models import Meeting
from workflows.engine import registry
from workflows.engine.enums import Decision
from workflows.engine.nodes import Begin, Ended, EndedEarly, Finish, Regulation, Step, Unplanned, Who, this
from workflows.engine.nodes.base import Moving

KEY = "trial_meeting"
LIMITS = {"trial_desk": 5}
RESOLUTIONS = (Decision.APPROVE, Decision.APPROVE_WITH_CHANGES)


class PagesForm(forms.Form):
    """How many pages were checked."""

    pages = forms.IntegerField(label="页数", min_value=1)

    def __init__(self, *args: Any, work_item: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def payload(self) -> dict[str, Any]:
        return {"pages": self.cleaned_data["pages"]}


class MeetingTrial(Regulation):
    """Drafted, decided by the leading group and by the county government, checked by the office."""

    may_go_straight_back = True

    begin = Begin().Next(this.group_drafts)
    group_drafts = Step(
        duty=Duty.COMPILE_PLAN, organisation=this.working_group, limit="trial_desk", title="起草",
        in_batches=True,
    ).Next(this.leading_group_decides)  # fmt: skip
    leading_group_decides = Step(
        duty=Duty.CHAIR_LEADING_GROUP, organisation=this.leading_group, limit="trial_desk", title="领导小组审议",
        decisions=RESOLUTIONS, by_meeting=True, returns_to=("group_drafts",),
    ).Next(this.executive_decides)  # fmt: skip
    executive_decides = Step(
        duty=Duty.CHAIR_EXECUTIVE_MEETING, organisation=this.county, limit="trial_desk", title="常务会议审定",
        decisions=RESOLUTIONS, by_meeting=True,
    ).Next(this.office_edits)  # fmt: skip
    office_edits = Step(
        duty=Duty.EDIT_CHECK, organisation=this.office, limit="trial_desk", title="核稿", form=PagesForm,
        decisions=(Decision.APPROVE, Decision.OBJECT), returns_to=("group_drafts",), may_add_steps=True, added_again=True,
    ).Next(this.done)  # fmt: skip
    added_step = Unplanned(duty=Duty.COUNTERSIGN_PLAN, asked=this.departments, limit="trial_desk", title="增加的环节")
    done = Finish()

    ended_early = EndedEarly(
        proposed_by=Who(Duty.COMPILE_PLAN, this.working_group),
        decided_by=(
            (Who(Duty.CHAIR_LEADING_GROUP, this.leading_group), ("group_drafts", "leading_group_decides")),
            (Who(Duty.CHAIR_EXECUTIVE_MEETING, this.county), ("executive_decides",)),
        ),
        too_late="已经核稿，不能终止",
        ended=this.ended,
        frees=this.freed,
    )

    def ended(self, at: Moving, told: Ended) -> None:
        """Nothing was bound."""

    def freed(self, at: Moving) -> list[str]:
        return ["3个项目退回项目库"]

    def working_group(self, activation: Moving) -> int:
        return _organ(activation, OrganisationKind.WORKING_GROUP)

    def leading_group(self, activation: Moving) -> int:
        return _organ(activation, OrganisationKind.LEADING_GROUP)

    def office(self, activation: Moving) -> int:
        return _organ(activation, OrganisationKind.GOVERNMENT_OFFICE)

    def county(self, activation: Moving) -> int:
        return activation.dossier.county_id

    def departments(self, activation: Moving) -> list[int]:
        inside = Organisation.objects.filter(county=activation.dossier.county_id, kind=OrganisationKind.DEPARTMENT)
        return list(inside.order_by("code").values_list("pk", flat=True))


def _organ(activation: Moving, kind: OrganisationKind) -> int:
    return Organisation.objects.get(county=activation.dossier.county_id, kind=kind).pk


@dataclass(frozen=True, kw_only=True)
class TrialMinutes(Paper):
    """Minutes without a number."""

    kind = "D13"
    layout = Layout.FORM
    meeting: str
    results: tuple[str, ...]

    @property
    def title(self) -> str:
        return f"{self.meeting}纪要"

    def body(self) -> tuple[Block, ...]:
        return tuple(Paragraph(text=result) for result in self.results)


def open_trial() -> None:
    """Make the flow and its minutes known."""
    registry.register(MeetingTrial, key=KEY, kind=DossierKind.PLAN, title="会议试验", limits=LIMITS)
    for kind in MeetingKind:
        register_minutes(kind, _minutes)


def _minutes(meeting: Meeting) -> Paper:
    results = [f"{item.subject}：{item.get_result_display()}" for item in meeting.agenda.in_order()]
    return TrialMinutes(meeting=meeting.title, results=tuple(results))
