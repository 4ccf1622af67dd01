"""Around every request: the clock is read, a first password is changed, a refusal becomes a page."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazily

from core import clock, locks, problems
from core.errors import DomainError, Invalid, Stale
from core.pages.refusals import asks_for_a_part, notice, refusal_page

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


class PartMiddleware:
    """Whatever fails outside the services is told to htmx in words too, never by a whole page inside another."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not asks_for_a_part(request) or response.has_header("HX-Retarget"):
            return response
        if _leads_to_log_in(response):
            told = _("登录已失效或已在别处退出，没有提交；请在新窗口登录后再试，本页已填写的内容还在。")
            return notice(request, told, status=403)
        words = _FAULTS.get(min(response.status_code, 500))
        return notice(request, words, status=response.status_code) if words else response


_FAULTS = {
    400: _lazily("浏览器发来的内容不完整。请返回后重试。"),
    403: _lazily("这个页面打开太久，或者您已在别处退出，为了安全没有提交。请重新打开页面后再办理。"),
    404: _lazily("没有找到要办理的内容：它可能已被删除，或者您没有查看它的权限。请刷新页面后重试。"),
    413: _lazily("提交的内容或附件太大，没有提交。请缩减后重试。"),
    500: _lazily("系统没能完成这一步，您的操作没有生效。故障已记入日志。"),
}
"""What each status means to whoever pressed a button; a refusal has words of its own."""


class ProblemMiddleware:
    """Whatever fails below the interface's address is told to a program as a problem, never as a page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "") != problems.CONTENT_TYPE
        if response.status_code < _FIRST_FAULT or not is_page or not problems.is_for_programs(request):
            return response
        words = _FAULTS.get(response.status_code, "") if response.status_code not in _OF_PAGES else ""
        kind = problems.kind_of_status(response.status_code)
        return problems.response(kind, words, status=response.status_code)


_FIRST_FAULT = 400
_OF_PAGES = frozenset({400, 403, 404})
"""Whose words in `_FAULTS` speak of pages."""


def _leads_to_log_in(response: HttpResponseBase) -> bool:
    return urlsplit(response.headers.get("Location", "")).path == reverse("login")


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
