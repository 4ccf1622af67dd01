"""Who is told of an open item: those in whose hands it is, those who head its organisation, and who supervises it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation
from roles import policies
from roles.duties import Duty
from roles.models import Appointment
from workflows.desk.models.reminders import ESCALATIONS, Stage
from workflows.engine.models import WorkItem


@dataclass
class People:
    """Who is told of these items: those in whose hands they are, heads by path, supervision offices by the place that
    they serve."""

    holders: dict[tuple[str, int], frozenset[int]]
    heads: dict[str, tuple[int, set[int]]] = field(default_factory=dict)
    offices: dict[str, tuple[int, frozenset[int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Collection[WorkItem], *, escalated: bool) -> People:
        """One statement, and three more where something is told to others."""
        found = cls(policies.holders({(item.duty, item.organisation_id) for item in items}))
        if escalated:
            found.heads = _heads({path for item in items for path in _upwards(item.organisation.path)})
            found.offices = _offices()
        return found

    def addressed(self, item: WorkItem, stage: Stage) -> tuple[int, Collection[int]]:
        """The organisation whose people are told, and who they are; nobody where a post is vacant."""
        holders = self.holders.get((item.duty, item.organisation_id), frozenset())
        if stage not in ESCALATIONS:
            return item.organisation_id, {item.claimed_by_id} if item.claimed_by_id else holders
        known = self.heads if stage == Stage.HEAD else self.offices
        for path in _upwards(item.organisation.path):
            at, whom = known.get(path, (0, frozenset()))
            if set(whom) - holders:
                return at, set(whom) - holders
        return item.organisation_id, ()


def _upwards(path: str) -> Iterator[str]:
    """The path of an organisation and of those above it, itself first."""
    parts = path.rstrip("/").split("/")
    return ("/".join(parts[:length]) + "/" for length in range(len(parts), 0, -1))


def _heads(paths: Collection[str]) -> dict[str, tuple[int, set[int]]]:
    held = Appointment.objects.in_force(clock.today()).filter(post__is_head=True, user__is_active=True)
    rows = held.filter(post__organisation__path__in=sorted(paths)).order_by("pk")
    found: dict[str, tuple[int, set[int]]] = {}
    for path, at, user in rows.values_list("post__organisation__path", "post__organisation", "user"):
        found.setdefault(path, (at, set()))[1].add(user)
    return found


def _offices() -> dict[str, tuple[int, frozenset[int]]]:
    rows = Organisation.objects.filter(kind=OrganisationKind.SUPERVISION_OFFICE, parent__isnull=False).order_by("path")
    offices = list(rows.values_list("pk", "parent__path"))
    people = policies.holders([(Duty.SUPERVISE.value, pk) for pk, _path in offices]) if offices else {}
    return {path: (pk, people[Duty.SUPERVISE.value, pk]) for pk, path in offices}
