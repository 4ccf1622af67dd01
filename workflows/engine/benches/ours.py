"""The measured lifecycle on this engine, by the people whose duty it is."""

from __future__ import annotations

import uuid
from functools import cache
from typing import TYPE_CHECKING

from core.models import User
from workflows.engine import services
from workflows.engine.enums import Decision
from workflows.engine.models import Proceeding, WorkItem
from workflows.engine.trials import stage
from workflows.engine.trials.flows import open_trials

if TYPE_CHECKING:
    from workflows.engine.benches.lifecycle import Lifecycle, Timed


def lifecycle(county: int) -> Lifecycle:
    """The lifecycle in one county of the stage."""
    open_trials()
    holder = cache(stage.holder)
    code = f"4203{county + 1:02}"

    def step(process: int, expected: str, decision: Decision = Decision.APPROVE) -> None:
        found = WorkItem.objects.open().filter(proceeding=process, step=expected).order_by("pk")
        pk, organisation = found.values_list("pk", "organisation")[0]
        _decide(holder(organisation), pk, decision)

    def run(number: int, timed: Timed) -> None:
        process = timed(stage.begin, "trial_plan", code).pk
        for decision in _answers(number):
            timed(step, process, "township_reviews")
            for _department in range(3):
                timed(step, process, "department_opines")
            timed(step, process, "leading_group_signs", decision)
        for _organ in range(2):
            timed(step, process, "province_acknowledges")
        if Proceeding.objects.get(pk=process).outcome != "filed":
            raise RuntimeError("the dossier did not arrive")

    return run


def _answers(number: int) -> list[Decision]:
    from workflows.engine.benches.lifecycle import LOOPS_EVERY

    return [Decision.OBJECT] * (number % LOOPS_EVERY == 0) + [Decision.APPROVE]


def _decide(actor: User, work_item: int, decision: Decision) -> None:
    services.decide(
        actor=actor, work_item=work_item, decision=decision, opinion="同意。", request_id=uuid.uuid4()
    )  # fmt: skip
