"""Filings: the county's view of its addressees, the province's view of what was sent to it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from core.pages.paging import LongPaginator
from documents.readers import carried_by
from plans.enums import AddresseeState
from plans.models import Filing
from plans.reading import filings_read
from plans.services.filings import shows_unsent_answers
from plans.views.access import actor_of

PAGE = 50


@login_required
def filings(request: HttpRequest) -> HttpResponse:
    """Every addressee's handling that the reader may read, by state."""
    found = filings_read(actor_of(request)).select_related(
        "organisation", "filing__version__plan__county", "filing__letter", "receipt", "dossier"
    )
    found = found.defer("filing__letter__content", "receipt__content")
    state = request.GET.get("state", "")
    if state in AddresseeState.values:
        found = found.filter(state=state)
    page = LongPaginator(found.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "plans/filings.html", {"page": page, "state": state, "states": AddresseeState.choices})


@login_required
def filing(request: HttpRequest, pk: int) -> HttpResponse:
    """One filing: what every addressee the reader may read has done with it."""
    actor = actor_of(request)
    addressees = filings_read(actor).filter(filing=pk).select_related("organisation", "receipt")
    filings_ = Filing.objects.with_progress().select_related("version__plan__county", "letter")
    listed = addressees.order_by("pk").prefetch_related("findings__item__project__proposer")
    found = get_object_or_404(filings_.prefetch_related(Prefetch("addressees", listed)), pk=pk)
    if not found.addressees.all():
        raise Http404
    context = {
        "filing": found,
        "carried": carried_by(found.letter),
        "shows_unsent": shows_unsent_answers(actor, found.version.plan.county),
    }
    return render(request, "plans/filing.html", context)
