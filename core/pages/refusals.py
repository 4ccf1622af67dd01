"""A refusal as a page: what was refused, by which clause, and everything that was typed, so that nothing is lost."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from core.errors import DomainError

_SECRET_WORDS = ("password", "token", "secret", "csrf")
NOTICES = "#notices"


@dataclass(frozen=True)
class TypedText:
    """One thing that a person had typed."""

    label: StrOrPromise
    text: str

    @property
    def rows(self) -> int:
        """How high a box shows it without scrolling, within reason."""
        return min(12, max(2, self.text.count("\n") + len(self.text) // 40 + 1))


def refusal_page(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """The page of a refusal with its status; to htmx only the notice, so that the form stays as it is."""
    context = {
        "title": _title(refusal.status),
        "message": told(refusal),
        "clause": uncited(refusal),
        "typed": typed_texts(request.POST),
        "back": _page_before(request),
    }
    if asks_for_a_part(request):
        return notice(request, told(refusal), status=refusal.status, clause=uncited(refusal))
    return render(request, "pages/refusal.html", context, status=refusal.status)


def told(refusal: DomainError) -> str:
    """The message, with the way to the page where what it asks for is done."""
    if not refusal.page:
        return refusal.message
    return format_html('{} <a href="{}">{}</a>', refusal.message, refusal.page, _("去办理"))


def uncited(refusal: DomainError) -> str:
    """The clause, unless the message itself names it."""
    return "" if refusal.clause in refusal.message else refusal.clause


def asks_for_a_part(request: HttpRequest) -> bool:
    """Whether htmx asked, which puts the answer into the page that stands open."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def notice(request: HttpRequest, message: StrOrPromise, *, status: int, clause: str = "") -> HttpResponse:
    """The words alone, which htmx puts among the notices of the page that stands open."""
    context = {"message": message, "clause": clause}
    response = render(request, "pages/refusal_notice.html", context, status=status)
    response["HX-Retarget"], response["HX-Reswap"] = NOTICES, "innerHTML"
    return response


def typed_texts(posted: QueryDict) -> tuple[TypedText, ...]:
    """What a person wrote, without the fields that the form itself filled in."""
    written = [
        (name, text.strip())
        for name, texts in posted.lists()
        for text in texts
        if not any(word in name.lower() for word in _SECRET_WORDS) and _is_prose(text.strip())
    ]
    return tuple(
        TypedText(_known_labels().get(name) or _("填写内容 %(number)d") % {"number": number}, text)
        for number, (name, text) in enumerate(written, start=1)
    )


def _is_prose(text: str) -> bool:
    """Whether a person wrote this: not an identifier, a choice or a key."""
    if not text or _is_uuid(text):
        return False
    return not text.isascii() or any(letter.isspace() for letter in text) or len(text) > 40


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _known_labels() -> dict[str, str]:
    return {"opinion": _("意见"), "title": _("标题"), "reason": _("理由"), "note": _("备注"), "text": _("正文")}


def _title(status: int) -> str:
    """The heading for a status, in the reader's language."""
    return {
        403: _("没有办理权限"),
        409: _("现在不能这样办"),
        422: _("填写的内容需要更正"),
    }.get(status, _("未能办理"))


def _page_before(request: HttpRequest) -> str:
    """The page that the person came from, if it is one of ours."""
    address = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else ""
