"""An attachment as a file, and pictures of it. A file is handed over to be kept, never shown as a page of this site."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from documents import archive, thumbnails
from documents.screening.kinds import MEDIA_TYPES
from workflows.desk import attachments
from workflows.desk.models import Attachment
from workflows.desk.views.people import actor_of


@require_safe
@login_required
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself, for whoever reads what is written at its seat."""
    found = _found(request, pk)
    response = HttpResponse(archive.read(found.sha256, found.kind), content_type=MEDIA_TYPES[found.kind])
    name = quote(found.name, safe="")
    response["Content-Disposition"] = (
        f"attachment; filename=\"attachment-{found.pk}.{found.kind}\"; filename*=UTF-8''{name}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@login_required
def picture(request: HttpRequest, pk: int, page: int) -> HttpResponse:
    """A picture of it, or of one of its first pages, drawn here."""
    drawn = thumbnails.read(_found(request, pk).sha256, page)
    if drawn is None:
        raise Http404
    return HttpResponse(drawn, content_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


def _found(request: HttpRequest, pk: int) -> Attachment:
    found = attachments.readable(actor=actor_of(request), attachment=pk)
    if found is None:
        raise Http404
    return found
