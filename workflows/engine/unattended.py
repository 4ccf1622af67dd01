"""空岗: work that lies at an organisation where nobody has its duty.

The rule: it is offered all the same and waits, its limit runs, nothing passes it on by itself. Whoever heads the
organisation and the administrators of the place are told, the supervisor lists it, and whoever is appointed or entrusted
finds it in his inbox.
"""

from __future__ import annotations

import datetime
from collections import defaultdict

from django.db.models import Exists, OuterRef, Q, QuerySet

from roles import origins, policies
from workflows.engine.models import WorkItem
from workflows.engine.models.work_items import WorkItemQuerySet


def attended(now: datetime.datetime | None = None, today: datetime.date | None = None) -> Exists:
    """Whether somebody has the duty of the outer work item at its organisation, now or then, by a post or for its
    holder."""
    there = origins.held(None, now, today).filter(
        permission__codename=OuterRef("duty"), content_object=OuterRef("organisation")
    )  # fmt: skip
    return Exists(there)


def unattended(
    rows: QuerySet[WorkItem], now: datetime.datetime | None = None, today: datetime.date | None = None
) -> QuerySet[WorkItem]:
    """Of these items those that are open and not suspended, and that nobody may decide."""
    return rows.filter(~attended(now, today), closed_at__isnull=True, suspended_at__isnull=True)


def at_vacant_posts(rows: WorkItemQuerySet) -> WorkItemQuerySet:
    """The same, where the rows are many: their places are asked first, which are few. Two statements now, one when the
    result is read."""
    lying = rows.filter(closed_at__isnull=True, suspended_at__isnull=True)
    places = list(lying.order_by("organisation", "duty").values_list("duty", "organisation").distinct())
    held = policies.holders(places) if places else {}
    vacant: dict[str, list[int]] = defaultdict(list)
    for duty, organisation in places:
        if not held[duty, organisation]:
            vacant[duty].append(organisation)
    condition = Q(pk__in=())
    for duty, organisations in vacant.items():
        condition |= Q(duty=duty, organisation__in=organisations)
    return lying.filter(condition)
