"""The page of the villages that a plan's money reaches."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from funds import coverage_picture
from funds.coverage import coverage_of
from plans.models import PlanVersion
from plans.services import adjustments
from plans.views.access import actor_of, require_readable
from roles.policies import may_read


@login_required
def coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """Village by village what a version arranges, beside what the version that it adjusts did."""
    version = get_object_or_404(PlanVersion.objects.select_related("plan__county", "dossier"), pk=pk)
    require_readable(request, version.dossier)
    before = adjustments.adjusted(version)
    if before and not may_read(actor_of(request), before.dossier_id):
        before = None
    found = coverage_of(version.plan.county, version, before)
    context = {"version": version, "before": before, "coverage": found, "picture": coverage_picture.drawn(found)}
    return render(request, "funds/coverage.html", context)
