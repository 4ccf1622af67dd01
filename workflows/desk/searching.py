"""What the search of the top bar finds, in its order."""

from __future__ import annotations

from django.db.models import F, Prefetch, QuerySet

from core import search
from core.models import Dossier, User
from roles import policies
from workflows.engine.models import WorkItem

SHOWN = 50


def dossiers(actor: User, typed: str) -> QuerySet[Dossier]:
    """The first dossiers that the actor may read and that have every word typed: those under way, then the newest.

    One more than is shown, which tells that there are more. Each comes with `lying`, its open work items; nothing
    typed finds nothing.
    """
    readable = policies.readable(actor, Dossier.objects.all())
    lying = WorkItem.objects.open().select_related("organisation").order_by("opened_at", "pk")
    ordered = search.matching(readable, typed).order_by(F("closed_at").desc(nulls_first=True), "-opened_at", "-pk")
    related = ordered.select_related("owner", "search")
    return related.prefetch_related(Prefetch("work_items", queryset=lying, to_attr="lying"))[: SHOWN + 1]
