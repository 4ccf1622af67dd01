"""Who is about to hold duties that exclude each other on one dossier (职责分离): told before he is appointed.

It forbids nothing: an office may be held beside another, and the engine refuses the second step of one dossier.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise

from roles.duties import Duty
from roles.models import Appointment, AppointmentRequest
from roles.rules import Tenure
from roles.separation import between


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Two duties that would exclude each other, the office in which the one is held, and why."""

    held: Duty
    wanted: Duty
    office: str
    reason: str | Promise


def exclusions(requests: Collection[AppointmentRequest]) -> list[list[Exclusion]]:
    """For each request, kept or not yet: what the person would hold beside it. Four statements however many.

    Offices of other periods and of other counties, whose dossiers are not the same, are left out.
    """
    rows = Appointment.objects.filter(user__in={asked.user_id for asked in requests}).order_by("pk")
    held: dict[int, list[Appointment]] = defaultdict(list)
    for row in rows.select_related("post__organisation").prefetch_related("post__duties"):
        held[row.user_id].append(row)
    return [[found for row in held[asked.user_id] for found in _between(asked, row)] for asked in requests]


def _between(asked: AppointmentRequest, row: Appointment) -> list[Exclusion]:
    counties = {asked.post.organisation.county_id, row.post.organisation.county_id}
    is_far = len(counties) > 1 and None not in counties
    is_then = Tenure(asked.starts_on, asked.ends_on).overlaps(Tenure(row.starts_on, row.ends_on))
    if row.post_id == asked.post_id or is_far or not is_then:
        return []
    had = {entry.duty for entry in row.post.duties.all()}
    new = {entry.duty for entry in asked.post.duties.all()}
    office = f"{row.post.organisation.name} {row.post.title}"
    return [
        Exclusion(*((p.one, p.other) if p.one in had and p.other in new else (p.other, p.one)), office, p.reason)
        for p in between(had, new)
    ]
