"""What the roles room does around every request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from roles.holdings import asked_once

SAFE = frozenset({"GET", "HEAD"})


class DutiesMiddleware:
    """A page that is only read asks for each person's duties once, however many of its parts depend on them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE:
            return self.get_response(request)
        with asked_once():
            return self.get_response(request)
