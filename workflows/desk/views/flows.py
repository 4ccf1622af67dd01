"""The regulation of a flow as a file for whoever draws and compares processes."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from workflows.engine import registry
from workflows.engine.bpmn import bpmn


@require_safe
@login_required
def bpmn_file(request: HttpRequest, key: str) -> HttpResponse:
    """BPMN 2.0 with diagram; a regulation holds nobody's data, so that everyone who is logged in may have it."""
    try:
        flow = registry.flow(key)
    except KeyError:
        raise Http404 from None
    told = {"Content-Disposition": f'attachment; filename="{key}.bpmn"'}
    return HttpResponse(bpmn(flow), content_type="application/xml; charset=utf-8", headers=told)
