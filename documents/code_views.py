"""机关代字: what each agency numbers with, and who registers, corrects or ends it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation
from core.pages.forms import Answered
from documents import agency_codes
from documents.code_forms import CorrectCode, EndCode, RegisterCode
from documents.code_keepers import Keeper, keepers_of
from documents.models import DocumentCode
from documents.register_views import PER_PAGE, actor_of, tabs
from roles import policies

OWN = 5
"""So many agencies of a reader are told who registers their codes; few serve in more."""


@require_safe
@login_required
def codes(request: HttpRequest) -> HttpResponse:
    """The agencies whose codes the reader may register, each with those in force."""
    words = request.GET.get("q", "").strip()
    found = agency_codes.registrable_by(actor_of(request))
    if words:
        found = found.filter(official_name__icontains=words)
    in_force = Prefetch("document_codes", DocumentCode.objects.in_force(clock.today()), to_attr="in_force")
    page = Paginator(found.prefetch_related(in_force), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "q": words,
        "tabs": tabs(request),
        "own": [] if words or page.object_list else _own(request),
    }
    return render(request, "documents/codes.html", context)


def _own(request: HttpRequest) -> list[tuple[Organisation, list[Keeper]]]:
    """The reader's own agencies, each with who registers its codes."""
    places = Organisation.objects.filter(pk__in=policies.organisations_of(actor_of(request))).in_order()
    return [(place, keepers_of(place)) for place in places[:OWN] if place.kind != OrganisationKind.VILLAGE]


@require_safe
@login_required
def codes_of(request: HttpRequest, organisation: int) -> HttpResponse:
    """The codes of one agency, those that have ended too; forms for who may use them."""
    return _shown(request, get_object_or_404(Organisation, pk=organisation))


@require_POST
@login_required
def register_code(request: HttpRequest, organisation: int) -> HttpResponse:
    """Register a code; a form with mistakes comes back as it was typed."""
    found = get_object_or_404(Organisation, pk=organisation)
    form = RegisterCode(request.POST)
    if form.is_valid():
        with Answered(form):
            made = agency_codes.register(actor=actor_of(request), organisation=found, **form.cleaned_data)
            messages.success(request, _("已登记机关代字“%(code)s”") % {"code": made})
            return redirect("documents:codes_of", found.pk)
    return _shown(request, found, form)


@require_POST
@login_required
def correct_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend a code that nothing was numbered with."""
    found = get_object_or_404(DocumentCode.objects.select_related("organisation"), pk=pk)
    form = CorrectCode(request.POST)
    if form.is_valid():
        with Answered(form):
            mended = agency_codes.correct(actor=actor_of(request), code=found, written=form.cleaned_data["code"])
            messages.success(request, _("机关代字已更正为“%(code)s”") % {"code": mended})
            return redirect("documents:codes_of", found.organisation_id)
    return _shown(request, found.organisation, mistaken=form)


@require_POST
@login_required
def end_code(request: HttpRequest, pk: int) -> HttpResponse:
    """End a code with a day."""
    found = get_object_or_404(DocumentCode.objects.select_related("organisation"), pk=pk)
    form = EndCode(request.POST)
    if form.is_valid():
        with Answered(form):
            ended = agency_codes.end(actor=actor_of(request), code=found, ends_on=form.cleaned_data["ends_on"])
            messages.success(request, _("机关代字“%(code)s”将于所定日期停用") % {"code": ended})
            return redirect("documents:codes_of", found.organisation_id)
    return _shown(request, found.organisation, mistaken=form)


def _shown(
    request: HttpRequest,
    organisation: Organisation,
    form: RegisterCode | None = None,
    mistaken: CorrectCode | EndCode | None = None,
) -> HttpResponse:
    """One agency's page; a mistake in one of the small forms stands above the table."""
    actor = actor_of(request)
    wrong = form or mistaken
    context = {
        "organisation": organisation,
        "rows": organisation.document_codes.order_by("use", "ends_on", "pk"),
        "form": (form or RegisterCode()) if form or agency_codes.may_register(actor, organisation) else None,
        "may_keep": agency_codes.may_keep(actor, organisation),
        "mistakes": [said for told in mistaken.errors.values() for said in told] if mistaken else [],
        "today": clock.today(),
        "keepers": keepers_of(organisation),
        "tabs": tabs(request),
    }
    return render(request, "documents/codes_of.html", context, status=422 if wrong and wrong.errors else 200)
