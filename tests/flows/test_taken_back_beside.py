"""Beside a plan's own way too, every decision whose effect can be undone is taken back once and made again."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.models import Organisation
from funds import changing
from funds.changing import Asked
from plans.models import PlanVersion
from plans.services import adjustments
from tests.factories import flows as make
from tests.plans.services.conftest import county, equipped
from tests.plans.services.test_adjusting import Filed, filed, prepared
from workflows.desk import services as desk
from workflows.engine import registry
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.flows import returning_beside as beside
from workflows.flows.rehearsal import changing as rehearsed
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.people import holder

__all__ = ["county", "equipped", "filed", "prepared"]

FLOWS = ("fund_allotment", "item_change", "township_needs")


@dataclass
class Hesitant(Driver):
    """Takes each decision back once and makes it again."""

    taken_back: set[tuple[str, str]] = field(default_factory=set)

    def decide(self, item: WorkItem, decision: Decision = Decision.APPROVE, opinion: str = "同意。") -> None:
        super().decide(item, decision, opinion)
        self.hesitate(item)

    def hesitate(self, item: WorkItem) -> None:
        here = item.flow_key, item.step
        if here in self.taken_back or not registry.flow(item.flow_key).step(item.step).withdrawn:
            return
        self.taken_back.add(here)
        actor = holder(item.duty, item.organisation)
        again = desk.withdraw(actor=actor, work_item=item.pk, reason="误办了此件。")
        assert again.step == item.step
        self.decide(WorkItem.objects.select_related("organisation__county", "dossier").get(pk=again.pk))


def test_what_can_be_undone_of_a_batch_a_change_and_a_townships_needs(filed: Filed) -> None:
    driver = Hesitant(prepare=dict(beside.PREPARE))
    beside.allot(driver, filed.version)
    for applicant in (Organisation.objects.get(code=make.TOWNSHIP), filed.row(filed.version, 1).project.competent):
        made = _asked(applicant)
        applied = WorkItem.objects.select_related("organisation__county", "dossier")
        driver.hesitate(applied.get(dossier=made.dossier, step__endswith="_applies"))
        driver.run(made.dossier)
    planned = beside.open_years(filed.county, make.YEAR - 1)
    driver.run(planned.dossier, until="working_group_compiles")
    driver.run(planned.townships.get().dossier)
    undoable = {
        (key, node.name)
        for key in FLOWS
        for node in registry.flow(key).instance.nodes()
        if getattr(node, "withdrawn", None)
    }
    assert driver.taken_back == undoable
    assert not WorkItem.objects.open().exclude(dossier=planned.dossier).filter(flow_key__in=FLOWS).exists()


def _asked(applicant: Organisation) -> PlanVersion:
    """A change of the first item's schedule, handed in."""
    row = changing.items_of(applicant, adjustments.in_force(PlanVersion.objects.earliest("pk").plan_id))[0]
    words = {"schedule": f"{row.schedule}，顺延一个月"}
    return rehearsed.apply(
        row, applicant, Asked(words=words, moves=[], reason="连续降雨。", ground="竹统筹组发〔2027〕2号")
    )
