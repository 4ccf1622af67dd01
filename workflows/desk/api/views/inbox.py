"""The inbox."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from workflows.desk import chips, facets, inbox, steps
from workflows.desk.api.authentication import actor_of
from workflows.desk.api.shapes import InboxPage, InboxQuery
from workflows.desk.api.speaking import reading
from workflows.desk.api.views.base import ApiView, page
from workflows.desk.waiting_rows import Found


class InboxView(ApiView):
    @reading("inbox", _("待办"), InboxPage, query=InboxQuery)
    def get(self, request: Request) -> Response:
        """Five statements, the token's two included."""
        asked = self.queried(request, InboxQuery)
        names = (field.name for field in fields(facets.Filter))
        wanted = facets.Filter.read({name: str(asked[name]) for name in names if name in asked})
        count, rows = inbox.listed(actor_of(request), wanted, asked["page_size"])
        return page(InboxPage, [_row(item, why) for item, why in rows], count, asked)


def _row(item: Found, why: str) -> dict[str, Any]:
    return {
        "task": item.pk,
        "dossier": item.dossier,
        "title": item.title,
        "owner": item.owner,
        "amount": item.amount,
        "flow": item.flow_key,
        "step": item.step,
        "step_title": steps.named(item.unplanned) or steps.title(item.flow_key, item.step),
        "organisation": item.organisation,
        "why": why,
        "urgency": item.urgency,
        "sender": item.sender or "",
        "group": item.bucket,
        "due_at": item.due_at,
        "time_left": chips.chip_of(item.due_at, item.not_before, item.suspended_at).text,
        "not_before": item.not_before,
        "suspended_at": item.suspended_at,
        "opened_at": item.opened_at,
        "by_meeting": steps.is_by_meeting(item.flow_key, item.step),
        "is_claimed": item.claimed_by is not None,
    }
