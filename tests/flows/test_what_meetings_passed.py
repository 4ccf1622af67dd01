"""D15 and D17 name the meetings that passed the plan, and none that gave it back (四（四）)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from core import clock
from documents.models import IssuedDocument
from plans.drafting.minutes import cited
from plans.drafting.plan import meetings_of
from tests.factories import flows as make
from workflows.desk import conclusion
from workflows.desk.enums import ItemResult
from workflows.desk.models import Meeting
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, WorkItem
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.journey import Journey

pytestmark = pytest.mark.django_db


@dataclass
class Hesitant(Driver):
    """The leading group gives the plan back once before it passes it."""

    has_returned: bool = False

    def meet(self, item: WorkItem, result: ItemResult = ItemResult.PASS, text: str = "") -> None:
        if self.has_returned:
            super().meet(item, result, text)
        else:
            self.has_returned = True
            super().meet(item, ItemResult.RETURN, "资金安排须重新测算。")


def test_only_meetings_that_passed_the_plan_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(conclusion.DECISIONS, ItemResult.RETURN, Decision.RETURN)  # for the driver's own trace
    with make.july():
        journey = Journey(make.county(), make.YEAR, make.plan())
        journey.driver = Hesitant(prepare=dict(journey.driver.prepare))
        version = journey.travel()
    returned, *passed = [cited(meeting) for meeting in Meeting.objects.select_related("body").order_by("held_at")]
    assert len(passed) == 2
    issued = {kind: IssuedDocument.objects.get(kind=kind).content for kind in ("D15", "D17")}
    assert f"已经{'、'.join(passed)}审议通过" in str(issued["D15"]["body"])
    for content in issued.values():
        assert content["fields"]["meetings"] == passed
        assert returned not in str(content["body"])
    Opinion.objects.filter(step="executive_meeting_decides").update(withdrawn_at=clock.now())
    assert meetings_of(version) == passed[:1]
