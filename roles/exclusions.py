"""Who is about to hold duties that exclude each other on one dossier (职责分离): told before he is appointed or entrusted.

It forbids nothing: an office may be held beside another, and the engine refuses the second step of one dossier.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core import clock
from core.deadlines import day_of
from core.models import User
from roles.duties import Duty
from roles.models import Appointment, AppointmentRequest, Delegation
from roles.rules import Tenure
from roles.separation import between


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Two duties that would exclude each other, the office in which the one is held, and why."""

    held: Duty
    wanted: Duty
    office: str
    reason: str | Promise


@dataclass(frozen=True, slots=True)
class _Office:
    """What somebody has or is to have: duties in a county (None above the counties) for a time, by a post or for its
    holder."""

    duties: frozenset[str]
    county: int | None
    tenure: Tenure
    name: str = ""
    post: int | None = None


def exclusions(requests: Collection[AppointmentRequest]) -> list[list[Exclusion]]:
    """For each request, kept or not yet: what the person would hold beside it, by posts of his own and for those whom he
    deputises. Six statements however many.

    Offices of other periods and of other counties, whose dossiers are not the same, are left out.
    """
    held = _held({asked.user_id for asked in requests})
    return [_beside(_asked(asked), held[asked.user_id]) for asked in requests]


def exclusions_of_deputy(
    *, deputy: User, principal: Appointment, duties: Collection[str], tenure: Tenure
) -> list[Exclusion]:
    """The same of somebody who is to act for the holder of an appointment; without duties, of all those of its post."""
    wanted = frozenset(duties) or frozenset(entry.duty for entry in principal.post.duties.all())
    office = _Office(wanted, principal.post.organisation.county_id, tenure)
    return _beside(office, _held({deputy.pk})[deputy.pk])


def _asked(asked: AppointmentRequest) -> _Office:
    duties = frozenset(entry.duty for entry in asked.post.duties.all())
    return _Office(
        duties, asked.post.organisation.county_id, Tenure(asked.starts_on, asked.ends_on), post=asked.post_id
    )  # fmt: skip


def _held(people: Collection[int]) -> dict[int, list[_Office]]:
    found: dict[int, list[_Office]] = defaultdict(list)
    rows = Appointment.objects.filter(user__in=people).order_by("pk")
    for row in rows.select_related("post__organisation").prefetch_related("post__duties"):
        duties = frozenset(entry.duty for entry in row.post.duties.all())
        at = row.post.organisation
        tenure = Tenure(row.starts_on, row.ends_on)
        found[row.user_id].append(_Office(duties, at.county_id, tenure, f"{at.name} {row.post.title}", row.post_id))
    for person, office in _deputised(people):
        found[person].append(office)
    return found


def _deputised(people: Collection[int]) -> Iterator[tuple[int, _Office]]:
    rows = Delegation.objects.not_over(clock.now()).filter(deputy__in=people).order_by("pk")
    related = rows.select_related("principal__post__organisation", "principal__user")
    for row in related.prefetch_related("duties"):
        at = row.principal.post.organisation
        told = {"name": row.principal.user.name, "office": f"{at.name} {row.principal.post.title}"}
        yield row.deputy_id, _Office(
            frozenset(entry.duty for entry in row.duties.all()), at.county_id,
            Tenure(day_of(row.starts_at), day_of(row.ends_at)), _("%(office)s（代%(name)s）") % told,
        )  # fmt: skip


def _beside(wanted: _Office, held: Collection[_Office]) -> list[Exclusion]:
    return [
        Exclusion(*((p.one, p.other) if p.one in office.duties and p.other in wanted.duties else (p.other, p.one)),
                  office.name, p.reason)
        for office in held
        if _is_near(wanted, office)
        for p in between(office.duties, wanted.duties)
    ]  # fmt: skip


def _is_near(wanted: _Office, office: _Office) -> bool:
    """Another office at the same time whose dossiers may be the same."""
    counties = {wanted.county, office.county}
    is_far = len(counties) > 1 and None not in counties
    is_itself = office.post is not None and office.post == wanted.post
    return not is_far and not is_itself and wanted.tenure.overlaps(office.tenure)
