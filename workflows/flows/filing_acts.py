"""What the filing's steps do: the clerk prepares, the division head signs, and only then anything is numbered."""

from __future__ import annotations

import datetime
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.deadlines import Pause, Terms, day_of
from core.errors import Conflict, Invalid
from core.models import User
from documents.papers import Paper
from plans import drafting
from plans.models import FilingAddressee
from plans.services import filings
from workflows.engine import due, limits
from workflows.engine.due import Bound
from workflows.engine.enums import Decision, Stop, Why
from workflows.engine.models import Opinion
from workflows.engine.turn import Acted
from workflows.flows.filing_forms import FindingsForm

CHECKING, SIGNING = "province_checks", "province_signs"
ARRIVALS = ("province_receives", "head_signs_answer")
"""What brings a filing to the clerk: the letter is signed for, or the county's answer has come."""
ASKING = (Decision.SUPPLEMENT, Decision.OBJECT)


def check_due(dossier: int) -> Bound | None:
    """By when clerk and head together are done: counted from the receipt, or anew from the county's answer to findings;
    while the county supplements (补正) the limit stands still and goes on after (B30). One statement."""
    written = Opinion.objects.standing().filter(dossier=dossier, step__in=(*ARRIVALS, CHECKING, SIGNING))
    counted, proposal, sent = None, "", None
    for step, decision, at in written.in_order().values_list("step", "decision", "written_at"):
        if step == CHECKING:
            proposal = decision
        elif step == SIGNING:
            sent = at
        elif decision == Decision.APPROVE:
            counted = _arrived(counted, at, sent if proposal == Decision.SUPPLEMENT else None)
    return Bound(due.end(counted), _("初审和签发合并计算期限"), terms=counted) if counted else None


def _arrived(so_far: Terms | None, at: datetime.datetime, asked: datetime.datetime | None) -> Terms:
    """The count after something came in: anew, or with one pause more since it was `asked` for."""
    if so_far is None or asked is None:
        return limits.terms(CHECKING, at)
    pause = Pause(day_of(asked), day_of(at), str(Stop.SUPPLEMENT.label))
    return replace(so_far, pauses=(*so_far.pauses, pause))


def answer_due(dossier: int, *, replaces: bool = False) -> Bound | None:
    """The earliest day that the province's open findings ask for; None where none is open."""
    at = filings.answer_due(dossier)
    return Bound(at, _("省级部门来函要求在此日前答复"), replaces=replaces) if at else None


def prepare(act: Acted, addressee: FilingAddressee) -> None:
    """The clerk has checked: what he proposes can be signed as it stands. Nothing is numbered yet.

    Raises Invalid for findings beside a registration, and for remarks beside findings: neither would reach the county.
    """
    filings.note_answers(actor=act.person, addressee=addressee)
    if act.decision in ASKING:
        _asking(addressee, act.opinion, act.person)
        return
    _require_no_findings(act)
    drafting.filing_receipt(addressee, act.person, remarks=FindingsForm.remarks_of(act.data))


def sign(act: Acted, addressee: FilingAddressee) -> None:
    """The head signs what the clerk prepared last: the receipt (D18), the request (D08) or the findings (D19)."""
    if act.decision != Decision.APPROVE:
        return
    prepared = last_prepared(addressee)
    clerk = _clerk(prepared)
    if prepared.decision == Decision.APPROVE:
        remarks = FindingsForm.remarks_of(prepared.detail)
        filings.register(actor=act.person, addressee=addressee, clerk=clerk, remarks=remarks)
        return
    raised, due_on = FindingsForm.raised(prepared.detail)
    filings.raise_findings(
        actor=act.person, addressee=addressee, clerk=clerk, raised=raised, due_on=due_on,
        is_supplement=prepared.decision == Decision.SUPPLEMENT, reason=prepared.text,
    )  # fmt: skip


def last_prepared(addressee: FilingAddressee) -> Opinion:
    """What the clerk proposed last. Raises Conflict where he has proposed nothing."""
    prepared = Opinion.objects.standing().filter(dossier=addressee.dossier_id, step=CHECKING)
    found = prepared.select_related("actor").order_by("-written_at", "-pk").first()
    if found is None:
        raise Conflict(_("经办人尚未提出拟办意见"))
    return found


