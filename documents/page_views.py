"""The page of one document: how far its printing is, its file, and pictures of its pages."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.models import User
from documents import codes, readers, register_views, services, thumbnails
from documents.models import Awaited, IssuedDocument
from documents.views import found_or_404, refused


def shown(request: HttpRequest, document: IssuedDocument) -> dict[str, object]:
    """What the page and its fragment say."""
    pictures = thumbnails.count(document.file_sha256)
    return {
        "document": document,
        "thumbnails": range(1, pictures + 1),
        "is_awaited": not pictures and Awaited.objects.filter(document=document).exists(),
        "may_print": readers.may_print(request.user, document),
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
