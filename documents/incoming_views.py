"""The incoming register: signing for what was sent, and entering what came from outside."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.errors import Conflict, Invalid, Refused
from core.models import Organisation
from core.pages.paging import LongPaginator
from documents import books, intake, outside, registries
from documents.enums import Intake
from documents.forms import IncomingSearch
from documents.incoming_forms import Examine, RegisterOutside, SignFor
from documents.models import IncomingDocument
from documents.register_views import PER_PAGE, actor_of, cleaned, print_form, tabs
from roles import policies


@require_safe
@login_required
def incoming(request: HttpRequest) -> HttpResponse:
    """收文登记簿 (D37) of the agencies whose registers the reader may see, what waits for a signature first."""
    actor = actor_of(request)
    organisations = registries.readable_by(actor)
    search = IncomingSearch(request.GET, organisations=organisations)
    mine = registries.received_by(IncomingDocument.objects.register(), organisations)
    kept = registries.kept_by(actor, organisations)
    page = LongPaginator(search.narrowed(mine).defer("document__content"), PER_PAGE)
    shown = {
        "page": page.get_page(request.GET.get("page")),
        "search": search,
        "tabs": tabs(request),
        "print_form": print_form(kept),
        "book": books.RECEIVED,
        "kept": kept,
    }
    return render(request, "documents/incoming.html", shown)


@login_required
def register_outside(request: HttpRequest) -> HttpResponse:
    """来文登记: enter a paper from outside; a form with mistakes comes back as it was typed."""
    actor = actor_of(request)
    kept = registries.kept_by(actor, registries.readable_by(actor))
    if not kept:
        raise Refused(_("只有收发文经办人可以登记来文"))
    own = policies.organisations_of(actor)
    usual = next((pk for pk in kept if pk in own), kept[0])
    agencies = Organisation.objects.filter(pk__in=kept).in_order()
    form = RegisterOutside(
        request.POST or None, agencies=agencies, initial={"organisation": usual, "received_on": clock.today()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            entered = outside.register(actor=actor, organisation=form.cleaned_data["organisation"], paper=form.paper())
        except (Invalid, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已登记来文，收文编号%(seq)d") % {"seq": entered.seq})
            return redirect("documents:incoming")
    context = {"form": form, "tabs": tabs(request)}
    return render(request, "documents/register_outside.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def sign_for(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign for one document."""
    row = _row(request, pk)
    told = cleaned(SignFor(request.POST))
    intake.sign_for(actor=actor_of(request), incoming=row, intake=Intake(told["intake"]), note=told["note"])
    return redirect("documents:incoming")


@require_POST
@login_required
def examine(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept, return or strike off a paper that came from outside."""
    row = _row(request, pk)
    told = cleaned(Examine(request.POST))
    outside.examine(actor=actor_of(request), incoming=row, found=Intake(told["intake"]), note=told["note"])
    return redirect("documents:incoming")


def _row(request: HttpRequest, pk: int) -> IncomingDocument:
    """An entry of a register that the reader may see."""
    return get_object_or_404(IncomingDocument, pk=pk, organisation__in=registries.readable_by(actor_of(request)))
