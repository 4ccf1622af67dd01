"""What the papers of a slip are written from, as things stand now."""

from __future__ import annotations

import datetime

from core import clock, working_days
from core.models import User
from documents.enums import CodeUse
from documents.models import DocumentCode
from oversight.models import Slip, SlipExtension, SlipReport
from oversight.papers import ExtensionRequest, SlipFeedback, SupervisionSlip, UnnumberedFeedback, UrgingLetter
from oversight.slips import standing_still
from plans.drafting.language import official
from workflows.desk import steps
from workflows.engine.models import WorkItem

BASIS = "鄂政办发〔2015〕63号四（六）、六（四）"


@official
def slip(found: Slip) -> SupervisionSlip:
    """D26, of a slip that may not be stored yet."""
    item = found.work_item
    ground = str(found.get_ground_display())
    return SupervisionSlip(
        colour=str(found.get_colour_display()),
        matter=item.dossier.title,
        step=steps.title_of(item),
        basis=BASIS,
        ground=f"{ground}：{found.reason}" if found.reason else ground,
        recipient=found.organisation.official_name,
        co_handler=found.co_handler.official_name if found.co_handler else "",
        requirement=found.requirement,
        sign_by=found.sign_by or found.due_on,
        due_on=found.due_on,
        previous=found.previous.number if found.previous else "",
        handler=found.issued_by.name,
        issued_on=clock.today(),
    )


@official
def feedback(report: SlipReport) -> SlipFeedback:
    """D28, with a number where the organisation has a code for reports that may number today."""
    found = report.slip
    codes = DocumentCode.objects.in_force(clock.today()).filter(organisation=found.organisation_id, use=CodeUse.REPORT)
    paper = SlipFeedback if codes.exists() else UnnumberedFeedback
    return paper(
        office=found.office.official_name,
        matter=found.work_item.dossier.title,
        slip=found.number,
        colour=str(found.get_colour_display()),
        issued_on=_day(found.issued_at),
        due_on=found.due_on,
        round=report.round,
        result=report.result,
        evidence=report.evidence,
        is_done=report.is_done,
        reasons=report.reasons,
        done_by=report.done_by,
        contact=report.drafted_by.name,
    )


@official
def extension(request: SlipExtension, head: User | None = None) -> ExtensionRequest:
    """D29; `head` is who signs it now. Its days are those of now, where the dossier stood still since they were written."""
    found = request.slip
    return ExtensionRequest(
        office=found.office.official_name,
        organisation=found.organisation.official_name,
        matter=found.work_item.dossier.title,
        slip=found.number,
        colour=str(found.get_colour_display()),
        due_on=max(request.due_before, found.due_on),
        wanted=standing_still.wanted_now(request),
        reason=request.reason,
        progress=request.progress,
        clerk=request.asked_by.name,
        asked_on=_day(request.asked_at),
        head=head.name if head else "",
        signed_on=clock.today() if head else None,
    )


@official
def letter(item: WorkItem, text: str, contact: User, urged: list[datetime.date], slip_number: str) -> UrgingLetter:
    """D27 about an open step."""
    late = working_days.working_days_between(_day(item.due_at), clock.today()) if item.due_at < clock.now() else 0
    return UrgingLetter(
        recipient=item.organisation.official_name,
        matter=item.dossier.title,
        step=steps.title_of(item),
        arrived_on=_day(item.opened_at),
        due_on=_day(item.due_at),
        days_late=max(late, 0),
        slip=slip_number,
        urged=tuple(urged),
        text=text,
        contact=contact.name,
    )


def _day(moment: datetime.datetime) -> datetime.date:
    return moment.astimezone(clock.SHANGHAI).date()
