"""What the filing's steps do: the clerk prepares, the division head signs, and only then anything is numbered."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

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


def check_due(dossiers: Collection[int]) -> dict[int, Bound]:
    """By when clerk and head together are done: counted from the receipt, or anew from the county's answer to findings;
    while the county supplements (补正) the limit stands still and goes on after (B30). One statement."""
    steps = (*ARRIVALS, CHECKING, SIGNING)
    written = (
        Opinion.objects.standing().filter(dossier__in=dossiers, step__in=steps).order_by("dossier", "written_at", "pk")
    )
    rows = written.values_list("dossier", "step", "decision", "written_at")
    counted = {dossier: _counted(steps_of) for dossier, steps_of in groupby(rows, key=itemgetter(0))}
    why = _("初审和签发合并计算期限")
    return {dossier: Bound(due.end(terms), why, terms=terms) for dossier, terms in counted.items() if terms}


def _counted(written: Iterable[tuple[int, str, str, datetime.datetime]]) -> Terms | None:
    """Along the acts of one filing in their order; None before its receipt."""
    counted, proposal, sent = None, "", None
    for _dossier, step, decision, at in written:
        if step == CHECKING:
            proposal = decision
        elif step == SIGNING:
            sent = at
        elif decision == Decision.APPROVE:
            counted = _arrived(counted, at, sent if proposal == Decision.SUPPLEMENT else None)
    return counted


def _arrived(so_far: Terms | None, at: datetime.datetime, asked: datetime.datetime | None) -> Terms:
    """The count after something came in: anew, or with one pause more since it was `asked` for."""
    if so_far is None or asked is None:
        return limits.terms(CHECKING, at)
    pause = Pause(day_of(asked), day_of(at), str(Stop.SUPPLEMENT.label))
    return replace(so_far, pauses=(*so_far.pauses, pause))


def answer_due(dossiers: Collection[int], *, replaces: bool = False) -> dict[int, Bound]:
    """The earliest day that the province's open findings ask for, of the filings that have any; one statement."""
    why = _("省级部门来函要求在此日前答复")
    return {
        dossier: Bound(asked.at, why, replaces=replaces, named_on=asked.named_on)
        for dossier, asked in filings.answer_due(dossiers).items()
    }


def prepare(act: Acted, addressee: FilingAddressee) -> None:
    """The clerk has checked: what he proposes can be signed as it stands. Nothing is numbered yet.

    Raises Invalid for findings beside a registration, and for remarks beside findings: neither would reach the county.
    """
    filings.note_answers(actor=act.person, addressee=addressee)
    if act.decision in ASKING:
        filings.require_later(_asking(addressee, act.opinion, act.person).due_on)
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


def sent_lines(signed: Opinion, written: Sequence[Opinion]) -> list[str]:
    """What went out with a signature, found among the opinions of its dossier: which document, and each point of it;
    nothing where it was given back."""
    if signed.decision != Decision.APPROVE:
        return []
    before = [one for one in written if one.step == CHECKING and not one.withdrawn_at and one.pk < signed.pk]
    if not before:
        return []
    prepared = max(before, key=lambda one: (one.written_at, one.pk))
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


@dataclass(frozen=True)
class ToSign:
    """What the head would sign now: its kind, the paper, and why he cannot sign it as it stands; empty where he can."""

    kind: str
    paper: Paper
    against: str = ""


def to_sign(addressee: FilingAddressee, signer: User | None = None) -> ToSign:
    """What the clerk prepared last, as it stands; nothing is kept."""
    prepared = last_prepared(addressee)
    clerk = _clerk(prepared)
    if prepared.decision == Decision.APPROVE:
        remarks = FindingsForm.remarks_of(prepared.detail)
        return ToSign("D18", drafting.filing_receipt(addressee, clerk, signer=signer, remarks=remarks))
    asking = _asking(addressee, prepared, clerk, signer)
    return ToSign(KINDS[Decision(prepared.decision)], asking.paper, filings.against_sending(asking.due_on))


def answer_why(addressee: FilingAddressee) -> Why:
    """What the county has sent: missing pieces, or its answer to findings."""
    asked = addressee.findings.filter(answered_at__isnull=True)
    return Why.SUPPLEMENTED if asked.filter(is_supplement=True).exists() else Why.ANSWERED


@dataclass(frozen=True)
class _Asking:
    paper: Paper
    due_on: datetime.date


def _asking(addressee: FilingAddressee, prepared: Opinion, clerk: User, signer: User | None = None) -> _Asking:
    raised, due_on = FindingsForm.raised(prepared.detail)
    if remarks := FindingsForm.remarks_of(prepared.detail):
        told = {"remarks": remarks}
        raise Invalid(_("“随回执的意见”只随备案回执发出，请写入问题清单或清空：%(remarks)s") % told)
    paper = filings.asking_draft(
        addressee=addressee, clerk=clerk, raised=raised, due_on=due_on,
        is_supplement=prepared.decision == Decision.SUPPLEMENT, reason=prepared.text, signer=signer,
    )  # fmt: skip
    return _Asking(paper, due_on)


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
