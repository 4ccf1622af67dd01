"""统筹资金规划: whatever can be taken back on its way is, once, with both meetings amending it; then it is issued."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from core.models import Organisation
from plans.enums import MasterPlanState
from plans.models import MasterPlanVersion
from tests.factories import flows as make
from tests.plans.services import planning
from tests.plans.services.planning import line, passed_on, stated
from workflows.desk import services as desk
from workflows.desk.enums import ItemResult
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.flows.fund_master_plan import FundMasterPlan2015
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db

STANDS = {
    "working_group_compiles": MasterPlanState.COMPILING,
    "working_group_settles": MasterPlanState.CONSULTING,
    "working_group_amends": MasterPlanState.COMPILING,
    "group_secretary_confirms": MasterPlanState.DECIDING,
    "working_group_revises": MasterPlanState.COMPILING,
    "meeting_secretary_confirms": MasterPlanState.DECIDING,
    "office_edits": MasterPlanState.DECIDING,
    "head_signs": MasterPlanState.SIGNING,
    "office_rechecks": MasterPlanState.SIGNING,
}
"""Where the version stands again when the decision of a step was taken back."""


@dataclass
class Hesitant(Driver):
    """Takes each decision back once and makes it again."""

    stood: dict[str, str] = field(default_factory=dict)

    def decide(self, item: WorkItem, decision: Decision = Decision.APPROVE, opinion: str = "同意。") -> None:
        super().decide(item, decision, opinion)
        if item.flow_key == "fund_master_plan" and item.step in STANDS and item.step not in self.stood:
            actor = holder(item.duty, item.organisation)
            again = desk.withdraw(actor=actor, work_item=item.pk, reason="误办了此件。")
            self.stood[item.step] = MasterPlanVersion.objects.get(dossier=item.dossier).state
            super().decide(
                WorkItem.objects.select_related("organisation", "dossier").get(pk=again.pk), decision, opinion
            )

    def meet(self, item: WorkItem, result: ItemResult = ItemResult.PASS, text: str = "") -> None:
        super().meet(item, ItemResult.PASS_WITH_AMENDMENTS, "压减一项。")


def test_what_can_be_undone_is_taken_back_and_made_again(county: Organisation) -> None:
    version = planning.opened(county)
    part = passed_on(version)
    stated(part, make.FIRST, line())
    planning.nobody_else_answers(part)
    Driver().run(part.dossier)
    driver = Hesitant()
    driver.run(version.dossier)
    version.refresh_from_db()
    assert (version.state, driver.stood) == (MasterPlanState.ISSUED, STANDS)
    undoable = {node.name for node in FundMasterPlan2015.instance.nodes() if getattr(node, "withdrawn", None)}
    assert driver.stood.keys() == undoable
