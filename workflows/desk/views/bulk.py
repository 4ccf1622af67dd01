"""批量领取 of what was ticked in the inbox, and 批量转办 of what one of the office's people has in hand."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import places
from core.errors import Refused
from core.models import User
from core.pages import keys
from core.pages.forms import Answered
from workflows.desk import bulk, chips, steps
from workflows.desk.bulk_forms import ClaimsForm, HandOverForm
from workflows.desk.views.people import actor_of
from workflows.engine.models import WorkItem

Line = tuple[WorkItem, str, str, chips.Chip]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def claims(request: HttpRequest) -> HttpResponse:
    """What was ticked and lies in nobody's hands; sent, each is taken in hand and has its result."""
    actor = actor_of(request)
    wanted = _keys((request.POST if request.method == "POST" else request.GET).getlist("item"))
    form = ClaimsForm(request.POST or None, initial={"request_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            made = bulk.claim(actor=actor, items=wanted, request_id=form.cleaned_data["request_id"])
            return redirect("desk:batch_done", pk=made.pk)
    lines = _lines(bulk.claimable(actor, wanted))
    context = {"form": form, "lines": lines, "gone": len(set(wanted)) - len(lines)}
    return render(request, "desk/claims.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hand_over(request: HttpRequest) -> HttpResponse:
    """For the head of an organisation: whose items, which of them, to whom and why; anybody else reads who may."""
    actor = actor_of(request)
    people = list(bulk.people_of(actor))
    if not people and request.method == "POST":
        raise Refused(_("只有单位负责人可以转办本单位人员名下的待办"))
    sent = request.POST if request.method == "POST" else request.GET
    giver = next((one for one in people if str(one.pk) == sent.get("giver", "")), None)
    context: dict[str, Any] = {"leads": bool(people), "people": [one for one in people if one.in_hand], "giver": giver}  # type: ignore[attr-defined]
    if giver is None:
        return render(request, "desk/hand_over.html", context)
    others = [one for one in people if one not in (giver, actor)]
    held = list(bulk.in_hand_of(actor, giver))
    takers = bulk.takers(actor, giver, held)
    form = HandOverForm(request.POST or None, people=others, takers=takers, initial={"request_id": uuid4()})
    ticked = _keys(request.POST.getlist("item"))
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            return _handed(actor, giver, form, ticked)
    context |= {"form": form, "lines": _lines(held), "ticked": ticked}
    return render(request, "desk/hand_over.html", context, status=422 if form.errors else 200)


def _handed(actor: User, giver: User, form: HandOverForm, items: list[int]) -> HttpResponse:
    said = form.cleaned_data
    made = bulk.hand_over(
        actor=actor, giver=giver, receiver=form.chosen, items=items, reason=said["reason"],
        request_id=said["request_id"],
    )  # fmt: skip
    return redirect("desk:batch_done", pk=made.pk)


def _lines(items: Any) -> list[Line]:
    return [(item, places.place(item.organisation), steps.title_of(item), chips.chip(item)) for item in items]


def _keys(typed: list[str]) -> list[int]:
    return [found for one in typed if (found := keys.key(one)) is not None]
