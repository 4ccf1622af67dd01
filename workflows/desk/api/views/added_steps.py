"""增加环节 and taking one back, by the services of the page, on the version that was read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import Invalid
from workflows.desk.api.added_steps import AddingStep, RecallingStep
from workflows.desk.api.speaking import acting
from workflows.desk.api.views.acts import ActView
from workflows.desk.api.views.assistance import Carried, organisation
from workflows.desk.views.task_page import Desk
from workflows.engine import services as engine


class AddStepView(ActView):
    sent = AddingStep

    @acting("add_step", gettext_lazy("增加环节"), AddingStep)
    def post(self, request: Request, pk: int) -> Response:
        """Given to an organisation that the task names in `may_add`; the dossier goes there once the task is decided."""
        return self.perform(request, pk)

    def carry_out(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> Carried:
        engine.add_step(
            actor=desk.actor, work_item=desk.item.pk, name=told["name"], organisation=organisation(told["organisation"]),
            days=told["days"], words=told["words"],
        )  # fmt: skip
        return desk.item.pk, None


class RecallStepView(ActView):
    sent = RecallingStep

    @acting("recall_step", gettext_lazy("收回增加的环节"), RecallingStep)
    def post(self, request: Request, pk: int) -> Response:
        """One of the `added_steps` of the task that has not begun."""
        return self.perform(request, pk)

    def carry_out(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> Carried:
        if told["step"] not in [row.pk for row in desk.adding.rows]:
            raise Invalid(_("没有这个增加的环节"), field="step")
        engine.recall_step(actor=desk.actor, step=told["step"], reason=told["reason"])
        return desk.item.pk, None
