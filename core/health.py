"""What a load balancer or a supervisor asks: does the process live, and can it serve."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import firing


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; no database is asked."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and the scheduler's heartbeat is fresh, else 503; both are told, and beside them
    which duties failed last time and for how many seconds the oldest thing owed has been due."""
    try:
        is_stopped = firing.is_stopped()
        states = firing.duties()
    except DatabaseError:
        return JsonResponse({"database": "down", "scheduler": "unknown"}, status=503)
    told = {
        "database": "ok",
        "scheduler": "late" if is_stopped else "ok",
        "failing": [state.name for state in states if state.failure],
        "oldest_unfired_seconds": int(firing.oldest_unfired(states).total_seconds()),
    }
    return JsonResponse(told, status=503 if is_stopped else 200)
