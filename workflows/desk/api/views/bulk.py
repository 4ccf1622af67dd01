"""批量领取 and 批量转办: each task in a transaction of its own, so the answer is kept when all were tried, as with batches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from core import ledger
from core.errors import Refused
from core.models import User
from workflows.desk import bulk, chips, steps
from workflows.desk.api import bulk_shapes as shapes
from workflows.desk.api import states
from workflows.desk.api.authentication import actor_of, token_of_request
from workflows.desk.api.batch_shapes import BatchDone
from workflows.desk.api.once import once_piecemeal
from workflows.desk.api.speaking import acting, reading
from workflows.desk.api.views.base import ApiView, answered, taken
from workflows.desk.api.views.batches import told_of
from workflows.desk.models import Batch
from workflows.engine.models import WorkItem


class ClaimsView(ApiView):
    @acting("claims", _("批量领取"), shapes.Claiming, answer=BatchDone)
    def post(self, request: Request) -> Response:
        """Tasks that nobody has in hand, at most BATCH_MOST; each has its result."""
        told = taken(shapes.Claiming, request.data)
        return _done(request, lambda number: bulk.claim(
            actor=actor_of(request), items=told["items"], request_id=number,
        ))  # fmt: skip


class InHandView(ApiView):
    @reading("in_hand", _("本单位人员名下的待办"), shapes.InHand, query=shapes.InHandQuery)
    def get(self, request: Request) -> Response:
        """What may be handed over by whoever heads an organisation; for others there is nobody. Refused for a giver who does
        not serve there."""
        actor, asked = actor_of(request), self.queried(request, shapes.InHandQuery)
        people = list(bulk.people_of(actor))
        held, takers = list[WorkItem](), frozenset[int]()
        if "giver" in asked:
            giver = _one_of(people, asked["giver"])
            held = list(bulk.in_hand_of(actor, giver))
            takers = bulk.takers(actor, giver, held)
        told = {
            "people": [{"id": one.pk, "name": one.name, "in_hand": one.in_hand} for one in people],  # type: ignore[attr-defined]
            "tasks": [_held(item) for item in held],
            "receivers": [states.person(one) for one in people if one.pk in takers],
        }
        return answered(shapes.InHand, told)


class HandOverView(ApiView):
    @acting("hand_over", _("批量转办"), shapes.HandingOver, answer=BatchDone)
    def post(self, request: Request) -> Response:
        """By the head of the organisation where both serve, with one reason; each task has its result."""
        told = taken(shapes.HandingOver, request.data)
        return _done(request, lambda number: _handed(actor_of(request), told, number))


def _handed(actor: User, told: dict[str, Any], request_id: UUID) -> Batch:
    people = list(bulk.people_of(actor))
    giver, receiver = _one_of(people, told["giver"]), _one_of(people, told["receiver"])
    return bulk.hand_over(
        actor=actor, giver=giver, receiver=receiver, items=told["items"], reason=told["reason"], request_id=request_id
    )


def _one_of(people: list[User], number: int) -> User:
    """Nobody else is told of, not even whether there is such a person."""
    found = next((one for one in people if one.pk == number), None)
    if found is None:
        raise Refused(str(bulk.NOT_OWN))
    return found


def _held(item: WorkItem) -> dict[str, Any]:
    return {
        "task": item.pk,
        "title": item.dossier.title,
        "owner": item.dossier.owner.name,
        "step_title": steps.title_of(item),
        "organisation": item.organisation.name,
        "due_at": item.due_at,
        "time_left": chips.chip(item).text,
    }


def _done(request: Request, act: Callable[[UUID], Batch]) -> Response:
    def acted(number: UUID) -> dict[str, Any]:
        with ledger.marked(api_token=token_of_request(request).pk):
            return told_of(act(number))

    return Response(once_piecemeal(request, acted))
