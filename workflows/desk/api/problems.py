"""Every refusal of the interface as a problem (RFC 9457): a service's, the framework's, and what was sent wrongly."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from rest_framework import exceptions
from rest_framework.response import Response

from core import locks, problems
from core.errors import DomainError, Stale

KINDS: Mapping[type[Exception], str] = {
    Http404: "not-found",
    PermissionDenied: "refused",
    exceptions.NotFound: "not-found",
    exceptions.PermissionDenied: "refused",
    exceptions.NotAuthenticated: "unauthenticated",
    exceptions.AuthenticationFailed: "unauthenticated",
    exceptions.ParseError: "malformed",
    exceptions.MethodNotAllowed: "method",
    exceptions.NotAcceptable: "not-acceptable",
    exceptions.UnsupportedMediaType: "unsupported",
    exceptions.Throttled: "too-many",
}
DETAILS: Mapping[str, StrOrPromise] = {
    "not-found": _("没有找到所要的内容：它可能已被删除，或者您没有查看它的权限。"),
    "unauthenticated": _("请在请求头 Authorization 中写明 Bearer 和接口令牌；令牌在网页右上角的“接口令牌”中生成。"),
    "malformed": _("请求内容须是JSON（UTF-8）。"),
    "invalid": _("请更正标出的内容后重新提交。"),
}
WORDS: Mapping[str, StrOrPromise] = {
    "required": _("必填"),
    "blank": _("不能为空"),
    "null": _("不能为空"),
    "invalid_choice": _("不在可选范围内"),
    "max_length": _("内容过长"),
    "max_value": _("数值过大"),
    "min_value": _("数值过小"),
    "not_a_list": _("须是列表"),
    "not_a_dict": _("须是对象"),
    "unknown": _("没有这一项"),
}
"""What is said of a mistake of form, by the framework's code."""
OTHERWISE = _("格式不正确")


class Problem(Exception):
    """A problem that no service knows of, such as a missing key."""

    def __init__(self, kind: str, detail: StrOrPromise = "", *, errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(str(detail))
        self.kind, self.detail, self.errors = kind, detail, errors or []


def answer(exception: Exception, context: Mapping[str, Any]) -> Response | None:
    """The handler of the framework; None for what is a fault, which is logged and answered with 500."""
    if locks.is_busy(exception):
        exception = Stale(str(_("他人正在办理该事项，请稍后再试")))
    told = _told(exception)
    if told is None:
        return None
    view = context["view"]
    current = getattr(view, "current", None)
    if told["status"] == 409 and current:
        told["current"] = current(**context.get("kwargs", {}))
    response = Response(told, status=told["status"], content_type=problems.CONTENT_TYPE)
    if wait := getattr(exception, "wait", None):
        response.headers["Retry-After"] = str(math.ceil(wait))
    if header := getattr(exception, "auth_header", ""):
        response.headers["WWW-Authenticate"] = header
    return response


def _told(exception: Exception) -> dict[str, Any] | None:
    if isinstance(exception, Problem):
        return problems.problem(exception.kind, exception.detail, errors=exception.errors)
    if isinstance(exception, DomainError):
        errors = [{"pointer": f"/{exception.field}", "detail": exception.message}] if exception.field else []
        clause = {"clause": exception.clause} if exception.clause else {}
        return problems.problem(problems.kind_of(exception), exception.message, errors=errors, **clause)
    if isinstance(exception, exceptions.ValidationError):
        return problems.problem("invalid", DETAILS["invalid"], errors=list(mistakes(exception.detail)))
    kind = next((KINDS[each] for each in type(exception).__mro__ if each in KINDS), None)
    return problems.problem(kind, DETAILS.get(kind, "")) if kind else None


def mistakes(found: Any, pointer: str = "") -> Iterator[dict[str, str]]:
    """Each mistake with where it is in what was sent."""
    if isinstance(found, Mapping):
        for name, inner in found.items():
            place = pointer if name == "non_field_errors" else f"{pointer}/{_escaped(str(name))}"
            yield from mistakes(inner, place)
    elif isinstance(found, list):
        for inner in found:
            yield from mistakes(inner, pointer)
    else:
        yield {"pointer": pointer, "detail": str(WORDS.get(getattr(found, "code", ""), OTHERWISE))}


def of_form(errors: Mapping[str, Any], names: Mapping[str, str]) -> list[dict[str, str]]:
    """The mistakes of a page's form, each at the member that `names` gives for its field; the whole form's at the root."""
    return [
        {"pointer": names.get(field, f"/{_escaped(field)}") if field != "__all__" else "", "detail": str(said)}
        for field, told in errors.items()
        for said in told
    ]


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
