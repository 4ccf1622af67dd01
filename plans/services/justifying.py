"""Answering for the plan as a whole: the drafter writes why a warning stays, the leading group lets it stand with the
plan (四（四）, 五（二）)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.errors import Conflict, Invalid
from core.models import User
from plans.compliance import registry
from plans.compliance.rule import Answer, Rule
from plans.models import PlanJustification, PlanVersion
from plans.services import plan_versions
from roles.duties import Duty
from roles.policies import require

LONGEST = 500


@transaction.atomic
def justify(*, actor: User, version: int, code: str, text: str) -> PlanJustification | None:
    """Write, change or (an empty text) take back the reason; none is left when it is taken back.

    Raises Refused for others than the drafter, Conflict once the draft is closed, Invalid for a rule that is answered
    row by row or not at all, and for a text that is too long or cannot be printed.
    """
    found = PlanVersion.objects.select_for_update(of=("self",)).select_related("plan__county", "dossier__owner")
    draft = found.get(pk=version)
    require(actor, Duty.COMPILE_PLAN, draft.dossier.owner)
    plan_versions.require_drafting(draft)
    if answered(code) is None:
        raise Conflict(_("这条规则不作全案说明"))
    said = text.strip()
    if len(said) > LONGEST:
        raise Invalid(_("理由不超过%(most)d字") % {"most": LONGEST}, field="text")
    printable.require(_("理由"), said)
    made = _write(actor, draft, code, said)
    ledger.record(
        actor=actor, action="plan.justified", chain=draft.plan.county_id, dossier=draft.dossier_id, rule=code,
        reason_given=said,
    )  # fmt: skip
    return made


def answered(code: str) -> Rule | None:
    """The rule of that code in force today, if a plan answers to it as a whole."""
    return next((r for r in registry.judged_on(clock.today()) if r.code == code and r.answer == Answer.PLAN), None)


def _write(actor: User, version: PlanVersion, code: str, text: str) -> PlanJustification | None:
    if not text:
        PlanJustification.objects.filter(version=version, code=code).delete()
        return None
    said = {"text": text, "written_by": actor, "written_at": clock.now()}
    return PlanJustification.objects.update_or_create(version=version, code=code, defaults=said)[0]
