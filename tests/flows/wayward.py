"""A driver who meets what goes wrong in a real year: a supplement, a silent department, findings from the province."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from core import clock
from core.enums import Sector
from core.models import User
from plans.enums import Verdict
from plans.models import FilingAddressee
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.flows.filing_forms import AnswerForm
from workflows.flows.forms import TownshipReviewForm
from workflows.flows.rehearsal.driver import Driver, Prepare

MISSING, FAULT, ANSWER = "缺少项目库明细表。", "第1个项目支出内容须说明。", "已补充说明，详见附件。"
SILENT = Sector.WATER


@dataclass
class Wayward(Driver):
    """Once each: the township sends a project back, a department stays silent, two addressees answer back."""

    states: list[frozenset[str]] = field(default_factory=list)
    done: set[str] = field(default_factory=set)

    @classmethod
    def instead_of(cls, driver: Driver) -> Self:
        made = cls(prepare=dict(driver.prepare))
        made.prepare["township_reviews"] = made._review(driver.prepare["township_reviews"])
        made.prepare["county_answers"] = _answer
        return made

    def decide(self, item: WorkItem, decision: Decision = Decision.APPROVE, opinion: str = "同意。") -> None:
        if item.step == "department_countersigns" and item.organisation.sector == SILENT:
            self._stay_silent(item)
        elif item.step == "province_checks" and (said := self._raised_by(item.organisation.sector)):
            self.prepare["province_checks"] = lambda _item, _actor: _findings(said)
            super().decide(item, Decision.SUPPLEMENT if said == MISSING else Decision.OBJECT, said)
            del self.prepare["province_checks"]
        else:
            super().decide(item, decision, opinion)
        if item.flow_key == "filing":
            self.states.append(frozenset(FilingAddressee.objects.values_list("state", flat=True)))

    def _stay_silent(self, item: WorkItem) -> None:
        if WorkItem.objects.open().filter(dossier=item.dossier, step=item.step).count() > 1:
            return  # the others answer first
        assert engine.lapse_overdue() == 0
        clock.advance(to=item.due_at + datetime.timedelta(minutes=1))
        assert engine.lapse_overdue() == 1

    def _raised_by(self, sector: str) -> str:
        said = {str(Sector.FINANCE): MISSING, str(Sector.POVERTY): FAULT}.get(sector, "")
        if said in self.done:
            return ""
        self.done.add(said)
        return said

    def _review(self, usual: Prepare) -> Prepare:
        def prepare(item: WorkItem, actor: User) -> Mapping[str, Any]:
            said = dict(usual(item, actor) or {})
            if "sent back" not in self.done:
                self.done.add("sent back")
                first = TownshipReviewForm(work_item=item, actor=actor).projects[0]
                said["verdicts"][str(first.pk)] = {
                    "verdict": Verdict.SUPPLEMENT.value, "points": ["estimate"], "note": "请附概算明细。",
                }  # fmt: skip
            return said

        return prepare


def _answer(item: WorkItem, actor: User) -> dict[str, Any]:
    said = {"state": "done", "text": ANSWER, "evidence": "补充材料", "done_by": ""}
    return {"responses": {str(f.pk): said for f in AnswerForm(work_item=item, actor=actor).findings}}


def _findings(text: str) -> dict[str, Any]:
    due_on = clock.today() + datetime.timedelta(days=20)
    row = {"item": "", "clause": "鄂政办发〔2015〕63号五（一）", "text": text, "requested": "请予书面说明。"}
    return {"findings": [row], "due_on": due_on.isoformat()}
