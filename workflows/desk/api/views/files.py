"""The documents of a dossier, and their files: the very views of the pages answer, so that the same are let in."""

from __future__ import annotations

from typing import Any

from django.db.models import Func, JSONField, Value
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from documents import views as document_views
from documents import working_views
from workflows.desk.api import shapes
from workflows.desk.api.authentication import actor_of
from workflows.desk.api.speaking import giving, reading
from workflows.desk.api.views.base import ApiView, page, piece
from workflows.desk.api.views.dossiers import readable
from workflows.desk.views.dossiers import documents_of

ANNEX_LABELS = Func("content", Value("$.annexes[*].label"), function="jsonb_path_query_array", output_field=JSONField())
"""Of every annex, without reading all that stands in it."""


class FilesView(ApiView):
    @reading("files", _("案卷的公文及附件"), shapes.Documents, query=shapes.Paged)
    def get(self, request: Request, pk: int) -> Response:
        asked = self.queried(request, shapes.Paged)
        documents = documents_of(readable(actor_of(request), pk))
        rows = documents.annotate(annex_labels=ANNEX_LABELS).defer("content")[piece(asked)]
        return page(shapes.Documents, [_document(one) for one in rows], documents.count(), asked)


class PdfView(ApiView):
    @giving("pdf", _("公文的PDF文件"), "pdf")
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """409 while it is still to be printed: asking is what has it printed, so ask again in a while."""
        return document_views.pdf(request._request, pk)  # noqa: SLF001  the framework gives it no other name


class WordView(ApiView):
    @giving("docx", _("公文的工作稿"), "docx")
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        return working_views.word(request._request, pk)  # noqa: SLF001


class SheetView(ApiView):
    @giving("xlsx", _("公文附件的工作稿"), "xlsx")
    def get(self, request: Request, pk: int, number: int) -> HttpResponseBase:
        """`number` counts the annexes from 1."""
        return working_views.sheet(request._request, pk, number)  # noqa: SLF001


def _document(one: Any) -> dict[str, Any]:
    files = [("pdf", one.title, reverse("api:pdf", args=[one.pk]), one.file_sha256)]
    files.append(("docx", one.title, reverse("api:docx", args=[one.pk]), ""))
    for number, title in enumerate(one.annex_labels or (), start=1):
        files.append(("xlsx", str(title), reverse("api:xlsx", args=[one.pk, number]), ""))
    return {
        "id": one.pk,
        "kind": one.kind,
        "number": one.number,
        "title": one.title,
        "issuer": one.issuer_name,
        "document_date": one.document_date,
        "pages": one.pages,
        "state": "void" if one.is_void else one.render_state,
        "files": [dict(zip(("format", "title", "url", "sha256"), file, strict=True)) for file in files],
    }
