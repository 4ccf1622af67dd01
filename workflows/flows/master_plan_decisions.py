"""What the steps of a plan of several years do: methods only, never a node."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.errors import Invalid
from plans.enums import MasterPlanState
from plans.services import master_plans
from workflows.engine.enums import Decision
from workflows.engine.nodes.base import Moving
from workflows.engine.turn import Acted
from workflows.flows import plan_acts, settlements
from workflows.flows.seats import master_plan_version

COMPILING = "working_group_compiles"


class MasterPlanDecisions:
    """From passing down to the announcement."""

    def passed_down(self, activation: Moving, act: Acted) -> None:
        townships = (act.data or {}).get("townships") or []
        if not all(isinstance(pk, int) for pk in townships) or not townships:
            raise Invalid(_("请选择参加编制的乡镇"))
        master_plans.pass_down(actor=act.person, version=master_plan_version(activation), townships=townships)

    def departments(self, activation: Moving) -> list[int]:
        return master_plans.departments(master_plan_version(activation))

    def compiled(self, activation: Moving, act: Acted) -> None:
        master_plans.compile_needs(actor=act.person, version=master_plan_version(activation))

    def compiles_again(self, activation: Moving) -> None:
        master_plans.reopen(master_plan_version(activation))

    def settled(self, activation: Moving, act: Acted) -> None:
        """Both views go to the meeting when the departments still differ (domain step 12)."""
        version = master_plan_version(activation)
        self._back_to_compiling(activation, act)
        if act.decision == Decision.APPROVE:
            settlements.require_answered(version.dossier_id, act.work_item.round, settlements.answers_of(act.data))
            master_plans.advance(version, MasterPlanState.DECIDING)

    def settles_again(self, activation: Moving) -> None:
        master_plans.advance(master_plan_version(activation), MasterPlanState.CONSULTING)

    def returned(self, activation: Moving, act: Acted) -> None:
        """Nothing is read for a plain approval."""
        self._back_to_compiling(activation, act)

    def reopen(self, activation: Moving) -> None:
        master_plans.reopen(master_plan_version(activation))

    def amendments_made(self, activation: Moving, act: Acted) -> None:
        version = master_plan_version(activation)
        master_plans.keep_total(version)
        master_plans.advance(version, MasterPlanState.DECIDING)

    def amendments_compared(self, activation: Moving, act: Acted) -> None:
        """Not what the meeting decided: the working group amends it once more."""
        if act.decision == Decision.RETURN:
            master_plans.reopen(master_plan_version(activation))

    def edited(self, activation: Moving, act: Acted) -> None:
        self._back_to_compiling(activation, act)
        if act.decision == Decision.APPROVE:
            version = master_plan_version(activation)
            master_plans.advance(version, MasterPlanState.SIGNING)
            master_plans.submit(actor=act.person, version=version)

    def edits_again(self, activation: Moving) -> None:
        master_plans.advance(master_plan_version(activation), MasterPlanState.DECIDING)

    def wrote_nothing(self, activation: Moving) -> None:
        """Taken back before anything was numbered: what was signed is signed anew."""

    def rechecked(self, activation: Moving, act: Acted) -> None:
        """What was signed is what goes to the register; a changed plan goes back to the head as it stands (第二十五条)."""
        version = master_plan_version(activation)
        if act.decision == Decision.APPROVE:
            master_plans.require_as_signed(version)
        elif act.decision == Decision.RETURN and act.data.get("to") == "head_signs":
            master_plans.submit(actor=act.person, version=version)

    def issues(self, activation: Moving, act: Acted) -> None:
        if act.decision != Decision.APPROVE:
            return
        version = master_plan_version(activation)
        signed = plan_acts.last(version, "head_signs")
        master_plans.issue(
            actor=act.person, version=version, signatory=plan_acts.signer(signed), signed_on=plan_acts.day(signed),
            trace=plan_acts.opinion_rows(version, TRACED),
        )  # fmt: skip

    def announces(self, activation: Moving, act: Acted) -> None:
        master_plans.announce(actor=act.person, version=master_plan_version(activation))

    def _back_to_compiling(self, activation: Moving, act: Acted) -> None:
        if act.decision == Decision.RETURN and (act.data or {}).get("to") == COMPILING:
            master_plans.reopen(master_plan_version(activation))


TRACED = (
    COMPILING, "department_countersigns", "working_group_settles", "leading_group_decides", "working_group_amends",
    "group_secretary_confirms", "executive_meeting_decides", "working_group_revises", "meeting_secretary_confirms",
    "office_edits", "head_signs", "office_rechecks", "office_registers",
)  # fmt: skip
"""Steps that the plan's cover sheet lists: all but passing down, which is no part of drafting."""
