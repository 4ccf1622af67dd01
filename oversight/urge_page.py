"""The page of one urge, for whoever began a dossier or sent it on: where it is offered, and what it sends."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import Conflict
from core.models import User
from core.pages.forms import Answered
from oversight import services
from oversight.forms import OneUrgeForm, phrases
from roles import policies
from workflows.desk import borders, chips, steps
from workflows.engine.models import WorkItem


def offered(actor: User, items: Sequence[WorkItem]) -> Mapping[int, str]:
    """The page of each moving item that the actor began or sent on and that cannot be his to decide; no statement on a
    page that asked for his duties."""
    his = [
        item
        for item in items
        if policies.sent_on(actor, item.dossier, item.sender_id)
        and item.suspended_at is None
        and borders.reads_within(actor, item)
    ]
    held = policies.duties_held(actor) if his else set()
    return {
        item.pk: reverse("oversight:urge_one", args=[item.pk]) for item in his if _is_with_others(item, actor, held)
    }


def _is_with_others(item: WorkItem, actor: User, held: Collection[tuple[str, int]]) -> bool:
    """In a colleague's hands, or where the actor has not the duty."""
    return item.claimed_by_id not in (None, actor.pk) or (item.duty, item.organisation_id) not in held


@login_required
@require_http_methods(["GET", "POST"])
def urge_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Urge whoever has an open step, and come back to how its dossier stands; what is refused is said with the words kept. What
    cannot be urged now says why, before anything is written."""
    actor = cast(User, request.user)
    related = ("organisation", "dossier__county", "dossier__owner", "claimed_by")
    item = get_object_or_404(WorkItem.objects.select_related(*related), pk=pk)
    services.require_urger(actor, item)
    chip = chips.chip(item)
    form = OneUrgeForm(request.POST or None, initial={"text": phrases(chip.tone)[0]})
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            services.urge(actor=actor, work_item=item.pk, text=form.cleaned_data["text"])
            messages.success(request, _("已催办%(organisation)s") % {"organisation": item.organisation.name})
            return redirect(f"{reverse('desk:dossier', args=[item.dossier_id])}?tab=progress")
    context = {
        "form": form, "hindrance": "" if form.is_bound else _hindrance(actor, item), "item": item, "step": steps.title_of(item), "chip": chip,
        "urges": item.urges.select_related("actor").newest_first(),
    }  # fmt: skip
    return render(request, "oversight/urge_one.html", context, status=422 if form.errors else 200)


def _hindrance(actor: User, item: WorkItem) -> str:
    """Why the step cannot be urged now; empty where it can."""
    try:
        services.require_due(actor, item)
    except Conflict as refusal:
        return refusal.message
    return ""
