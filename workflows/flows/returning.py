"""Returning on the regulations in force: at every step of a county's year, back to every earlier step.

The year is travelled by the people whose duty each step is, through the services that the pages use, and everything
that may go wrong goes wrong once: a township asks for a supplement, both meetings amend, the library gives a project
back, the province finds something. After it come what the plan in force and the years behind it ask for. Wherever a step is reached for the first time, each way back that the regulation
declares is taken and the dossier brought to its end; each that it does not declare is refused and changes nothing.
Then all of it is undone, and the year goes on.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db import transaction

from core import clock
from core.errors import Conflict
from core.models import User
from core.proofs import ProofFailed
from funds.models import FundSource
from plans.enums import Resubmission, Verdict
from plans.models import PlanItem, PlanVersion
from plans.services import changes, plan_versions
from plans.services.changes import Explained
from workflows.desk import services as desk
from workflows.desk import steps as step_words
from workflows.desk.enums import ItemResult
from workflows.engine import reconciling, registry, replaying, soundness
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, Proceeding, WorkItem
from workflows.engine.services.returning import UNDECLARED
from workflows.engine.trials import matrix
from workflows.engine.trials.matrix import Matrix
from workflows.flows import returning_beside as beside
from workflows.flows.filing_forms import AnswerForm
from workflows.flows.forms import LibraryDecisionForm, ResubmissionForm, TownshipReviewForm
from workflows.flows.rehearsal.adjusting import adjust
from workflows.flows.rehearsal.driver import MEETINGS, Driver, Prepare
from workflows.flows.rehearsal.journey import Journey
from workflows.flows.rehearsal.people import holder

FLOWS = (
    "village_round", "township_round", "library_round", "annual_plan", "plan_adjustment", "filing", "fund_allotment",
    "item_change", "township_needs", "fund_master_plan",
)  # fmt: skip
NOT_COME_TO = {("township_round", "village_takes_note"), ("library_round", "township_resubmits")}
"""Steps of what this year's township does not do: take a project out of its round, and propose one itself."""
CALL_SIGNED, AFTER_CALL = "group_head_signs_call", "finance_confirms_sources"
WHY, GROUND = "请修改后再报。", "鄂财农〔2027〕9号"
DUE_IN = datetime.timedelta(days=20)


class Enough(Exception):
    """The one flow that was asked for has been tried."""


