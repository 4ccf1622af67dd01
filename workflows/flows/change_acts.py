"""What the steps of a single change do beyond one room: the services of plans and funds put together."""

from __future__ import annotations

from django.db.models import Max
from django.utils.translation import gettext as _

from core.enums import OrganisationKind
from core.errors import Conflict
from funds import changing
from funds import services as funds
from funds.drafting import money_of
from plans.enums import VersionState
from plans.models import PlanVersion
from plans.services import plan_versions, single_changes
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion
from workflows.engine.turn import Acted
from workflows.flows import plan_acts
from workflows.flows.change_forms import ChangeProposalForm
from workflows.flows.endings import COUNTERSIGNING

APPLYING = "township_applies"
"""Where a change is returned to, whoever applied: the seat opens at its applicant."""


def applicants(version: PlanVersion, kind: OrganisationKind) -> list[int]:
    """The applicant, where it is of that kind."""
    applicant = version.single_change.applicant
    return [applicant.pk] if applicant.kind == kind else []


def departments(version: PlanVersion) -> list[int]:
    """Who gives an opinion. Raises Conflict where the change concerns nobody."""
    if not (found := single_changes.departments(version)):
        raise Conflict(_("变更的项目没有主管部门，不能征求意见"))
    return found


def hand_in(act: Acted, version: PlanVersion) -> None:
    """The applicant hands it in."""
    if act.decision == Decision.APPROVE:
        changing.hand_in(version)


def give_back(version: PlanVersion) -> None:
    single_changes.give_back(version)


def give_back_when_returned(act: Acted, version: PlanVersion) -> None:
    """Returned to its applicant, who may write it anew."""
    if act.decision == Decision.RETURN and act.data.get("to") == APPLYING:
        single_changes.give_back(version)


def confirm_sources(act: Acted, version: PlanVersion) -> None:
    """The sources pay what they are said to pay, as they stand now, and go on to the working group."""
    give_back_when_returned(act, version)
    if act.decision == Decision.APPROVE:
        funds.require_covered(version)
        plan_versions.advance(version, VersionState.DECIDING)


def look_again(version: PlanVersion) -> None:
    """The finance bureau takes back that the sources pay: it is with the departments' opinions again."""
    plan_versions.advance(version, VersionState.CONSULTING)


def confirm_again(version: PlanVersion) -> None:
    """The working group takes its draft of the notice back."""
    plan_versions.advance(version, VersionState.DECIDING)


def propose(act: Acted, version: PlanVersion) -> None:
    """The notice is drafted; a light change goes to be signed unless a department objects or the working group asks the
    meeting, any other waits for the meeting, which its notice cites."""
    give_back_when_returned(act, version)
    if act.decision != Decision.APPROVE:
        return
    single_changes.ask_meeting(version, is_asked=ChangeProposalForm.asks_meeting(act.data) or is_objected_to(version))
    plan_versions.advance(version, VersionState.SIGNING)


def is_objected_to(version: PlanVersion) -> bool:
    """Whether a department objects, in the last round in which the departments were asked (条例 第二十条: 有分歧意见的报请
    决定); a later one, after the head gave the notice back to be drafted anew, asks them nothing."""
    said = Opinion.objects.standing().filter(dossier=version.dossier_id, step=COUNTERSIGNING)
    last = said.aggregate(last=Max("round"))["last"]
    return said.filter(round=last, decision=Decision.OBJECT).exists()


def issue(act: Acted, version: PlanVersion) -> None:
    """Number the notice with the head's signature; from now on the changed rows are in force."""
    give_back_when_returned(act, version)
    if act.decision == Decision.RETURN and act.data.get("to") == "working_group_proposes":
        plan_versions.advance(version, VersionState.DECIDING)
    if act.decision != Decision.APPROVE:
        return
    funds.require_covered(version)
    plan_versions.issue(
        actor=act.person, version=version, signatory=act.person, signed_on=plan_acts.day(act.opinion),
        money=money_of(version), trace=plan_acts.opinion_rows(version),
    )  # fmt: skip
