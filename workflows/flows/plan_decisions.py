"""What the steps of a plan do, shared by the regulations that a plan version travels: methods only, never a node."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from core.enums import OrganisationKind
from core.models import Organisation
from plans.enums import VersionState
from plans.services import plan_versions
from workflows.engine.due import Bound
from workflows.engine.enums import Decision
from workflows.engine.nodes.base import Moving, in_lane
from workflows.engine.turn import Acted
from workflows.flows import amendments, plan_acts
from workflows.flows.seats import plan_version


class PlanDecisions:
    """From the draft to the filing; the call (D01) and the sources belong to the annual plan alone."""

    def departments(self, activation: Moving) -> list[int]:
        return plan_versions.departments(plan_version(activation))

    @in_lane(_("县直部门"))
    def all_departments(self, activation: Moving) -> list[int]:
        """Any of the county's, whether it countersigned or not."""
        inside = Organisation.objects.filter(county=activation.dossier.county_id, kind=OrganisationKind.DEPARTMENT)
        return list(inside.order_by("path").values_list("pk", flat=True))

    def within_filing_limit(self, dossiers: Collection[int]) -> dict[int, Bound]:
        return plan_acts.filing_due(dossiers)

    def reopen(self, activation: Moving) -> None:
        amendments.reopen(plan_version(activation))

    def drafted(self, activation: Moving, act: Acted) -> None:
        plan_acts.close_for_consultation(act, plan_version(activation))

    def consulted(self, activation: Moving, act: Acted) -> None:
        plan_acts.consult(act, plan_version(activation))

    def replied(self, activation: Moving, act: Acted) -> None:
        plan_acts.reply(act, plan_version(activation))

    def settled(self, activation: Moving, act: Acted) -> None:
        plan_acts.settle(act, plan_version(activation))

    def returned(self, activation: Moving, act: Acted) -> None:
        """Nothing is read for a plain approval."""
        if act.decision == Decision.RETURN:
            plan_acts.reopen_when_returned(act, plan_version(activation))

    def amendments_made(self, activation: Moving, act: Acted) -> None:
        version = plan_version(activation)
        amendments.require_made(version, act.work_item.step)
        amendments.require_consulted(version)
        plan_acts.close_draft(version)

    def amendments_compared(self, activation: Moving, act: Acted) -> None:
        """Not what the meeting decided: the working group amends it once more."""
        if act.decision == Decision.RETURN:
            plan_versions.reopen(plan_version(activation))

    def edited(self, activation: Moving, act: Acted) -> None:
        plan_acts.go_to_signature(act, plan_version(activation))

    def rechecked(self, activation: Moving, act: Acted) -> None:
        plan_acts.recheck(act, plan_version(activation))

    def issued(self, activation: Moving, act: Acted) -> None:
        plan_acts.issue(act, plan_version(activation))

    def wrote_nothing(self, activation: Moving) -> None:
        """Taken back before anything was numbered: what was drafted or signed is drafted or signed anew."""

    def drafts_again(self, activation: Moving) -> None:
        plan_versions.reopen(plan_version(activation))

    def settles_again(self, activation: Moving) -> None:
        plan_versions.advance(plan_version(activation), VersionState.CONSULTING)

    def edits_again(self, activation: Moving) -> None:
        plan_versions.advance(plan_version(activation), VersionState.DECIDING)

    def announced(self, activation: Moving, act: Acted) -> None:
        plan_versions.announce(actor=act.person, version=plan_version(activation))

    def filing_drafted(self, activation: Moving, act: Acted) -> None:
        plan_acts.submit_filing(act, plan_version(activation))

    def filing_sent(self, activation: Moving, act: Acted) -> None:
        plan_acts.send_filing(act, plan_version(activation))
