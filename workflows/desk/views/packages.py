"""Taking a dossier's archive package from its page."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.models import Dossier
from workflows.desk import member_names, packages
from workflows.desk.views.people import actor_of


@require_POST
@login_required
def package(request: HttpRequest, pk: int) -> FileResponse:
    """The package as a file; a POST, because taking it is written in the ledger."""
    dossier = Dossier.objects.select_related("county", "owner").filter(pk=pk).first()
    if dossier is None:
        raise Http404
    package = packages.take(actor=actor_of(request), dossier=dossier)
    response = FileResponse(package, content_type="application/zip")
    name = quote(f"{member_names.safe(dossier.title)} {_('归档包')}.zip", safe="")
    response["Content-Disposition"] = f"attachment; filename=\"dossier-{dossier.pk}.zip\"; filename*=UTF-8''{name}"
    return response
