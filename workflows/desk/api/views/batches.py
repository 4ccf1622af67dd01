"""批量同意: each task in a transaction of its own, so the answer is kept when all were tried and not with any of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from core import ledger
from workflows.desk import batches
from workflows.desk.api import batch_shapes as shapes
from workflows.desk.api.authentication import actor_of, token_of_request
from workflows.desk.api.once import once_piecemeal
from workflows.desk.api.speaking import acting
from workflows.desk.api.views.base import ApiView, shown, taken
from workflows.desk.models import Batch
from workflows.desk.models.batches import ItemOutcome


class BatchView(ApiView):
    @acting("batch", _("批量办理"), shapes.Batching, answer=shapes.BatchDone)
    def post(self, request: Request) -> Response:
        """Only an approval, only of tasks of one step whose flow declares it, at most BATCH_MOST; each has its result."""
        told = taken(shapes.Batching, request.data)
        return Response(once_piecemeal(request, lambda number: _approved(request, told, number)))


def _approved(request: Request, told: dict[str, Any], request_id: UUID) -> dict[str, Any]:
    flow_key, _dot, step = told["step"].partition(".")
    read = {one["task"]: one["version"] for one in told["items"]}
    with ledger.marked(api_token=token_of_request(request).pk):
        made = batches.approve(
            actor=actor_of(request), flow_key=flow_key, step=step, read=read, opinion=told["opinion"],
            request_id=request_id,
        )  # fmt: skip
    return told_of(made)


def told_of(made: Batch) -> dict[str, Any]:
    """What became of each task of a press."""
    results = [{"task": one["item"], "outcome": one["outcome"], "why": one["why"]} for one in made.results]
    done = sum(one["outcome"] == ItemOutcome.DONE for one in results)
    return shown(shapes.BatchDone, {"id": made.pk, "done": done, "results": results})
