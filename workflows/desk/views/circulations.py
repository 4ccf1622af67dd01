"""传阅: the tab of what one was sent and has sent, one circulation, and sending one."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.models import Dossier
from core.pages.forms import Answered
from roles import policies
from workflows.desk import circulations
from workflows.desk.circulation_forms import CirculateForm, ReadForm
from workflows.desk.models import CirculationCopy
from workflows.desk.views.inbox import tabs
from workflows.desk.views.people import actor_of

PAGE = 50


@require_safe
@login_required
def circulated(request: HttpRequest) -> HttpResponse:
    """What the actor was sent, or with `sent` what he sent himself."""
    actor = actor_of(request)
    is_sent = "sent" in request.GET
    rows = circulations.sent_by(actor) if is_sent else circulations.copies_of(actor)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"tabs": tabs("circulated"), "page": page, "is_sent": is_sent, "now": clock.now()}
    return render(request, "desk/circulated.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def circulation(request: HttpRequest, pk: int) -> HttpResponse:
    """One circulation: its reader notes that he has read it, its sender sees who has."""
    actor = actor_of(request)
    found = circulations.seen_by(actor, pk)
    if found is None:
        raise Http404
    sent, mine = found
    form = ReadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            circulations.note_read(actor=actor, circulation=pk, said=form.cleaned_data["said"])
            messages.success(request, _("已阅知“%(title)s”") % {"title": sent.title})
            return redirect("desk:circulated")
    elif mine is not None:
        circulations.note_opened(actor=actor, circulation=pk)
    copies = CirculationCopy.objects.filter(circulation=sent).select_related("reader", "organisation").in_order()
    context = {
        "sent": sent,
        "mine": mine,
        "form": form,
        "copies": copies if sent.sent_by_id == actor.pk else None,
        "has_faded": sent.fades_at <= clock.now(),
    }
    return render(request, "desk/circulation.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def circulate(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a dossier, or one of its documents, to others for reading."""
    actor = actor_of(request)
    dossier = Dossier.objects.select_related("owner", "county").filter(pk=pk).first()
    if dossier is None:
        raise Http404
    policies.require_read(actor, dossier)
    form = CirculateForm(
        request.POST or None,
        documents=circulations.documents_of(dossier),
        organisations=circulations.offered(actor),
        people=circulations.colleagues(actor),
        initial={"request_id": uuid4()},
    )
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            sent = circulations.circulate(actor=actor, dossier=dossier, **form.cleaned_data)
            number = sent.copies.count()
            messages.success(
                request, ngettext("已传阅给%(number)s人", "已传阅给%(number)s人", number) % {"number": number}
            )
            return redirect("desk:circulation", sent.pk)
    status = 422 if form.errors else 200
    return render(request, "desk/circulate.html", {"dossier": dossier, "form": form}, status=status)
