"""The search of the top bar: whatever the person may read, by title, document number, place or pinyin initials."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import search
from roles.holdings import asked_once
from workflows.desk import chips, searching, steps
from workflows.desk.views.people import actor_of


@dataclass(frozen=True)
class Shown:
    """One dossier, what of it was sought besides the title, and where it lies."""

    dossier: searching.Found
    also: list[str]
    lying: list[tuple[str, str, chips.Chip]]


@require_safe
@login_required
def found(request: HttpRequest) -> HttpResponse:
    """At most eight statements, the frame included."""
    typed = request.GET.get("q", "").strip()[: search.LONGEST]
    with asked_once():
        rows = searching.dossiers(actor_of(request), typed)
        hits = searching.beside(actor_of(request), typed) if typed else []
    shown = rows[: searching.SHOWN]
    context = {
        "typed": typed,
        "rows": [_shown(one, typed) for one in shown],
        "more": len(rows) > len(shown),
        "hits": hits[: searching.SHOWN],
        "more_hits": len(hits) > searching.SHOWN,
    }
    return render(request, "desk/search.html", context)


def _shown(found: searching.Found, typed: str) -> Shown:
    words = [search.letters(word) for word in typed.split()]
    others = [line for line in found.texts.splitlines() if line != found.title]
    also = [line for line in others if any(word and word in search.letters(line) for word in words)]
    lying = [
        (
            steps.named(i.unplanned) or steps.title(i.flow_key, i.step),
            i.organisation,
            chips.chip_of(i.due_at, i.not_before, i.suspended_at),
        )
        for i in found.lying
    ]
    return Shown(dossier=found, also=also[:3], lying=lying)