@dataclass(kw_only=True)
class Returning(Driver):
    """Travels like any driver, and at each step it comes to for the first time tries every return; `only` names the one
    flow to try, whose end is then the journey's."""

    follow: Callable[[PlanVersion], object]
    only: str = ""
    tables: dict[str, Matrix] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)
    happened: set[str] = field(default_factory=set)
    is_away: bool = False

    @classmethod
    def of(cls, journey: Journey, **told: Any) -> Returning:
        """The journey's driver from now on: its people do what they did before, and what goes wrong besides."""
        made = journey.driver = cls(prepare=dict(journey.driver.prepare), follow=journey.follow, **told)
        made.tables = {key: Matrix(registry.flow(key)) for key in FLOWS}
        usual = made.prepare
        made.prepare = {
            **usual,
            "township_reviews": made._once(usual["township_reviews"], _asks_for_more),
            "leading_group_admits": made._once(usual["leading_group_admits"], _gives_some_back),
            "village_resubmits": _withdraws,
            "department_resubmits": _withdraws,
            "finance_confirms_sources": made._unless_entered(usual["finance_confirms_sources"]),
            "working_group_drafts_call": _calls,
            "working_group_amends": _amends,
            "working_group_revises": _amends,
            "county_answers": _answers,
            **beside.PREPARE,
        }
        return made

    def travel(self, journey: Journey) -> None:
        """The journey's year, or as much of it as is needed. Raises ProofFailed at the first return that does not end
        as it should, and when one that is declared was not come to."""
        with suppress(Enough):
            beside.go_on(self, adjust(self, journey.travel(), _adjusts, reason=WHY, ground=GROUND))
        for key in [self.only] if self.only else FLOWS:
            declared = {(s.name, to) for s in soundness.in_order(registry.flow(key)) for to in s.returns_to}
            if missed := declared - self.tables[key].cells.keys():
                raise ProofFailed(f"{key}: nobody came to return {sorted(missed)}")
            passed_by = {step for step, _to in self.tables[key].untried() if (key, step) not in NOT_COME_TO}
            if passed_by and not self.only:
                raise ProofFailed(f"{key}: nobody came to {sorted(passed_by)}")

    def told(self) -> Iterator[str]:
        """The tables of what was tried."""
        for table in self.tables.values():
            if table.cells:
                yield from table.lines()

    def decide(self, item: WorkItem, decision: Decision = Decision.APPROVE, opinion: str = "同意。") -> None:
        self._try_all(item)
        if item.step == "province_checks" and "found" not in self.happened:
            self.happened.add("found")
            with self._preparing("province_checks", lambda _item, _actor: _findings()):
                super().decide(item, Decision.OBJECT, "见逐项意见。")
        else:
            super().decide(item, decision, opinion)

    def meet(
        self, item: WorkItem, result: ItemResult = ItemResult.PASS_WITH_AMENDMENTS, text: str = "压减一项。"
    ) -> None:
        """What a meeting may amend it amends."""
        self._try_all(item)
        if registry.flow(item.flow_key).step(item.step).allows(Decision.APPROVE_WITH_CHANGES):
            super().meet(item, result, text)
        else:
            super().meet(item)

    def _try_all(self, item: WorkItem) -> None:
        here = item.flow_key, item.step
        if self.is_away or here in self.seen:
            return
        if self.only and item.flow_key != self.only:
            if any(flow == self.only for flow, _step in self.seen):
                raise Enough
            return
        self.seen.add(here)
        flow = registry.flow(item.flow_key)
        for target in soundness.earlier(flow, item.step):
            self._try(item, target, is_declared=target in flow.step(item.step).returns_to)

    def _try(self, item: WorkItem, target: str, *, is_declared: bool) -> None:
        table = self.tables[item.flow_key]
        if is_declared:
            with self._undone():
                self._give_back(item, target)
                self._finish(item)
                self._require_ended(item, target)
            table.note(item.step, target, matrix.AGAIN)
        self._require_refused(item, target, straight_back=is_declared)
        table.note(item.step, target, matrix.REFUSED)

    def _give_back(self, item: WorkItem, target: str) -> None:
        if item.step in MEETINGS:
            super().meet(item, ItemResult.RETURN, WHY)
        else:
            _return(item, target, straight_back=False)
        lying = set(WorkItem.objects.open().filter(proceeding=item.proceeding_id).values_list("step", flat=True))
        if lying != {target}:
            raise ProofFailed(f"{item.flow_key}: {item.step} returned to {target}, open is {sorted(lying)}")

    def _finish(self, item: WorkItem) -> None:
        """A call that was returned has to go out before the county has anything to plan."""
        if item.step == CALL_SIGNED:
            self.run(item.dossier, until=AFTER_CALL)
            self.follow(PlanVersion.objects.get(dossier=item.dossier_id))
        else:
            self.run(item.dossier)

    def _require_ended(self, item: WorkItem, target: str) -> None:
        process = Proceeding.objects.select_related("dossier").get(pk=item.proceeding_id)
        found = list(map(str, [*replaying.deviations([process]), *reconciling.differences([process])]))
        if process.closed_at is None:
            found.append("it does not end")
        if found:
            raise ProofFailed(f"{item.flow_key}: {item.step} returned to {target}: {'; '.join(found)}")

    def _require_refused(self, item: WorkItem, target: str, *, straight_back: bool) -> None:
        """Straight back, or at all, for that reason and no other: no regulation of the county declares the first.

        What is not declared is asked of the engine itself: the desk refuses any return of what a meeting decides.
        """
        before = _written(item)
        try:
            with transaction.atomic():
                if straight_back:
                    _return(item, target, straight_back=True)
                else:
                    _return_past_the_desk(item, target)
        except Conflict as refusal:
            if refusal.message != (because := _because(item, straight_back=straight_back)):
                told = f"{item.flow_key}: {item.step} to {target} was refused by “{refusal.message}”, not “{because}”"
                raise ProofFailed(told) from refusal
            if _written(item) == before:
                return
            raise ProofFailed(f"{item.flow_key}: {item.step} to {target} was refused and something changed") from None
        raise ProofFailed(f"{item.flow_key}: {item.step} went to {target}, which the regulation does not declare")

    @contextmanager
    def _undone(self) -> Iterator[None]:
        """What happens within leaves no trace, neither in the database nor on the clock nor here."""
        kept = copy(self.traces), set(self.happened)
        self.is_away = True
        with transaction.atomic(), clock.shifted(datetime.timedelta()):
            yield
            transaction.set_rollback(True)
        self.is_away = False
        self.traces, self.happened = kept

    @contextmanager
    def _preparing(self, step: str, prepare: Prepare) -> Iterator[None]:
        usual, self.prepare = self.prepare, {**self.prepare, step: prepare}
        yield
        self.prepare = usual

    def _once(self, usual: Prepare, otherwise: Callable[[WorkItem, User, dict[str, Any]], None]) -> Prepare:
        """What is handed in, changed the first time."""

        def prepare(item: WorkItem, actor: User) -> Mapping[str, Any]:
            said = dict(usual(item, actor) or {})
            if item.step not in self.happened:
                self.happened.add(item.step)
                otherwise(item, actor, said)
            return said

        return prepare

    def _unless_entered(self, usual: Prepare) -> Prepare:
        """Returned to finance, the money has been entered before."""

        def prepare(item: WorkItem, actor: User) -> Mapping[str, Any] | None:
            county = item.dossier.county
            return None if FundSource.objects.of(county, item.dossier.year).exists() else usual(item, actor)

        return prepare


