"""Pages of the pool: the counties' pools, one of them, and its reconciliation."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from core.models import Organisation, User
from funds import coverage_picture, pool_picture
from funds.coverage import coverage_of
from funds.models import FundSource
from funds.pool import pool_of
from funds.reading import counties_of
from funds.reconciling import reconciled

PAGE = 50


@login_required
def pools(request: HttpRequest) -> HttpResponse:
    """Every county's year that has money and that the reader follows, the last year first."""
    actor = cast(User, request.user)
    found = FundSource.objects.filter(county__in=counties_of(actor)).values("county", "county__name", "year")
    summed = found.annotate(amount=Sum("amount"), integrable=Sum("integrable")).order_by("-year", "county__path")
    page = Paginator(summed, PAGE).get_page(request.GET.get("page"))
    return render(request, "funds/pools.html", {"page": page})


@login_required
def pool(request: HttpRequest, county: int, year: int) -> HttpResponse:
    """Water in, in the pool, water out, and what is left."""
    found = pool_of(_county(request, county), year, cast(User, request.user))
    coverage = coverage_of(found.county, found.version) if found.version else None
    names = {line.source.pk: line.source.name for line in found.lines}
    context = {
        "pool": found,
        "picture": pool_picture.drawn(found),
        "coverage": coverage,
        "tiles": coverage_picture.drawn(coverage) if coverage else None,
        "streams": [(names[one.source], one) for one in found.drawn],
    }
    return render(request, "funds/pool.html", context)


@login_required
def reconciliation(request: HttpRequest, county: int, year: int) -> HttpResponse:
    """Source, pool, department and item against each other, and what is to be done."""
    found = reconciled(_county(request, county), year, cast(User, request.user))
    return render(request, "funds/reconciliation.html", {"found": found})


def _county(request: HttpRequest, county: int) -> Organisation:
    """404 for what the reader may not know to exist."""
    return get_object_or_404(counties_of(cast(User, request.user)), pk=county)
