"""The page of flows by their deadlines as a whole."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.errors import Refused
from core.models import User
from oversight import areas, whole_flows


@require_safe
@login_required
def flows(request: HttpRequest) -> HttpResponse:
    """What is under way in the supervisor's area; `?late=1` shows what is late only."""
    supervised = areas.areas_of(cast(User, request.user)).supervised
    if not supervised:
        raise Refused(_("只有督查人员可以查看督办"))
    only_late = request.GET.get("late") == "1"
    found = whole_flows.listed(supervised, only_late=only_late, page=request.GET.get("page", "1"))
    return render(request, "oversight/flows.html", {"found": found, "only_late": only_late})
