"""The measured lifecycle on the workflow library as it comes, with a lock that waits and none of our duties."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from viewflow import this
from viewflow.workflow import lock, nodes
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Flow
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from core.models import User
from workflows.engine.trials import stage

if TYPE_CHECKING:
    from workflows.engine.benches.lifecycle import Lifecycle, Timed

DEPARTMENTS = ("finance", "housing", "land")
ORGANS = ("agriculture", "resources")


class BarePlan(Flow):
    """Nothing but the flow."""

    process_class, task_class = Process, Task
    lock_impl = lock.SelectForUpdateLock(nowait=False, attempts=1)

    begin = nodes.StartHandle().Next(this.review)
    review = nodes.View(view=None).Next(this.asks)
    asks = nodes.Split().Next(this.finance).Next(this.housing).Next(this.land)
    finance = nodes.View(view=None).Next(this.answered)
    housing = nodes.View(view=None).Next(this.answered)
    land = nodes.View(view=None).Next(this.answered)
    answered = nodes.Join().Next(this.leads)
    leads = nodes.View(view=None).Next(this.is_approved)
    is_approved = (
        nodes.If(lambda activation: activation.process.data["verdict"] == "ok").Then(this.registers).Else(this.review)
    )
    registers = nodes.Function(this.register).Next(this.files)
    files = nodes.Split().Next(this.agriculture).Next(this.resources)
    agriculture = nodes.View(view=None).Next(this.filed)
    resources = nodes.View(view=None).Next(this.filed)
    filed = nodes.Join().Next(this.end)
    end = nodes.End()

    def register(self, activation: Activation) -> None:
        """Where a real flow calls a service."""


def lifecycle(county: int) -> Lifecycle:
    """The lifecycle by one person, which asks the library for least."""
    from workflows.engine.benches.lifecycle import LOOPS_EVERY

    clerk = stage.holder(f"4203{county + 1:02}100")

    def run(number: int, timed: Timed) -> None:
        process = timed(_begin).pk
        for verdict in ["no"] * (number % LOOPS_EVERY == 0) + ["ok"]:
            for node in ("review", *DEPARTMENTS):
                timed(_step, clerk, process, node)
            timed(_step, clerk, process, "leads", verdict)
        for node in ORGANS:
            timed(_step, clerk, process, node)
        if Process.objects.get(pk=process).status != PROCESS.DONE:
            raise RuntimeError("the process did not end")

    return run


def _begin() -> Any:
    return BarePlan.begin.run()


def _step(clerk: User, process: int, node: str, verdict: str = "") -> None:
    task = Task.objects.get(process_id=process, flow_task=getattr(BarePlan, node), status=STATUS.NEW)
    with task.activation() as activation:
        activation.assign(clerk)
        activation.start(SimpleNamespace(user=clerk))
        if verdict:
            activation.process.data = {"verdict": verdict}
            activation.process.save()
        activation.execute()
