"""One dossier: where it lies, by when, and its story."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from core.models import Dossier, User
from roles import policies
from workflows.desk import borders, chips, steps, timeline
from workflows.desk.api import shapes, states
from workflows.desk.api.authentication import actor_of
from workflows.desk.api.speaking import reading
from workflows.desk.api.views.base import ApiView, answered, page, piece
from workflows.desk.views.dossiers import OPEN, step_told
from workflows.engine import services as engine
from workflows.engine.models import Proceeding, WorkItem


def readable(actor: User, pk: int) -> Dossier:
    """The dossier for whoever may read it. Raises Http404, and Refused for others."""
    found = Dossier.objects.select_related("owner", "county").filter(pk=pk).first()
    if found is None:
        raise Http404
    policies.require_read(actor, found)
    return found


class DossierView(ApiView):
    @reading("dossier", _("案卷：在何处、何时到期"), shapes.Dossier)
    def get(self, request: Request, pk: int) -> Response:
        actor = actor_of(request)
        found = readable(actor, pk)
        lying = timeline.open_items(found)
        is_still = any(item.suspended_at for item in lying)
        standing = engine.standing(found) if is_still else None
        told = {
            **states.dossier_name(found),
            "owner": states.place(found.owner),
            "county": states.place(found.county),
            "year": found.year,
            "amount": found.amount,
            "opened_at": found.opened_at,
            "closed_at": found.closed_at,
            "outcome": found.outcome,
            "suspension": standing,
            "lying": [_lying(item, found, actor) for item in lying[:OPEN]],
            "lying_count": len(lying),
            "whole_flows": [_whole(one) for one in _under_way(found)],
        }
        return answered(shapes.Dossier, told)


class TimelineView(ApiView):
    @reading("timeline", _("案卷的办理过程"), shapes.Timeline, query=shapes.Paged)
    def get(self, request: Request, pk: int) -> Response:
        """As the page tells it, in its order: of what crosses a border, one's own side and what was sent."""
        actor, asked = actor_of(request), self.queried(request, shapes.Paged)
        found = readable(actor, pk)
        lines = [_line(str(told.label), act) for told in timeline.rounds(found, actor) for act in told.acts]
        return page(shapes.Timeline, lines[piece(asked)], len(lines), asked)


def _lying(item: WorkItem, dossier: Dossier, reader: User) -> dict[str, Any]:
    item.dossier = dossier
    is_own = borders.reads_within(reader, item)
    return {
        "task": item.pk,
        "step_title": step_told(item, reader),
        "organisation": states.place(item.organisation),
        "why": chips.why_told(item, reader),
        "claimed_by": item.claimed_by.name if item.claimed_by and is_own else "",
        "due_at": item.due_at,
        "time_left": chips.chip(item).text,
        "not_before": item.not_before,
        "suspended_at": item.suspended_at,
    }


def _under_way(dossier: Dossier) -> list[Proceeding]:
    """Proceedings that are not over and have a limit as a whole."""
    limited = Q(due_at__isnull=False) | Q(overall_due_at__isnull=False)
    return list(Proceeding.objects.filter(limited, dossier=dossier, closed_at__isnull=True).order_by("pk"))


def _whole(process: Proceeding) -> dict[str, Any]:
    return {
        "flow": process.flow_key,
        "flow_title": steps.flow_title(process.flow_key),
        "due_at": process.due_at,
        "overall_due_at": process.overall_due_at,
    }


def _line(label: str, act: Any) -> dict[str, Any]:
    names = ("at", "who", "on_behalf_of", "organisation", "act", "step", "text", "deadline", "late")
    return {"round": label, **{name: getattr(act, name) for name in names}}
