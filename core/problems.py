"""What went wrong, as RFC 9457 tells it to programs: `application/problem+json`, in the reader's language.

The interface answers so itself (`workflows.desk.api`); whatever fails outside it under the same address does too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.errors import Conflict, DomainError, Invalid, Refused, Stale

CONTENT_TYPE = "application/problem+json"
ROOT = "/api/"
"""Below which everything is for programs."""
PAGE = "/api/v1/docs/"
"""The page for people, where each type of problem is explained."""

TITLES: dict[str, tuple[int, StrOrPromise]] = {
    "malformed": (400, _("请求无法识别")),
    "key-missing": (400, _("缺少幂等键")),
    "unauthenticated": (401, _("需要有效的接口令牌")),
    "refused": (403, _("没有权限")),
    "not-found": (404, _("没有找到该内容")),
    "method": (405, _("此地址不支持该方法")),
    "not-acceptable": (406, _("不能提供所要求的格式")),
    "conflict": (409, _("现阶段不能办理")),
    "stale": (409, _("情况已变化，请重新读取")),
    "too-large": (413, _("内容过大")),
    "unsupported": (415, _("不支持的内容格式")),
    "invalid": (422, _("内容不符合要求")),
    "key-reused": (422, _("幂等键已用于另一请求")),
    "too-many": (429, _("请求过于频繁")),
    "failed": (500, _("系统没能完成")),
}
"""Each type with its status and title."""

_BY_STATUS = {status: kind for kind, (status, _title) in reversed(TITLES.items())}
_BY_REFUSAL: Mapping[type[DomainError], str] = {
    Refused: "refused",
    Invalid: "invalid",
    Conflict: "conflict",
    Stale: "stale",
}


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a program asks, which can do nothing with a page."""
    return request.path.startswith(ROOT) and request.path != PAGE


def kind_of(refusal: DomainError) -> str:
    """The type of what a service refused."""
    known = (_BY_REFUSAL[each] for each in type(refusal).__mro__ if each in _BY_REFUSAL)
    return next(known, "malformed")


def kind_of_status(status: int) -> str:
    """The type that stands for a status where nothing closer is known."""
    return _BY_STATUS.get(status, "failed" if status >= 500 else "malformed")


def problem(
    kind: str, detail: StrOrPromise = "", *, errors: Iterable[Mapping[str, str]] = (), **more: Any
) -> dict[str, Any]:
    """The members of a problem; `errors` are pairs of `pointer` (RFC 6901, into what was sent) and `detail`."""
    status, title = TITLES[kind]
    told: dict[str, Any] = {"type": f"{PAGE}#{kind}", "title": str(title), "status": status}
    if detail:
        told["detail"] = str(detail)
    if found := list(errors):
        told["errors"] = found
    return told | more


def response(kind: str, detail: StrOrPromise = "", *, status: int = 0) -> JsonResponse:
    """The same as an answer; `status` is kept where the type has another."""
    told = problem(kind, detail)
    told["status"] = status or told["status"]
    chinese = {"ensure_ascii": False}
    return JsonResponse(told, status=told["status"], content_type=CONTENT_TYPE, json_dumps_params=chinese)
