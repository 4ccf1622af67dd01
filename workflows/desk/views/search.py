"""The search of the top bar: whatever the person may read, by title, document number, place or pinyin initials."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import F, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import search
from core.models import Dossier
from roles import policies
from workflows.desk import chips, steps
from workflows.desk.views.people import actor_of
from workflows.engine.models import WorkItem

SHOWN = 50


@dataclass(frozen=True)
class Found:
    """One dossier, what of it was sought besides the title, and where it lies."""

    dossier: Dossier
    also: list[str]
    lying: list[tuple[str, str, chips.Chip]]


@require_safe
@login_required
def found(request: HttpRequest) -> HttpResponse:
    """At most eight statements, the frame included."""
    typed = request.GET.get("q", "").strip()[: search.LONGEST]
    readable = policies.readable(actor_of(request), Dossier.objects.all())
    rows = list(_rows(search.matching(readable, typed))) if typed else []
    context = {"typed": typed, "rows": [_found(one, typed) for one in rows[:SHOWN]], "more": len(rows) > SHOWN}
    return render(request, "desk/search.html", context)


def _rows(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """What is still under way first, then the newest."""
    lying = WorkItem.objects.open().select_related("organisation").order_by("opened_at", "pk")
    ordered = dossiers.order_by(F("closed_at").desc(nulls_first=True), "-opened_at", "-pk")
    related = ordered.select_related("owner", "search")
    return related.prefetch_related(Prefetch("work_items", queryset=lying, to_attr="lying"))[: SHOWN + 1]


def _found(dossier: Dossier, typed: str) -> Found:
    words = [search.letters(word) for word in typed.split()]
    others = [line for line in dossier.search.texts.splitlines() if line != dossier.title]
    also = [line for line in others if any(word and word in search.letters(line) for word in words)]
    lying = dossier.lying  # type: ignore[attr-defined]  # prefetched by `_rows`
    return Found(
        dossier=dossier,
        also=also[:3],
        lying=[(steps.title(i.flow_key, i.step), i.organisation.name, chips.chip(i)) for i in lying],
    )
