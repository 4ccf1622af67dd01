"""What the supervisor does with an answer: verifies it, sends it back, closes the slip, files it away (f.3: 审结、归档)."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.errors import Conflict, Invalid
from core.models import User
from documents import intake
from documents.enums import Intake
from documents.models import IssuedDocument
from oversight.enums import SlipAct
from oversight.models import Slip, SlipReport
from oversight.slips import standing


@transaction.atomic
def verify(*, actor: User, slip: int, holds: bool, remark: str, due_on: datetime.date | None = None) -> Slip:
    """The supervisor verifies the answer: the slip is closed, or goes back to be done again (不符退回重办), by another day
    where he sets one.

    Raises Refused outside his area, Conflict where nothing was answered or where what is to be closed is not done,
    Invalid without what was found, with a day that is not ahead, or without one where the slip's own has come: what goes
    back has time to be done.
    """
    found = standing.locked(slip)
    standing.require_supervisor(actor, found)
    standing.move(found, SlipAct.CLOSE if holds else SlipAct.RETURN, _("承办单位尚未反馈"))
    report = found.reports.to_verify().select_related("document").get()
    found.remark = standing.said(remark, _("请写明核查意见"), _("核查意见"), "text")
    if holds and not report.is_done:
        raise Conflict(_("承办单位反馈尚未办结，不能销号；请退回重办，可另定期限"))
    if not holds:
        _require_time(found, due_on)
    _note(actor, found, report, holds, None if holds else due_on)
    if holds:
        found.verified_by, found.closed_at = actor, clock.now()
    elif report.due_on:
        found.due_on = report.due_on
    found.save(update_fields=["remark", "state", "due_on", "verified_by", "closed_at"])
    told = {"due_at": report.due_on} if report.due_on else {}
    standing.record(
        actor, found, "slip.closed" if holds else "slip.returned", text=found.remark, round=report.round, **told
    )
    return found


@transaction.atomic
def conclude(*, actor: User, slip: int, remark: str) -> Slip:
    """Close a slip whose matter was decided before anybody reported. Raises Refused outside his area, Conflict while the
    matter is open or where a report waits to be verified, Invalid without what was found."""
    found = standing.locked(slip)
    standing.require_supervisor(actor, found)
    if found.work_item.is_open:
        raise Conflict(_("该事项尚未办结，须由承办单位反馈后核查销号"))
    standing.move(found, SlipAct.CONCLUDE, _("承办单位已反馈，请核查"))
    found.remark = standing.said(remark, _("请写明核查意见"), _("核查意见"), "text")
    found.verified_by, found.closed_at = actor, clock.now()
    found.save(update_fields=["remark", "state", "verified_by", "closed_at"])
    standing.record(actor, found, "slip.closed", text=found.remark)
    return found


@transaction.atomic
def archive(*, actor: User, slip: int) -> Slip:
    """File a closed slip away with every slip that it follows and all their papers; the ledger keeps the list of them.
    Raises Refused outside his area, Conflict for a slip that is not closed."""
    found = standing.locked(slip)
    standing.require_supervisor(actor, found)
    if found.closed_at is None:
        raise Conflict(_("督办单销号后方可归档"))
    for one in chain(found):
        standing.move(one, SlipAct.ARCHIVE, _("该督办单已归档"))
        one.archived_by, one.archived_at = actor, clock.now()
        one.save(update_fields=["state", "archived_by", "archived_at"])
        listed = [f"{paper.number} {paper.title}".strip() for paper in papers(one)]
        standing.record(actor, one, "slip.archived", papers=listed)
    return found


def chain(slip: Slip) -> list[Slip]:
    """The slip and those before it, the last first, each locked."""
    found = [slip]
    while found[-1].previous_id is not None:
        found.append(standing.locked(found[-1].previous_id))
    return found


def papers(slip: Slip) -> list[IssuedDocument]:
    """Its papers in the order of issuing: the slip, reports, requests for more time."""
    keys = [slip.document_id, *slip.reports.in_order().values_list("document", flat=True)]
    keys += slip.extensions.in_order().values_list("document", flat=True)
    found = IssuedDocument.objects.filter(pk__in=[key for key in keys if key])
    return list(found.defer("content").order_by("issued_at", "pk"))


def _require_time(slip: Slip, due_on: datetime.date | None) -> None:
    if due_on is None and slip.due_on <= clock.today():
        raise Invalid(_("原办结期限已到，退回重办须另定重办期限"), field="due_on")
    if due_on is not None and due_on <= clock.today():
        raise Invalid(_("重办期限须晚于今天"), field="due_on")


def _note(actor: User, slip: Slip, report: SlipReport, holds: bool, due_on: datetime.date | None) -> None:
    report.verified_by, report.verified_at, report.holds = actor, clock.now(), holds
    report.remark, report.due_on = slip.remark, due_on
    report.save(update_fields=["verified_by", "verified_at", "holds", "remark", "due_on"])
    if report.document:
        rows = intake.receive(actor=actor, organisation=slip.office, documents=[report.document])
        intake.note_intake(rows, Intake.ACCEPTED if holds else Intake.RETURNED, "" if holds else slip.remark)
