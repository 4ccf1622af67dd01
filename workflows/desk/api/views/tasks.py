"""One task."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from roles.models.tokens import TokenReach
from workflows.desk import reminded
from workflows.desk.api import states
from workflows.desk.api.authentication import actor_of, token_of_request
from workflows.desk.api.return_shapes import TaskQuery
from workflows.desk.api.shapes import Task
from workflows.desk.api.speaking import reading
from workflows.desk.api.views.base import ApiView, answered
from workflows.desk.views.task_page import at_desk
from workflows.engine import services as engine


class TaskView(ApiView):
    @reading("task", _("一项待办及可以办理的事项"), Task, query=TaskQuery)
    def get(self, request: Request, pk: int) -> Response:
        """By a program that may act, reading it is opening it, as on the page: from then on what led to it cannot be
        withdrawn. One that may only read leaves no trace."""
        asked = self.queried(request, TaskQuery)
        desk = at_desk(actor_of(request), pk)
        if token_of_request(request).reach == TokenReach.ACT:
            if desk.is_asked:
                engine.note_opened(actor=desk.actor, work_item=pk)
            if desk.item.is_open:
                reminded.note_read(actor=desk.actor, item=desk.item)
        return answered(Task, states.task(desk, asked["find_rows"]))
