"""The library's own queue with guardian, as its stock pages ask it."""

from __future__ import annotations

from typing import Any

from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from core.models import User
from workflows.engine.benches.bare import BarePlan


def page(user: User, rows: int) -> list[Any]:
    """The first page of what the user may take, and the count, asked by a request of its own."""
    asking = User.objects.get(pk=user.pk)  # what it remembers of permissions lasts one request
    queue = Task.objects.coerce_for([BarePlan]).user_queue(asking, BarePlan).filter(status=STATUS.NEW)
    found = list(queue.order_by("-created")[:rows])
    queue.count()
    return found
