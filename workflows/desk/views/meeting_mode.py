"""会议模式: one item of the agenda at a time, to be seen by the whole room and recorded with the keys."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import Conflict, DomainError, Invalid, Stale
from core.pages.refusals import told
from workflows.desk import meetings, steps
from workflows.desk.models import AgendaItem, Meeting
from workflows.desk.sittings import Sitting
from workflows.desk.views import meeting_records
from workflows.desk.views.meetings import found, keeps
from workflows.desk.views.people import actor_of

ACTS = {"deliberate": meeting_records.deliberate, "clear": meeting_records.clear}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def item(request: HttpRequest, pk: int, seq: int) -> HttpResponse:
    """One item, to whoever may look into the meeting; recorded by whoever keeps its minutes, who comes to the next that
    has no result. An item that was struck off leads back to the meeting."""
    actor = actor_of(request)
    held = found(actor, pk)
    agenda = list(held.agenda.select_related("work_item__dossier__owner").prefetch_related("votes__user").in_order())
    row = next((one for one in agenda if one.seq == seq), None)
    if row is None:
        messages.warning(request, _("议程中没有第%(seq)d项议题，可能已撤下") % {"seq": seq})
        return redirect("desk:meeting", pk)
    if request.method != "POST":
        return _page(request, held, agenda, row)
    act = request.POST.get("action", "")
    if act not in ACTS or request.POST.get("item") != str(row.pk):
        raise Http404
    try:
        messages.success(request, ACTS[act](actor, held, request.POST))
    except (Invalid, Conflict, Stale) as refusal:
        row = AgendaItem.objects.select_related("work_item__dossier__owner").get(pk=row.pk)
        return _page(request, held, agenda, row, refusal)
    return redirect(_next(held, row) if act == "deliberate" else request.path)


def _next(held: Meeting, row: AgendaItem) -> str:
    """The next item without a result, beginning anew behind the last; the meeting where all have one."""
    waiting = [one.seq for one in held.agenda.filter(result="").in_order()]
    ahead = [seq for seq in waiting if seq > row.seq] or waiting
    if not ahead:
        return f"{reverse('desk:meeting', args=[held.pk])}#agenda"
    return reverse("desk:meeting_item", args=[held.pk, ahead[0]])


def _page(
    request: HttpRequest, held: Meeting, agenda: list[AgendaItem], row: AgendaItem, refusal: DomainError | None = None
) -> HttpResponse:
    sitting, place = Sitting(held), [one.seq for one in agenda].index(row.seq)
    records = keeps(actor_of(request), held) and meetings.has_begun(held) and row.work_item.is_open
    typed = request.POST if refusal and request.POST.get("action") == "deliberate" else None
    voters = len(sitting.voters(row.seq))
    against = sitting.against(row.seq) if sitting.is_registered else None
    context: dict[str, Any] = {
        "meeting": held,
        "agenda": agenda,
        "item": row,
        "dossier": row.work_item.dossier,
        "step": steps.title(row.work_item.flow_key, row.work_item.step),
        "place": place + 1,
        "earlier": agenda[place - 1] if place else None,
        "further": agenda[place + 1] if place + 1 < len(agenda) else None,
        "sitting": sitting,
        "members": len(sitting.members),
        "present": sitting.present(row.seq),
        "needed": voters // 2 + 1,
        "against": against,
        "may_record": records and sitting.is_registered and (against is None or refusal is not None),
        "keeps": records,
        "form": meeting_records.deliberation(row, sitting, typed),
        "error": told(refusal) if refusal else "",
    }
    return render(request, "desk/meeting_item.html", context, status=refusal.status if refusal else 200)
