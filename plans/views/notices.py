"""Notices from inside: what runs, what was objected, and answering it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.pages.forms import Answered
from core.pages.paging import LongPaginator
from plans.forms.plan import ObjectionFindingForm
from plans.models import Notice, Objection
from plans.objections import due_on, waiting_for
from plans.services import notices as services
from plans.services.upheld import listed
from plans.views.access import actor_of, require_readable
from roles.duties import Duty
from roles.policies import may, require, who_may
from roles.rows import rows_read

PAGE = 50


@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """Notices of the dossiers the reader may read, and the objections that wait for him."""
    actor = actor_of(request)
    found = rows_read(actor, Notice.objects.with_objections()).select_related("organisation")
    waiting = waiting_for(actor).select_related("notice__organisation").order_by("received_at")[:PAGE]
    context = {
        "page": LongPaginator(found.order_by("-posted_on", "-pk"), PAGE).get_page(request.GET.get("page")),
        "waiting": [(objection, due_on(objection)) for objection in waiting],
    }
    return render(request, "plans/notices.html", context)


@login_required
def notice_objections(request: HttpRequest, pk: int) -> HttpResponse:
    """What was objected to one notice, what came of it and with whom it lies; names and contacts are the handler's."""
    found = get_object_or_404(Notice.objects.select_related("dossier", "organisation", "replaced_by"), pk=pk)
    require_readable(request, found.dossier)
    objections = found.objections.select_related("handler").prefetch_related("projects").order_by("-received_at", "-pk")
    page = Paginator(objections, PAGE).get_page(request.GET.get("page"))
    context = {
        "notice": found,
        "page": page,
        "lines": [(objection, due_on(objection)) for objection in page],
        "may_handle": may(actor_of(request), Duty.HANDLE_OBJECTION, found.organisation),
        "handlers": who_may(Duty.HANDLE_OBJECTION, found.organisation),
    }
    return render(request, "plans/notice_objections.html", context)


@login_required
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection with its contact, for the handler only, and the answer to it."""
    found = get_object_or_404(Objection.objects.select_related("notice__organisation", "notice__document"), pk=pk)
    actor = actor_of(request)
    require(actor, Duty.HANDLE_OBJECTION, found.notice.organisation)
    form = ObjectionFindingForm(request.POST or None, listed=listed(found.notice))
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            services.close_objection(actor=actor, objection=pk, **form.cleaned_data)
            messages.success(request, _("异议已办结"))
            return redirect("plans:notices")
    context = {"objection": found, "due_on": due_on(found), "form": form}
    return render(request, "plans/objection.html", context, status=422 if form.errors else 200)
