"""The page of one document: how far its printing is, its file, and pictures of its pages."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import jobs
from core.models import User
from core.pages.keys import key
from documents import codes, readers, register_views, services, thumbnails
from documents.enums import RenderState
from documents.jobs import DRAW_JOB
from documents.models import IssuedDocument
from documents.views import found_or_404, refused

ASKED_AGAIN = 20
"""Times that a page asks for pictures which are not drawn yet; a file that cannot be drawn is no worse for it."""


def shown(request: HttpRequest, document: IssuedDocument) -> dict[str, object]:
    """What the page and its fragment say."""
    pictures = thumbnails.count(document.file_sha256)
    asked = key(request.GET.get("asked", "")) or 0
    return {
        "document": document,
        "thumbnails": range(1, pictures + 1),
        "hidden_pages": max((document.pages or 0) - pictures, 0) if pictures else 0,
        "is_awaited": not pictures and document.is_printed and asked < ASKED_AGAIN,
        "asked": asked + 1,
        "may_print": document.render_state == RenderState.FAILED and readers.may_print(request.user, document),
    }


@login_not_required
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What the register says of a document, whether it holds, and its file, printed now if that was put off."""
    found = found_or_404(pk)
    turned_away = refused(request, found)
    if turned_away:
        return turned_away
    services.call_up(document=found, reader=cast(User, request.user))
    if found.is_printed and request.user.is_authenticated and not thumbnails.count(found.file_sha256):
        jobs.ring(DRAW_JOB, sha256=found.file_sha256)
    told = {"code": codes.spoken(found.verification_code)} | register_views.facts(request, found)
    return render(request, "documents/document.html", shown(request, found) | told)


@login_not_required
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How far the printing is, asked again by the page until there is a file."""
    found = found_or_404(pk)
    return refused(request, found) or render(request, "documents/file.html", shown(request, found))


@login_not_required
@require_safe
def picture(request: HttpRequest, pk: int, page: int) -> HttpResponseBase:
    """One page as a picture."""
    found = found_or_404(pk)
    turned_away = refused(request, found)
    if turned_away:
        return turned_away
    held = thumbnails.read(found.file_sha256, page)
    if held is None:
        raise Http404
    return HttpResponse(held, content_type="image/png", headers={"Cache-Control": "private, max-age=86400"})


@require_POST
@login_required
def print_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Owes a failed document's printing once more."""
    services.print_again(actor=cast(User, request.user), document=found_or_404(pk))
    return redirect("documents:document", pk)
