"""The library as it comes: the flow that shows what its default lock lets happen (trap 1)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from viewflow import this
from viewflow.workflow import lock, nodes
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Flow
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS

from core.models import User


class StockApproval(Flow):
    """Approve, then seal, with the default lock, which is none."""

    process_class, task_class, lock_impl = Process, Task, lock.no_lock

    begin = nodes.StartHandle().Next(this.approve)
    approve = nodes.View(view=None).Next(this.seals)
    seals = nodes.Function(this.seal).Next(this.end)
    end = nodes.End()

    def seal(self, activation: Activation) -> None:
        """Where a number would be taken."""


class LockedApproval(Flow):
    """The same, written out again (an heir would share the nodes of its parent: trap 23), with a lock that waits."""

    process_class, task_class = Process, Task
    lock_impl = lock.SelectForUpdateLock(nowait=False, attempts=1)

    begin = nodes.StartHandle().Next(this.approve)
    approve = nodes.View(view=None).Next(this.seals)
    seals = nodes.Function(this.seal).Next(this.end)
    end = nodes.End()

    def seal(self, activation: Activation) -> None:
        """Where a number would be taken."""


def begin(flow: type[Flow], owner: User) -> Any:
    """The open, assigned task of a new process."""
    process = flow.begin.run()
    task = Task.objects.get(process=process, flow_task_type="HUMAN", status=STATUS.NEW)
    with task.activation() as activation:
        activation.assign(owner)
    return task


def approve(task: int, user: User) -> None:
    """What the stock page does on POST."""
    with Task.objects.get(pk=task).activation() as activation:
        activation.start(SimpleNamespace(user=user))
        activation.execute()


def seals(process: int) -> int:
    """How often the approval had its effect."""
    return int(Task.objects.filter(process_id=process, flow_task_type="FUNCTION").count())