KINDS = {Decision.APPROVE: "D18", Decision.SUPPLEMENT: "D08", Decision.OBJECT: "D19"}
"""Which document each proposal of the clerk becomes."""


NAMES = {
    Decision.APPROVE: gettext_lazy("备案回执"),
    Decision.SUPPLEMENT: gettext_lazy("补正通知书"),
    Decision.OBJECT: gettext_lazy("备案意见函"),
}
BUTTONS = {
    Decision.APPROVE: gettext_lazy("登记备案并签发回执"),
    Decision.SUPPLEMENT: gettext_lazy("签发补正通知书"),
    Decision.OBJECT: gettext_lazy("签发备案意见函"),
}
"""What the head's button does with each proposal."""


def sent_lines(signed: Opinion) -> list[str]:
    """What went out with a signature: which document, and each point of it; nothing where it was given back."""
    if signed.decision != Decision.APPROVE:
        return []
    before = Opinion.objects.standing().filter(dossier=signed.dossier_id, step=CHECKING, pk__lt=signed.pk)
    prepared = before.order_by("-written_at", "-pk").first()
    if prepared is None:
        return []
    name = NAMES[Decision(prepared.decision)]
    return [_("发出%(document)s") % {"document": name}, *FindingsForm.lines(prepared.detail)]


def proposed(dossier: int) -> Decision | None:
    """What the clerk proposed last; None where he has proposed nothing. One statement."""
    prepared = Opinion.objects.standing().filter(dossier=dossier, step=CHECKING)
    decision = prepared.order_by("-written_at", "-pk").values_list("decision", flat=True).first()
    return Decision(decision) if decision else None


def prepared_kind(dossier: int) -> str:
    """The kind of document that the clerk prepared last; empty where he has proposed nothing."""
    decision = proposed(dossier)
    return KINDS[decision] if decision else ""


def to_sign(addressee: FilingAddressee, signer: User | None = None) -> tuple[str, Paper]:
    """The kind and the paper that the head would sign now; nothing is kept."""
    prepared = last_prepared(addressee)
    if prepared.decision == Decision.APPROVE:
        remarks = FindingsForm.remarks_of(prepared.detail)
        return "D18", drafting.filing_receipt(addressee, _clerk(prepared), signer=signer, remarks=remarks)
    return KINDS[Decision(prepared.decision)], _asking(addressee, prepared, _clerk(prepared), signer)


def answer_why(addressee: FilingAddressee) -> Why:
    """What the county has sent: missing pieces, or its answer to findings."""
    asked = addressee.findings.filter(answered_at__isnull=True)
    return Why.SUPPLEMENTED if asked.filter(is_supplement=True).exists() else Why.ANSWERED


def _asking(addressee: FilingAddressee, prepared: Opinion, clerk: User, signer: User | None = None) -> Paper:
    raised, due_on = FindingsForm.raised(prepared.detail)
    if remarks := FindingsForm.remarks_of(prepared.detail):
        told = {"remarks": remarks}
        raise Invalid(_("“随回执的意见”只随备案回执发出，请写入问题清单或清空：%(remarks)s") % told)
    return filings.asking_draft(
        addressee=addressee, clerk=clerk, raised=raised, due_on=due_on,
        is_supplement=prepared.decision == Decision.SUPPLEMENT, reason=prepared.text, signer=signer,
    )  # fmt: skip


def _require_no_findings(act: Acted) -> None:
    written = [str(n) for n, row in enumerate(act.data.get("findings") or [], 1) if any(row.values())]
    if written:
        told = {"rows": "、".join(written)}
        raise Invalid(
            _(
                "已填写的问题（第%(rows)s条）不随登记发出：请改选“拟要求补正”或“拟提出问题”，或移到“随回执的意见”，或清空后再登记"
            )
            % told
        )


def _clerk(prepared: Opinion) -> User:
    if prepared.actor is None:
        raise Conflict(_("经办人尚未提出拟办意见"))
    return prepared.actor
