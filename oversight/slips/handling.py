"""What the organisation does with a slip: signs for it, does the work and reports, its head signing (f.3: 反馈)."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core import clock
from core.errors import Conflict, Invalid
from core.models import User
from documents import intake
from documents import services as documents
from documents.enums import Intake
from oversight.enums import SlipAct
from oversight.models import Slip, SlipReport
from oversight.slips import drafting, standing


@transaction.atomic
def sign_for(*, actor: User, slip: int) -> Slip:
    """The organisation takes the slip; of a red one its head does (一把手). Raises Refused for others, Conflict when it
    was taken."""
    found = standing.locked(slip)
    standing.require_signer(actor, found)
    standing.move(found, SlipAct.SIGN, _("该督办单已签收"))
    found.signed_by, found.signed_at = actor, clock.now()
    found.save(update_fields=["state", "signed_by", "signed_at"])
    if found.document:
        rows = intake.receive(actor=actor, organisation=found.organisation, documents=[found.document])
        intake.note_intake(rows, Intake.ACCEPTED)
    standing.record(actor, found, "slip.signed")
    return found


@transaction.atomic
def answer(
    *,
    actor: User,
    slip: int,
    text: str,
    evidence: str = "",
    is_done: bool = True,
    reasons: str = "",
    done_by: datetime.date | None = None,
) -> Slip:
    """The organisation says what came of it: drafted for its head to sign, and signed at once where he writes it himself.

    Raises Refused for others, Conflict before it is signed for, or while a report waits for the head or for the
    supervisor; Invalid without words, and for an unfinished matter without a reason and a day.
    """
    found = standing.locked(slip)
    standing.require_handler(actor, found)
    standing.move(found, SlipAct.ANSWER, _("签收后、核查前方可反馈"))
    result = standing.said(text, _("请写明办理结果"), _("办理结果"), "text")
    why, day = _unfinished(reasons, done_by) if not is_done else ("", None)
    last = found.reports.aggregate(last=Max("round"))["last"] or 0
    report = SlipReport.objects.create(
        slip=found, round=last + 1, result=result, evidence=standing.printed(evidence, _("佐证材料")), is_done=is_done,
        reasons=why, done_by=day, drafted_by=actor, drafted_at=clock.now(),
    )  # fmt: skip
    if standing.leads(actor, found):
        return _sign(actor, found, report)
    found.save(update_fields=["state"])
    standing.record(actor, found, "slip.drafted", text=result, round=report.round)
    return found


@transaction.atomic
def sign_report(*, actor: User, slip: int) -> Slip:
    """The organisation's head signs what was drafted, and it goes to the supervision office (D28). Raises Refused for
    others, Conflict where nothing waits for him."""
    found = standing.locked(slip)
    standing.require_head(actor, found)
    return _sign(actor, found, waiting_report(found))


@transaction.atomic
def give_back(*, actor: User, slip: int, reason: str) -> Slip:
    """The head gives the draft back to whoever wrote it. Raises Refused for others, Conflict where nothing waits for him,
    Invalid without a reason."""
    found = standing.locked(slip)
    standing.require_head(actor, found)
    report = waiting_report(found)
    report.given_back_because = standing.said(reason, _("请写明退回修改的理由"), _("退回理由"), "text")
    report.given_back_by, report.given_back_at = actor, clock.now()
    report.save(update_fields=["given_back_by", "given_back_at", "given_back_because"])
    standing.move(found, SlipAct.GIVE_BACK, _("没有待签发的反馈报告"))
    found.save(update_fields=["state"])
    standing.record(actor, found, "slip.given_back", text=report.given_back_because, round=report.round)
    return found


def waiting_report(slip: Slip) -> SlipReport:
    """What the head is asked to sign. Raises Conflict without one."""
    related = ("slip__work_item__dossier", "slip__office", "slip__organisation", "slip__document", "drafted_by")
    report = slip.reports.to_sign().select_related(*related).first()
    if report is None:
        raise Conflict(_("没有待签发的反馈报告"))
    return report


def _sign(actor: User, found: Slip, report: SlipReport) -> Slip:
    standing.move(found, SlipAct.SIGN_REPORT, _("没有待签发的反馈报告"))
    report.document = documents.issue(
        actor=actor, paper=drafting.feedback(report), dossier=found.work_item.dossier, issuer=found.organisation,
        signatory=actor, signed_on=clock.today(),
    )  # fmt: skip
    report.signed_by, report.signed_at = actor, clock.now()
    report.save(update_fields=["document", "signed_by", "signed_at"])
    found.answer, found.answered_by, found.answered_at = report.result, actor, report.signed_at
    found.save(update_fields=["answer", "state", "answered_by", "answered_at"])
    standing.record(
        actor, found, "slip.answered", text=report.result, round=report.round, number=report.document.number
    )
    return found


def _unfinished(reasons: str, done_by: datetime.date | None) -> tuple[str, datetime.date]:
    why = standing.said(reasons, _("尚未办结的，请写明原因"), _("未办结原因"), "reasons")
    if done_by is None or done_by <= clock.today():
        raise Invalid(_("请写明预计办结日期，须晚于今天"), field="done_by")
    return why, done_by
