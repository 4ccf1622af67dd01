"""The register of issued documents, one document, its file, and the documents of a dossier."""

from __future__ import annotations

from typing import cast
from urllib.parse import quote

from django.contrib.auth.decorators import login_not_required, login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.errors import Conflict, Refused
from core.models import Dossier, User
from core.pages.paging import LongPaginator
from documents import archive, books, readers, register_views, registries, services
from documents.forms import RegisterSearch
from documents.models import IssuedDocument
from documents.models.issued import IssuedDocumentQuerySet
from roles import policies
from roles.holdings import asked_once

PER_PAGE = 50


@require_safe
@login_required
@asked_once()
def register(request: HttpRequest) -> HttpResponse:
    """发文登记簿 (D37) of what the reader may see."""
    search = RegisterSearch(request.GET)
    found = search.narrowed(cast(IssuedDocumentQuerySet, readers.readable(cast(User, request.user))))
    kept = registries.kept_by(cast(User, request.user), registries.readable_by(cast(User, request.user)))
    shown = {
        "page": LongPaginator(found.defer("content"), PER_PAGE).get_page(request.GET.get("page")),
        "search": search,
        "tabs": register_views.tabs(request),
        "print_form": register_views.print_form(kept),
        "book": books.SENT,
        "kept": kept,
    }
    return render(request, "documents/register.html", shown)


@login_not_required
@require_safe
def pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The printed document."""
    found = found_or_404(pk)
    turned_away = refused(request, found)
    if turned_away:
        return turned_away
    if not found.is_printed:
        services.call_up(document=found, reader=cast(User, request.user))
        raise Conflict(_("该公文尚未排版完成，请稍后再试"))
    name = f"{found.number or found.kind} {found.title}.pdf"
    response = HttpResponse(archive.read(found.file_sha256), content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name, safe='')}"
    return response


@require_safe
@login_required
def of_dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """The documents of one dossier in the order in which they were issued."""
    dossier = Dossier.objects.filter(pk=pk).first()
    if dossier is None:
        raise Http404
    policies.require_read(cast(User, request.user), dossier)
    listed = IssuedDocument.objects.of_dossier(dossier).defer("content")
    return render(request, "documents/of_dossier.html", {"documents": listed, "dossier": dossier})


def found_or_404(pk: int) -> IssuedDocument:
    found = IssuedDocument.objects.select_related("issuer", "replaces").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def refused(request: HttpRequest, found: IssuedDocument) -> HttpResponseBase | None:
    """None for a reader; the log-in page for a stranger. Raises Refused for anyone else."""
    if readers.may_read(request.user, found):
        return None
    if request.user.is_authenticated:
        raise Refused(_("您无权查阅该公文"))
    return redirect_to_login(request.get_full_path())
