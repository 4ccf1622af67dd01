"""The supervisor's list of work that nobody is there for (无人办理)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.models import User
from oversight import areas
from roles.duties import Duty
from workflows.desk import chips, steps
from workflows.desk.chips import Chip
from workflows.engine.models import WorkItem
from workflows.engine.models.work_items import WorkItemQuerySet
from workflows.engine.unattended import at_vacant_posts

ROWS = 50


@dataclass(frozen=True)
class Row:
    """One item, with its step, the duty that nobody has, and its light."""

    item: WorkItem
    step: str
    duty: str
    due: Chip


@require_safe
@login_required
def unattended(request: HttpRequest) -> HttpResponse:
    """What lies in the supervisor's area where nobody has its duty, the least time left first."""
    paths = areas.supervised(cast(User, request.user))
    page, rows = listed(paths, request.GET.get("page", "1"))
    return render(request, "oversight/unattended.html", {"page": page, "rows": rows})


def listed(paths: tuple[str, ...], page: str) -> tuple[Page[WorkItem], Sequence[Row]]:
    """One page of it; four statements however many."""
    lying: WorkItemQuerySet = WorkItem.objects.filter(areas.within(paths, "organisation__path"))
    related = at_vacant_posts(lying).select_related("dossier", "organisation", "county")
    found = Paginator(related.by_urgency(), ROWS).get_page(page)
    return found, [Row(item, steps.title_of(item), str(Duty(item.duty).label), chips.chip(item)) for item in found]
