"""What a load balancer or a supervisor asks: does the process live, and can it serve."""

from __future__ import annotations

import datetime

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import scheduler

OLDEST_HEARTBEAT = datetime.timedelta(minutes=1)


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
    """200 when the database answers and the scheduler's heartbeat is fresh, else 503; both are told."""
    try:
        age = scheduler.heartbeat_age()
    except DatabaseError:
        return JsonResponse({"database": "down", "scheduler": "unknown"}, status=503)
    if age is None or age > OLDEST_HEARTBEAT:
        return JsonResponse({"database": "ok", "scheduler": "late"}, status=503)
    return JsonResponse({"database": "ok", "scheduler": "ok"})