def _return(item: WorkItem, target: str, *, straight_back: bool) -> None:
    ground = next(iter(step_words.grounds(item.flow_key, item.step)))
    actor = holder(item.duty, item.organisation)
    desk.return_to(
        actor=actor, work_item=item.pk, step=target, opinion=WHY, grounds=[ground], request_id=uuid4(),
        straight_back=straight_back,
    )  # fmt: skip


def _return_past_the_desk(item: WorkItem, target: str) -> None:
    actor = holder(item.duty, item.organisation)
    engine.return_to(actor=actor, work_item=item.pk, step=target, opinion=WHY, request_id=uuid4())


def _because(item: WorkItem, *, straight_back: bool) -> str:
    """What a return that the regulation does not declare is refused with."""
    if not straight_back:
        return str(UNDECLARED)
    if step_words.is_by_meeting(item.flow_key, item.step):
        return str(desk.BY_MEETING) % {"step": step_words.title(item.flow_key, item.step)}
    return str(desk.NOT_STRAIGHT)


def _written(item: WorkItem) -> tuple[object, ...]:
    """What a return would change."""
    items = WorkItem.objects.filter(proceeding=item.proceeding_id).order_by("pk").values_list()
    opinions = Opinion.objects.filter(proceeding=item.proceeding_id).order_by("pk").values_list()
    return tuple(Proceeding.objects.filter(pk=item.proceeding_id).values()), tuple(items), tuple(opinions)


def _asks_for_more(item: WorkItem, actor: User, said: dict[str, Any]) -> None:
    first = TownshipReviewForm(work_item=item, actor=actor).projects[0]
    said["verdicts"][str(first.pk)] = {
        "verdict": Verdict.SUPPLEMENT.value, "points": ["estimate"], "note": "请附概算明细。",
    }  # fmt: skip


def _gives_some_back(item: WorkItem, actor: User, said: dict[str, Any]) -> None:
    """A village's and a department's."""
    found = LibraryDecisionForm(work_item=item, actor=actor).projects
    verdict = {"verdict": Verdict.RETURN.value, "points": ["estimate"], "note": "与在建项目重复。"}
    for is_village in (True, False):
        one = next(project for project in found if bool(project.village_round_id) == is_village)
        said["verdicts"][str(one.pk)] = verdict


def _withdraws(item: WorkItem, actor: User) -> dict[str, Any]:
    said = {"choice": Resubmission.WITHDRAWN.value, "reason": "并入在建项目。"}
    reviews = ResubmissionForm(work_item=item, actor=actor).reviews
    return {"answers": {str(review.project_id): said for review in reviews}}


def _calls(_item: WorkItem, _actor: User) -> dict[str, Any]:
    return {"reply_by": (clock.today() + DUE_IN).isoformat()}


def _amends(item: WorkItem, actor: User) -> None:
    if item.flow_key == "fund_master_plan":
        beside.amends(item, actor)
        return
    row = PlanItem.objects.filter(version__dossier=item.dossier_id).order_by("seq")[0]
    plan_versions.change_item(actor=actor, item=row.pk, fields={"content": f"{row.content}，规模核减"})


def _adjusts(actor: User, version: PlanVersion) -> None:
    """The row that meetings have amended, too, so that each of its changes has its reason."""
    row = version.items.order_by("seq")[0]
    plan_versions.change_item(actor=actor, item=row.pk, fields={"content": f"{row.content}，调整实施地点"})
    changes.explain(actor=actor, version=version.pk, said={row.project_id: Explained("按实际需要调整。")})


def _answers(item: WorkItem, actor: User) -> dict[str, Any]:
    said = {"state": "done", "text": "已补充说明。", "evidence": "补充材料", "done_by": ""}
    return {"responses": {str(found.pk): said for found in AnswerForm(work_item=item, actor=actor).findings}}


def _findings() -> dict[str, Any]:
    row = {
        "item": "",
        "clause": "鄂政办发〔2015〕63号五（一）",
        "text": "第1个项目须说明。",
        "requested": "请予书面说明。",
    }
    return {"findings": [row], "due_on": (clock.today() + DUE_IN).isoformat()}
