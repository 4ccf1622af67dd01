"""The page of who could approve his own plan."""

from __future__ import annotations

import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock
from workflows.desk import separation_report
from workflows.desk.views.people import actor_of


@require_safe
@login_required
def separation(request: HttpRequest) -> HttpResponse:
    """One county (`?county=`, else the first of the actor's where somebody is appointed) on one day (`?on=`, else today)."""
    counties = separation_report.counties_of(actor_of(request))
    asked = request.GET.get("county", "")
    county = (
        next((one for one in counties if str(one.pk) == asked), None)
        if asked
        else separation_report.first_staffed(counties)
    )
    if county is None:
        raise Http404
    context = {"counties": counties, "shown": separation_report.shown(county, _day(request.GET.get("on", "")))}
    return render(request, "desk/separation.html", context)


def _day(written: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        return clock.today()
