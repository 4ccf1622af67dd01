"""Public pages without log-in: notices, announcements, objections (六（四）)."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock, throttle
from core.pages.paging import LongPaginator
from core.pages.parts import Tab
from disclosure.forms import ObjectionForm
from documents import archive
from documents.enums import RenderState
from documents.models import IssuedDocument
from funds import coverage_picture
from funds.coverage import coverage_of
from plans.enums import NoticeKind
from plans.models import Notice, PlanVersion
from plans.papers.cells import HOTLINE
from plans.services import notices as services
from plans.services.announced import beside

PAGE = 30
OBJECTIONS_AN_HOUR = 5


@login_not_required
def notices(request: HttpRequest) -> HttpResponse:
    """What runs today, newest first; with `past`, every announcement there was: they stay public for good."""
    today, words, is_past = clock.today(), request.GET.get("q", "").strip(), "past" in request.GET
    listed = Notice.objects.announced(today) if is_past else Notice.objects.current(today)
    found = listed.select_related("organisation", "county")
    if words:
        found = found.filter(
            Q(title__icontains=words) | Q(organisation__name__icontains=words) | Q(county__name__icontains=words)
        )
    page = LongPaginator(found, PAGE).get_page(request.GET.get("page"))
    return render(
        request, "disclosure/notices.html", {"page": page, "q": words, "is_past": is_past, "tabs": _tabs(is_past)}
    )


def _tabs(is_past: bool) -> tuple[Tab, ...]:
    address = reverse("disclosure:notices")
    return (
        Tab(_("正在公示"), address, is_current=not is_past),
        Tab(_("历次公告"), f"{address}?past", is_current=is_past),
    )


@login_not_required
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice and, while it runs, the form for objections."""
    shown = Notice.objects.select_related("organisation", "county", "document", "replaced_by")
    found = get_object_or_404(shown, pk=pk)
    takes_objections = services.takes_objections(found)
    form = ObjectionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            if takes_objections:
                throttle.admit("objection", throttle.source_of(request), limit=OBJECTIONS_AN_HOUR)
            services.object_to(notice=found, **form.cleaned_data)
            messages.success(
                request,
                _("异议已收到，将在%(days)d个工作日内调查处理。也可拨打12317。") % {"days": settings.OBJECTION_DAYS},
            )
            return redirect("disclosure:notice", pk)
        status = 422
    context = {
        "notice": found,
        "form": form,
        "takes_objections": takes_objections,
        "announced": services.announced_document(found),
        "beside": beside(found),
        "own_phone": found.contact if found.contact != HOTLINE else "",
        "hotline": HOTLINE,
    }
    return render(request, "disclosure/notice.html", context, status=status)


@login_not_required
def coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """Which villages an announced plan reaches, from the day it is posted and where everybody may read that plan."""
    posted = Notice.objects.filter(posted_on__lte=clock.today(), kind=NoticeKind.PLAN)
    found = get_object_or_404(posted, pk=pk)
    if services.announced_document(found) is None:
        raise Http404
    version = get_object_or_404(PlanVersion.objects.select_related("plan__county"), dossier=found.dossier_id)
    reached = coverage_of(version.plan.county, version)
    context = {
        "notice": found, "version": version, "coverage": reached, "picture": coverage_picture.drawn(reached),
    }  # fmt: skip
    return render(request, "disclosure/coverage.html", context)


@login_not_required
def notice_document(request: HttpRequest, pk: int) -> FileResponse:
    """The notice as it was printed, from the day it is posted; a document that is not 主动公开 is not served."""
    posted = Notice.objects.filter(posted_on__lte=clock.today())
    found = get_object_or_404(posted, pk=pk)
    printed = IssuedDocument.objects.open_to_public().filter(render_state=RenderState.DONE)
    document = get_object_or_404(printed, pk=found.document_id)
    return FileResponse(archive.path_of(document.file_sha256).open("rb"), content_type="application/pdf")
