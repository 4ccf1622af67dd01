"""Around every request: the clock is read, a first password is changed, a refusal becomes a page."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock, locks
from core.errors import DomainError, Invalid, Stale
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
    """Answers every DomainError with its page and its status; a row that somebody else holds too long is one."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _has_null(request.GET):
            return refusal_page(request, Invalid(_("网址中有不能识别的字符，请重新输入")))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if locks.is_busy(exception):
            exception = Stale(_("他人正在办理该事项，请稍后再试"))
        elif isinstance(exception, ValueError | DataError) and _has_null(request.POST):
            exception = Invalid(_("填写的内容中有不能识别的字符，请删去后重新提交"))
        return refusal_page(request, exception) if isinstance(exception, DomainError) else None


def _has_null(asked: QueryDict) -> bool:
    """PostgreSQL holds no text with a null character, so no question with one has an answer.

    A form says so beside the field; what no form reads comes back here as the database refuses it.
    """
    return any("\x00" in value for _name, values in asked.lists() for value in values)


def _open_paths() -> frozenset[str]:
    return frozenset(map(reverse, ("password_change", "logout", "set_language")))
