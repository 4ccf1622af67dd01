"""Around every request: the clock is read, a first password is changed, a refusal becomes a page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.pages.refusals import refusal_page

Answer = Callable[[HttpRequest], HttpResponseBase]


class ClockMiddleware:
    """Takes the demonstration clock into the request; no statement outside demonstrations."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        clock.load()
        return self.get_response(request)


class FirstPasswordMiddleware:
    """Whoever still has the password that was handed out changes it before anything else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if getattr(request.user, "must_change_password", False) and request.path not in _open_paths():
            return redirect("password_change")
        return self.get_response(request)


class RefusalMiddleware:
    """Answers every DomainError with its page and its status."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal_page(request, exception) if isinstance(exception, DomainError) else None


def _open_paths() -> frozenset[str]:
    return frozenset(map(reverse, ("password_change", "logout", "set_language")))
