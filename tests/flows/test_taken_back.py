"""Every decision whose effect can be undone is taken back once and made again; of the others the page says why not."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from django.test import RequestFactory

from plans.enums import ProjectState, VersionState
from plans.models import PlanVersion, Project
from tests.factories import flows as make
from tests.flows.test_asked_for import change_row
from tests.flows.wayward import Wayward
from workflows.desk import services as desk
from workflows.desk import subjects
from workflows.desk.enums import ItemResult
from workflows.engine import registry
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, WorkItem
from workflows.flows.rehearsal.journey import Journey
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db

CALL, SIGNED_CALL = "working_group_drafts_call", "group_head_signs_call"
AFTERWARDS = {
    "working_group_drafts": VersionState.DRAFTING,
    "working_group_settles": VersionState.CONSULTING,
    "working_group_amends": VersionState.DRAFTING,
    "working_group_revises": VersionState.DRAFTING,
    "office_edits": VersionState.DECIDING,
    "head_signs": VersionState.SIGNING,
}
"""Where a version stands again when the decision of a step was taken back."""
BESIDE = {"item_change", "fund_allotment", "fund_master_plan", "township_needs"}
"""Flows that no plan goes on its way to the province: of the plan of several years in
tests/plans/services/test_master_plan_taken_back.py, of the others in tests/flows/test_taken_back_beside.py."""


@dataclass
class Hesitant(Wayward):
    """Takes back once whatever can be; both meetings pass with amendments."""

    taken_back: set[str] = field(default_factory=set)
    stands: dict[str, str] = field(default_factory=dict)

    def decide(self, item: WorkItem, decision: Decision = Decision.APPROVE, opinion: str = "同意。") -> None:
        if item.step == SIGNED_CALL and CALL not in self.taken_back:
            item = self._call_again(item)
        if item.step == "head_signs_answer":
            _shows_the_letter(item)
        super().decide(item, decision, opinion)
        step, actor = registry.flow(item.flow_key).step(item.step), holder(item.duty, item.organisation)
        against = engine.against_withdrawing(actor=actor, work_item=item.pk)
        if against is None:  # stayed silent
            return
        if step.withdrawn and item.step not in self.taken_back:
            assert against == "", item.step
            self._once_more(item, self._take_back(item), decision, opinion)
        elif step.decided and not step.withdrawn:
            self.stands[item.step] = against

    def meet(self, item: WorkItem, result: ItemResult = ItemResult.PASS, text: str = "") -> None:
        super().meet(item, ItemResult.PASS_WITH_AMENDMENTS, "压减一项。")

    def _take_back(self, item: WorkItem) -> WorkItem:
        again = desk.withdraw(actor=holder(item.duty, item.organisation), work_item=item.pk, reason="误办了此件。")
        self.taken_back.add(item.step)
        if item.step in AFTERWARDS:
            assert PlanVersion.objects.get(dossier=item.dossier).state == AFTERWARDS[item.step]
        if item.step == "village_corrects":
            assert Project.objects.filter(village_round__dossier=item.dossier, state=ProjectState.SUPPLEMENT).exists()
        return again

    def _call_again(self, item: WorkItem) -> WorkItem:
        call = item.cause
        assert call is not None
        self._once_more(call, self._take_back(call))
        return WorkItem.objects.open().select_related("organisation__county", "dossier").get(dossier=item.dossier)

    def _once_more(
        self, item: WorkItem, again: WorkItem, decision: Decision = Decision.APPROVE, opinion: str = "同意。"
    ) -> None:
        """What was handed in the first time is handed in again."""
        written, usual = Opinion.objects.get(task_id=item.pk), self.prepare.get(item.step)
        self.prepare[item.step] = lambda _item, _actor: written.detail
        super().decide(again, Decision(written.decision), opinion)
        del self.prepare[item.step]
        if usual:
            self.prepare[item.step] = usual


def _shows_the_letter(item: WorkItem) -> None:
    """To whoever is asked to sign the answer, and to nobody else."""
    asked, sender = holder(item.duty, item.organisation), item.sender
    assert sender is not None
    for reader, shown in ((asked, True), (sender, False)):
        request = RequestFactory().get("/")
        request.user = reader
        assert ("待签文书预览" in subjects.material(item.dossier, request).html) is shown


def test_what_can_be_undone_is_taken_back_and_made_again() -> None:
    with make.july():
        journey = Journey(make.county(), make.YEAR, make.plan())
        journey.driver = driver = Hesitant.instead_of(journey.driver)
        driver.prepare |= dict.fromkeys(("working_group_amends", "working_group_revises"), change_row)
        version = journey.travel()
    version.refresh_from_db()
    assert version.state == VersionState.FILED
    undoable = {
        node.name
        for entry in registry.registered()
        for node in entry.flow.instance.nodes()
        if getattr(node, "withdrawn", None) and not entry.key.startswith("trial") and entry.key not in BESIDE
    }
    assert driver.taken_back == undoable
    assert driver.stands["office_registers"] == "办理时已生成公文、登记或公示，该办理意见已产生办理结果，不能撤回"
    assert "" not in driver.stands.values()
