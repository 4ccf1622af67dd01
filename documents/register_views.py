"""What the registers share, the numbers of an office, and what their keeper does in them."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.enums import DossierKind
from core.errors import Invalid
from core.models import Dossier, Organisation, User
from core.pages.parts import Tab
from documents import books, numbers, readers, registries, voiding
from documents.forms import PrintBook, Reason, Reserve, VoidDecision
from documents.models import DocumentCode, IssuedDocument, NumberReservation, VoidRequest
from roles import policies

PER_PAGE = 50


def tabs(request: HttpRequest) -> tuple[Tab, ...]:
    """The registers, the shown one marked, and the numbers."""
    named = [(book.label, reverse(book.url_name)) for book in books.books()]
    named.append((_("文号"), reverse("documents:numbers")))
    named.append((_("机关代字"), reverse("documents:codes")))
    return tuple(Tab(label, url, url == request.path) for label, url in named)


def print_form(kept: Collection[int]) -> PrintBook:
    """The form beside a register that prints this year of it, for who keeps one of these organisations' registers."""
    today = clock.today()
    year = {"starts_on": datetime.date(today.year, 1, 1), "ends_on": today}
    return PrintBook(initial=year, organisations=Organisation.objects.filter(pk__in=kept).in_order())


def facts(request: HttpRequest, document: IssuedDocument) -> dict[str, object]:
    """What the registers say of a document; the parts of its handling are for people of the offices."""
    told: dict[str, object] = {
        "co_issuers": document.co_issuers.order_by("seq"),
        "replaced_by": document.replaced_by.order_by("pk"),
        "carried": readers.carried_by(document),
    }
    if not isinstance(request.user, User):
        return told
    asked = list(document.void_requests.select_related("requested_by", "decided_by").order_by("pk"))
    return told | {
        "deliveries": document.deliveries.select_related("organisation").order_by("organisation__path"),
        "reservation": NumberReservation.objects.filter(document=document).select_related("reserved_by").first(),
        "void_requests": asked,
        "open_request": next((one for one in asked if one.decided_at is None), None),
        "may_request_void": not document.is_void and registries.keeps(request.user, document.issuer),
        "may_decide_void": policies.leads(request.user, document.issuer),
    }


@require_safe
@login_required
def number_series(request: HttpRequest) -> HttpResponse:
    """The series of the offices whose registers the reader may see, with every reservation and its end."""
    actor = actor_of(request)
    return _numbers(request, Reserve(codes=_codes_kept(actor), dossiers=_dossiers(actor)))


@require_POST
@login_required
def reserve(request: HttpRequest) -> HttpResponse:
    """Reserve this year's next number of a series; a form with mistakes comes back as it was typed."""
    actor, codes = actor_of(request), DocumentCode.objects.select_related("organisation").order_by("code")
    form = Reserve(request.POST, codes=codes, dossiers=_dossiers(actor))
    if not form.is_valid():
        return _numbers(request, form)
    reserved = numbers.reserve(actor=actor, **form.cleaned_data)
    messages.success(request, _("已预留文号%(number)s") % {"number": reserved})
    return redirect("documents:numbers")


def _codes_kept(actor: User) -> QuerySet[DocumentCode]:
    """The codes under which the actor's offices number."""
    kept = registries.kept_by(actor, registries.readable_by(actor))
    in_force = DocumentCode.objects.in_force(clock.today()).filter(organisation__in=kept)
    return in_force.select_related("organisation").order_by("code")


def _dossiers(actor: User) -> QuerySet[Dossier]:
    """The plans and filings under way that the actor may read."""
    under_way = Dossier.objects.filter(closed_at__isnull=True, kind__in=(DossierKind.PLAN, DossierKind.FILING))
    return policies.readable(actor, under_way).order_by("-opened_at", "-pk")


def _numbers(request: HttpRequest, form: Reserve) -> HttpResponse:
    actor = actor_of(request)
    organisations = registries.readable_by(actor)
    codes = DocumentCode.objects.filter(organisation__in=organisations).select_related("organisation").order_by("code")
    reserved = NumberReservation.objects.filter(code__in=codes).select_related("code", "document", "reserved_by")
    kept, year = registries.kept_by(actor, organisations), clock.today().year
    begun = Paginator(numbers.series_of(codes, year), PER_PAGE).get_page(request.GET.get("series"))
    shown = {
        "begun": begun,
        "series": numbers.standings(begun, year),
        "page": Paginator(reserved.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page")),
        "tabs": tabs(request),
        "kept": kept,
        "form": form if kept else None,
        "year": year,
    }
    return render(request, "documents/numbers.html", shown, status=422 if form.errors else 200)


@require_POST
@login_required
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a reserved number with its reason."""
    reservation = get_object_or_404(NumberReservation, pk=pk)
    numbers.give_up(actor=actor_of(request), reservation=reservation, reason=cleaned(Reason(request.POST))["reason"])
    return redirect("documents:numbers")


@require_POST
@login_required
def request_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a document be voided."""
    document = get_object_or_404(IssuedDocument, pk=pk)
    voiding.request(actor=actor_of(request), document=document, reason=cleaned(Reason(request.POST))["reason"])
    return redirect("documents:document", pk)


@require_POST
@login_required
def decide_void(request: HttpRequest, pk: int) -> HttpResponse:
    """The head's answer to a request to void."""
    asked = get_object_or_404(VoidRequest, pk=pk)
    told = cleaned(VoidDecision(request.POST))
    voiding.decide(actor=actor_of(request), void_request=asked, consents=told["consents"], opinion=told["opinion"])
    return redirect("documents:document", asked.document_id)


@require_POST
@login_required
def print_book(request: HttpRequest, key: str) -> HttpResponse:
    """Issue a register as a document (D37) and show it."""
    actor = actor_of(request)
    told = cleaned(PrintBook(request.POST, organisations=registries.readable_by(actor)))
    document = books.print_book(actor=actor, key=key, **told)
    return redirect("documents:document", document.pk)


def actor_of(request: HttpRequest) -> User:
    """Who is logged in."""
    return cast(User, request.user)


def cleaned(form: Form) -> dict[str, Any]:
    """What a short form says. Raises Invalid with every mistake named."""
    if not form.is_valid():
        raise Invalid(
            "；".join(f"{form[name].label}：{' '.join(map(str, told))}" for name, told in form.errors.items())
        )
    return form.cleaned_data
