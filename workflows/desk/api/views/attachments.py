"""附件: bringing files to a task, taking one's own away, and reading those of a dossier; the services of the page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from documents.screening.kinds import MEDIA_TYPES
from workflows.desk import attachments, borders, uploads
from workflows.desk.api import attachment_shapes, shapes, states
from workflows.desk.api.authentication import actor_of
from workflows.desk.api.speaking import acting, giving, reading
from workflows.desk.api.views.acts import ActView
from workflows.desk.api.views.base import ApiView, page, piece
from workflows.desk.api.views.dossiers import readable
from workflows.desk.models import Attachment
from workflows.desk.views import attachments as attachment_views
from workflows.desk.views.task_page import Desk
from workflows.engine.models import Opinion


class AttachView(ActView):
    sent = attachment_shapes.Attaching
    parser_classes = (MultiPartParser,)

    @acting("attach", _("上传附件"), {"multipart/form-data": attachment_shapes.Attaching})
    def post(self, request: Request, pk: int) -> Response:
        """What a file is, is told by its content; one that may not come in is refused with all that came with it."""
        return self.perform(request, pk)

    def prepared(self, desk: Desk, told: dict[str, Any]) -> dict[str, Any]:
        return {**told, "files": uploads.screened(actor=desk.actor, work_item=desk.item.pk, files=told["files"])}

    def carry_out(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> tuple[int, Opinion | None]:
        attachments.keep(actor=desk.actor, work_item=desk.item.pk, brought=told["files"])
        return desk.item.pk, None


class DetachView(ActView):
    sent = attachment_shapes.Detaching

    @acting("detach", _("移除附件"), attachment_shapes.Detaching)
    def post(self, request: Request, pk: int) -> Response:
        """While the task is open; name and hash stay in the ledger."""
        return self.perform(request, pk)

    def carry_out(self, desk: Desk, told: dict[str, Any], request_id: UUID) -> tuple[int, Opinion | None]:
        if not attachments.is_of(told["attachment"], desk.item):
            raise Http404
        attachments.remove(actor=desk.actor, attachment=told["attachment"])
        return desk.item.pk, None


class AttachmentsView(ApiView):
    @reading("attachments", _("案卷的附件"), attachment_shapes.Attachments, query=shapes.Paged)
    def get(self, request: Request, pk: int) -> Response:
        """Of what crosses a border, those of one's own side."""
        asked, reader = self.queried(request, shapes.Paged), actor_of(request)
        found = readable(reader, pk)
        listed = attachments.of_dossier(found, reader, borders.items_within(reader, found))
        return page(attachment_shapes.Attachments, [_told(one) for one in listed[piece(asked)]], len(listed), asked)


class AttachmentView(ApiView):
    @giving("attachment", _("附件的文件"), *sorted(set(MEDIA_TYPES)))
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        return attachment_views.file(request._request, pk)  # noqa: SLF001  the framework gives it no other name


def _told(one: Attachment) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": one.name,
        "kind": one.kind,
        "size": one.size,
        "sha256": one.sha256,
        "task": one.work_item_id,
        "organisation": states.place(one.work_item.organisation),
        "uploaded_by": states.person(one.uploaded_by),
        "on_behalf_of": states.person(one.on_behalf_of),
        "uploaded_at": one.uploaded_at,
        "file": reverse("api:attachment", args=[one.pk]),
    }
