"""Drafts of the documents that are signed, checked or registered, for whoever may see the item or the meeting."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from documents import previews
from documents.drafts import Draft
from workflows.desk import bodies, minutes, unissued
from workflows.desk.views.people import actor_of
from workflows.desk.views.task_page import at_desk


@require_safe
@login_required
def of_task(request: HttpRequest, pk: int, kind: str, number: int | None = None) -> HttpResponseBase:
    """The draft of that kind as a file; of several, and of one with a remark, a list of them, each with its `number`."""
    desk = at_desk(actor_of(request), pk)
    found = unissued.kind(desk.item, kind)
    if found is None:
        raise Http404
    drafts = unissued.drafts(desk.item, desk.actor, found)
    if number is None and (len(drafts) > 1 or drafts[0].remark):
        context = {"item": desk.item, "kind": found, "drafts": drafts}
        part = "links" if request.headers.get("HX-Request") else "list"
        return render(request, f"desk/task_draft_{part}.html", context)
    if not 1 <= (number or 1) <= len(drafts):
        raise Http404
    return shown(request, drafts[(number or 1) - 1])


@require_safe
@login_required
def of_meeting(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The minutes as the chair would sign them now."""
    actor = actor_of(request)
    held = bodies.visible(actor).select_related("body__county", "chair", "secretary").filter(pk=pk).first()
    if held is None:
        raise Http404
    return shown(request, minutes.draft(held, actor))


def shown(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """The file, or for a page that asks for it pictures of its first pages; not printed again while it is the same."""
    tag = quote_etag(f"{draft.digest()}-{'pictures' if request.headers.get('HX-Request') else 'file'}")
    held = get_conditional_response(request, etag=tag)
    response: HttpResponseBase = held if held is not None else _made(request, draft)
    response["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _made(request: HttpRequest, draft: Draft) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "documents/preview_pages.html", {"pictures": previews.pictures_of(draft)})
    response = HttpResponse(draft.pdf(), content_type="application/pdf")
    name = f"草稿 {draft.title}{f'（{draft.label}）' if draft.label else ''}.pdf"
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name, safe='')}"
    return response
