"""What the plan's steps do beyond one room: the services of plans and funds put together."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.errors import Conflict
from core.models import Organisation
from funds import services as funds
from funds.models import FundSource
from plans.enums import VersionState
from plans.models import PlanVersion
from plans.rules import refuse
from plans.services import filings, plan_versions
from workflows.engine import Acted, Activation, Decision
from workflows.engine.models import Opinion
from workflows.flows.forms import ConsultationForm


def confirm_sources(version: PlanVersion) -> None:
    """There is money to arrange at all."""
    if not FundSource.objects.of(version.plan.county, version.plan.year).exists():
        raise Conflict(_("尚未登记任何资金来源，请先录入资金来源表"))


def consult(act: Acted, version: PlanVersion) -> None:
    """The draft balances to the fen, keeps the five elements and the negative list; ask the departments."""
    if act.decision != Decision.APPROVE:
        return
    refuse(funds.findings(version))
    plan_versions.consult(actor=act.actor, version=version, reply_by=ConsultationForm.reply_by_of(act.data))


def reply(act: Acted, version: PlanVersion) -> None:
    """A department's reply becomes its letter (D11); silence has no letter."""
    if act.decision != Decision.LAPSED and act.actor is not None:
        department = Organisation.objects.get(pk=act.work_item.organisation_id)
        plan_versions.reply(
            actor=act.actor, version=version, department=department, opinion=act.opinion,
            result=act.decision.label,
        )  # fmt: skip


def settle(act: Acted, version: PlanVersion) -> None:
    """Both views go to the meeting when the departments still differ (domain step 12)."""
    if act.decision == Decision.APPROVE:
        plan_versions.advance(version, VersionState.DECIDING)


def is_amended(activation: Activation) -> bool:
    """Whether the meeting just passed it with amendments."""
    last = Opinion.objects.filter(dossier=activation.process.dossier_id).order_by("-written_at", "-pk").first()
    return last is not None and last.decision == Decision.APPROVE_WITH_CHANGES


def close_draft(version: PlanVersion) -> None:
    """The amended draft must keep the same rules before it goes on."""
    refuse(funds.findings(version))
    refuse(plan_versions.findings(version))
    plan_versions.advance(version, VersionState.DECIDING)


def go_to_signature(act: Acted, version: PlanVersion) -> None:
    if act.decision == Decision.APPROVE:
        plan_versions.advance(version, VersionState.SIGNING)


def issue(act: Acted, version: PlanVersion) -> None:
    """Number the plan once, with the signature it carries (B06)."""
    refuse(funds.findings(version))
    signed = signature(version, "head_signs")
    plan_versions.issue(
        actor=act.actor, version=version, signatory=signed.actor, signed_on=signed.written_on,
        trace=opinion_rows(version),
    )  # fmt: skip


def send_filing(act: Acted, version: PlanVersion) -> None:
    signed = signature(version, "head_signs_filing")
    filings.send(actor=act.actor, version=version, signatory=signed.actor, signed_on=signed.written_on)


def signature(version: PlanVersion, step: str) -> Opinion:
    """The last signature given at a step."""
    signed = Opinion.objects.filter(dossier=version.dossier_id, step=step, decision=Decision.APPROVE)
    return signed.select_related("actor").latest("written_at")


def opinion_rows(version: PlanVersion) -> list[tuple[str, str, str, str, str]]:
    """Step, organisation, person, decision with words, and day, as the draft cover sheet lists them (D12)."""
    opinions = Opinion.objects.filter(dossier=version.dossier_id).select_related("organisation", "actor")
    return [
        (o.step_title, o.organisation.name, o.actor.name if o.actor else "", f"{o.get_decision_display()} {o.text}".strip(),
         o.written_on.isoformat())
        for o in opinions.order_by("written_at", "pk")
    ]  # fmt: skip
