"""催办 by a program: the act of the supervisor's page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from oversight import services
from workflows.desk.api import shapes
from workflows.desk.api.speaking import acting
from workflows.desk.api.views.acts import ActView
from workflows.desk.views.task_page import Desk
from workflows.engine.models import Opinion


class UrgeView(ActView):
    sent = shapes.Urging

    @acting("urge", _("催办"), shapes.Urging)
    def post(self, request: Request, pk: int) -> Response:
        """At most once a day for a task, whoever does it: who supervises, who began its dossier, who sent it there."""
        return self.perform(request, pk)

    def carry_out(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> tuple[int, Opinion | None]:
        services.urge(actor=desk.actor, work_item=desk.item.pk, text=told["text"])
        return desk.item.pk, None
