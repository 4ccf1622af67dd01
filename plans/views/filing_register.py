"""备案登记簿: every filing that reached an addressee, as its register and as rows of the printed one (D37)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.pages.paging import LongPaginator
from documents import register_views, registries
from plans.forms.filing_register import FilingSearch
from plans.reading import filings_read
from plans.registers import FILED
from plans.views.access import actor_of

PAGE = 50


@require_safe
@login_required
def filing_register(request: HttpRequest) -> HttpResponse:
    """What the reader may see of it, by year and words, newest first."""
    actor = actor_of(request)
    found = (
        filings_read(actor)
        .filter(received_at__isnull=False)
        .select_related(
            "organisation", "filing__version__plan__county", "filing__version__document", "filing__letter", "receipt"
        )
    )
    search = FilingSearch(request.GET)
    shown = search.narrowed(found).defer(
        "filing__letter__content", "filing__version__document__content", "receipt__content"
    )
    kept = registries.kept_by(actor, registries.readable_by(actor))
    context = {
        "page": LongPaginator(shown.order_by("-received_at", "-pk"), PAGE).get_page(request.GET.get("page")),
        "search": search,
        "tabs": register_views.tabs(request),
        "print_form": register_views.print_form(kept),
        "book": FILED,
        "kept": kept,
    }
    return render(request, "plans/filing_register.html", context)
