"""终止 of a dossier: proposed, decided and taken back by the services of its page, once for each key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Conflict
from core.models import Dossier, User
from workflows.desk import terminations
from workflows.desk.api import states
from workflows.desk.api import terminations as shapes
from workflows.desk.api.authentication import actor_of
from workflows.desk.api.once import once
from workflows.desk.api.shapes import Plain
from workflows.desk.api.speaking import acting, reading
from workflows.desk.api.views.base import ApiView, answered, shown, taken
from workflows.desk.api.views.dossiers import readable
from workflows.engine import services as engine
from workflows.engine.models import Termination


class TerminationView(ApiView):
    @reading("termination", gettext_lazy("案卷的终止：提请、决定和后果"), shapes.Ending)
    def get(self, request: Request, pk: int) -> Response:
        actor = actor_of(request)
        return answered(shapes.Ending, _told(actor, readable(actor, pk)))


Act = Callable[[User, Dossier, UUID, dict[str, Any]], object]


class ActOnEnd(ApiView):
    """One act on the end of a dossier; whoever may not read it learns nothing, not even what was sent wrongly."""

    def once_told(self, request: Request, pk: int, shape: type[Plain], act: Act) -> Response:
        actor = actor_of(request)
        dossier = readable(actor, pk)
        told = taken(shape, request.data)

        def done(request_id: UUID) -> dict[str, Any]:
            act(actor, dossier, request_id, told)
            return shown(shapes.Ending, _told(actor, readable(actor, pk)))

        return Response(once(request, done))


class ProposeEndView(ActOnEnd):
    @acting("propose_end", gettext_lazy("提请终止案卷"), shapes.Proposing, answer=shapes.Ending)
    def post(self, request: Request, pk: int) -> Response:
        """By whoever the flow names; the work goes on until it is decided."""
        return self.once_told(request, pk, shapes.Proposing, _propose)


class DecideEndView(ActOnEnd):
    @acting("decide_end", gettext_lazy("决定是否终止案卷"), shapes.DecidingEnd, answer=shapes.Ending)
    def post(self, request: Request, pk: int) -> Response:
        """By who decides at this stage, and never by whoever proposed it."""
        return self.once_told(request, pk, shapes.DecidingEnd, _decide)


class RecallEndView(ActOnEnd):
    @acting("recall_end", gettext_lazy("收回终止提请"), shapes.RecallingEnd, answer=shapes.Ending)
    def post(self, request: Request, pk: int) -> Response:
        """One's own proposal, before it is decided."""
        return self.once_told(request, pk, shapes.RecallingEnd, _recall)


def _propose(actor: User, dossier: Dossier, request_id: UUID, told: dict[str, Any]) -> None:
    engine.propose_termination(actor=actor, dossier=dossier, reason=told["reason"], request_id=request_id)


def _decide(actor: User, dossier: Dossier, request_id: UUID, told: dict[str, Any]) -> None:
    engine.decide_termination(
        actor=actor, termination=_proposal(dossier, told["proposal"]), agrees=told["agrees"], words=told["words"],
        request_id=request_id,
    )  # fmt: skip


def _recall(actor: User, dossier: Dossier, _request_id: UUID, told: dict[str, Any]) -> None:
    engine.recall_termination(actor=actor, termination=_proposal(dossier, told["proposal"]))


def _proposal(dossier: Dossier, pk: int) -> int:
    """The number, if it is a proposal on this dossier."""
    if not Termination.objects.filter(dossier=dossier, pk=pk).exists():
        raise Conflict(_("没有这项终止提请"))
    return pk


def _told(actor: User, dossier: Dossier) -> dict[str, Any]:
    now = terminations.standing(actor, dossier)
    process = now.proceeding
    return {
        "dossier": dossier.pk,
        "is_terminated": now.ended is not None,
        "may_propose": now.may_propose and not now.against,
        "may_decide": now.may_decide,
        "may_recall": now.may_recall,
        "against": now.against,
        "consequences": terminations.consequences(process) if process and not now.against else [],
        "proposals": [_row(row) for row in terminations.of_dossier(dossier)],
    }


def _row(row: Termination) -> dict[str, Any]:
    return {
        "id": row.pk,
        "reason": row.reason,
        "proposed_by": states.person(row.proposed_by),
        "proposed_on_behalf_of": states.person(row.proposed_on_behalf_of),
        "proposed_at": row.proposed_at,
        "decides_at": states.place(row.organisation),
        "result": row.result,
        "decided_by": states.person(row.decided_by),
        "decided_on_behalf_of": states.person(row.decided_on_behalf_of),
        "decided_at": row.decided_at,
        "words": row.words,
    }
