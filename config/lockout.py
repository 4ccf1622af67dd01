"""What someone sees whose account is locked after too many wrong passwords."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def refuse(
    request: HttpRequest, _response: HttpResponse | None = None, _credentials: Mapping[str, str] | None = None
) -> HttpResponse:
    """429 with the number of failures and the minutes to wait; the same whether or not the account exists."""
    told = {
        "failures": settings.AXES_FAILURE_LIMIT,
        "minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
    }
    return render(request, "lockout.html", told, status=429)
