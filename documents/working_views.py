"""Downloads of working copies, for whoever may read the document."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from documents import working
from documents.views import found_or_404, refused

OFFICE = "application/vnd.openxmlformats-officedocument."
WORD, SHEET = f"{OFFICE}wordprocessingml.document", f"{OFFICE}spreadsheetml.sheet"


@login_not_required
@require_safe
def word(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The document for WPS."""
    found = found_or_404(pk)
    name = f"工作稿 {found.number or found.kind} {found.title}.docx"
    return refused(request, found) or _download(working.document(found.content, working.MARK), WORD, name)


@login_not_required
@require_safe
def sheet(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """Its `number`-th annex as a workbook."""
    found = found_or_404(pk)
    turned_away = refused(request, found)
    if turned_away:
        return turned_away
    annexes = found.content["annexes"]
    if not 1 <= number <= len(annexes):
        raise Http404
    annex = annexes[number - 1]
    name = f"工作稿 {annex['label']} {annex['title']}.xlsx"
    return _download(working.workbook(annex, working.MARK), SHEET, name)


def _download(held: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(held, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return response
