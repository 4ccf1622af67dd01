"""Blue supervision slips (f.3): issued, signed for, answered, verified; sent back when the answer does not hold.

The supervisor of the area issues and verifies; whoever has the duty of the matter at its organisation signs and answers.
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from documents import services as documents
from oversight.models import Slip, SlipState
from oversight.papers import SupervisionSlip
from plans.drafting.language import official
from roles import policies
from roles.duties import Duty
from workflows.desk import steps
from workflows.engine.models import WorkItem

BASIS = "鄂政办发〔2015〕63号四（六）、六（四）"


@transaction.atomic
def issue(*, actor: User, work_item: int, requirement: str, due_on: datetime.date) -> Slip:
    """Issue a blue slip of one open matter, as a numbered document (D26) of the supervision office.

    Raises Refused outside the supervisor's area, Conflict for a matter that is closed or has an open slip, Invalid
    without a requirement or with a day that is not ahead.
    """
    related = ("organisation", "dossier", "county")
    item = WorkItem.objects.select_for_update(of=("self",)).select_related(*related).get(pk=work_item)
    policies.require_governing(actor, Duty.SUPERVISE, item.organisation)
    said = _said(requirement, _("请写明督办要求"), _("督办要求"))
    if due_on <= clock.today():
        raise Invalid(_("办结期限须晚于今天"), field="due_on")
    if not item.is_open:
        raise Conflict(_("该事项已办结，无须督办"))
    if item.slips.open().exists():
        raise Conflict(_("该事项已有未销号的督办单，一事一单"))
    office = _office(actor, item)
    slip = Slip.objects.create(
        work_item=item, county=item.county, organisation=item.organisation, office=office, requirement=said,
        due_on=due_on, issued_by=actor, issued_at=clock.now(),
    )  # fmt: skip
    slip.document = documents.issue(
        actor=actor, paper=_paper(slip), dossier=item.dossier, issuer=office, signatory=actor, signed_on=clock.today()
    )
    slip.save(update_fields=["document"])
    _record(actor, slip, "slip.issued", due_at=due_on, text=said, number=slip.document.number)
    return slip


@transaction.atomic
def sign_for(*, actor: User, slip: int) -> Slip:
    """The organisation takes the slip. Raises Refused for others, Conflict when it was taken."""
    found = _locked(slip)
    _require_handler(actor, found)
    _require(found, SlipState.ISSUED, _("该督办单已签收"))
    found.state, found.signed_by, found.signed_at = SlipState.SIGNED, actor, clock.now()
    found.save(update_fields=["state", "signed_by", "signed_at"])
    _record(actor, found, "slip.signed")
    return found


@transaction.atomic
def answer(*, actor: User, slip: int, text: str) -> Slip:
    """The organisation says what came of it. Raises Refused for others, Conflict before it is signed for or after it
    was answered, Invalid without words."""
    found = _locked(slip)
    _require_handler(actor, found)
    _require(found, SlipState.SIGNED, _("签收后、核查前方可反馈"))
    found.answer = _said(text, _("请写明办理结果"), _("办理结果"))
    found.state, found.answered_by, found.answered_at = SlipState.ANSWERED, actor, clock.now()
    found.save(update_fields=["answer", "state", "answered_by", "answered_at"])
    _record(actor, found, "slip.answered", text=found.answer)
    return found


@transaction.atomic
def verify(*, actor: User, slip: int, holds: bool, remark: str) -> Slip:
    """The supervisor verifies the answer: the slip is closed, or goes back to be done again (不符退回重办).

    Raises Refused outside his area, Conflict where nothing was answered, Invalid without what was found.
    """
    found = _locked(slip)
    policies.require_governing(actor, Duty.SUPERVISE, found.organisation)
    _require(found, SlipState.ANSWERED, _("承办单位尚未反馈"))
    found.remark = _said(remark, _("请写明核查意见"), _("核查意见"))
    if holds:
        found.state, found.verified_by, found.closed_at = SlipState.CLOSED, actor, clock.now()
    else:
        found.state = SlipState.SIGNED
    found.save(update_fields=["remark", "state", "verified_by", "closed_at"])
    _record(actor, found, "slip.closed" if holds else "slip.returned", text=found.remark)
    return found


def may_handle(actor: User, slip: Slip) -> bool:
    """Whether he signs and answers: he has the matter's duty at its organisation."""
    return policies.may(actor, slip.work_item.duty, slip.organisation_id)


def may_verify(actor: User, slip: Slip) -> bool:
    """Whether the slip lies in his area of supervision."""
    return policies.governs(actor, Duty.SUPERVISE, slip.organisation)


def _locked(slip: int) -> Slip:
    rows = Slip.objects.select_for_update(of=("self",)).select_related("work_item", "organisation")
    return rows.get(pk=slip)


def _require_handler(actor: User, slip: Slip) -> None:
    policies.require(actor, slip.work_item.duty, slip.organisation_id)


def _require(slip: Slip, state: SlipState, otherwise: str) -> None:
    if slip.state != state:
        raise Conflict(otherwise)


def _said(text: str, otherwise: str, label: str) -> str:
    said = text.strip()[:500]
    if not said:
        raise Invalid(otherwise)
    printable.require(label, said)
    return said


def _office(actor: User, item: WorkItem) -> Organisation:
    """The actor's supervision office that is nearest to the matter."""
    offices = Organisation.objects.filter(kind=OrganisationKind.SUPERVISION_OFFICE)
    near = [one for one in offices.order_by("-path") if policies.may(actor, Duty.SUPERVISE, one)]
    serving = [one for one in near if item.organisation.path.startswith(one.path.rsplit("/", 2)[0])]
    if not serving:
        raise Conflict(_("督办单由督查室下达，您不在督查室任职"))
    return max(serving, key=lambda one: len(one.path))


@official
def _paper(slip: Slip) -> SupervisionSlip:
    item = slip.work_item
    return SupervisionSlip(
        matter=item.dossier.title,
        step=steps.title(item.flow_key, item.step),
        basis=BASIS,
        recipient=slip.organisation.official_name,
        requirement=slip.requirement,
        due_on=slip.due_on,
        handler=slip.issued_by.name,
        issued_on=clock.today(),
    )


def _record(actor: User, slip: Slip, action: str, **told: object) -> None:
    item = slip.work_item
    ledger.record(
        actor=actor, action=action, chain=slip.county_id, dossier=item.dossier_id, slip=slip.pk, work_item=item.pk,
        **told,
    )  # fmt: skip
