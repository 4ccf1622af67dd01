"""The report 谁能审批自己的方案: of a county, by the named steps of its flows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.utils.translation import gettext as _

from core import clock
from core.enums import OrganisationKind
from core.errors import Refused
from core.models import Organisation, User
from roles import absences, policies, separation
from roles.absences import Absence, Report
from roles.duties import Duty
from roles.exclusions import Exclusion, exclusions
from roles.models import Appointment, AppointmentRequest
from roles.people import standing
from workflows.engine import registry
from workflows.engine.nodes import Step

READERS = (Duty.SUPERVISE, Duty.ADMINISTER_SYSTEM, Duty.ADMINISTER_SECURITY)
"""The head of the working group and the supervisors have the first."""
LISTED = 100
"""Organisations listed of one duty."""


@dataclass(frozen=True)
class Row:
    """One separated pair: the duties and their steps, and why one person may not take both on one dossier."""

    pair: separation.Pair
    one: str
    other: str


@dataclass(frozen=True)
class Alone:
    """One duty: how many organisations have a single person for it, and the first of them."""

    duty: Duty
    steps: str
    count: int
    listed: tuple[Absence, ...]


@dataclass(frozen=True)
class Shown:
    """A county's report as the page and the command show it."""

    county: Organisation
    day: datetime.date
    report: Report
    alone: tuple[Alone, ...]
    pairs: tuple[Row, ...]
    asked: tuple[tuple[AppointmentRequest, tuple[Exclusion, ...]], ...]


def reads(actor: User) -> bool:
    """Whether the report stands in the actor's navigation; no statement of its own."""
    return bool(set(READERS) & standing(actor).duties)


def counties_of(actor: User) -> list[Organisation]:
    """The counties whose report the actor may read, by code. Raises Refused where there is none; two statements."""
    places = policies.places_watched(actor, READERS)
    condition = Q(pk__in=())
    for path in places:
        condition |= Q(path__startswith=path)
    found = (
        list(Organisation.objects.filter(condition, kind=OrganisationKind.COUNTY).order_by("code")) if places else []
    )
    if not found:
        raise Refused(_("职责分离报告供专班主任、督查人员和系统、安全管理员查阅"))
    return found


def first_staffed(counties: Sequence[Organisation]) -> Organisation:
    """The first of these counties where somebody is in office today, else the first of all; one statement."""
    staffed = Appointment.objects.in_force(clock.today()).filter(post__organisation__county__in=counties)
    found = set(staffed.order_by().values_list("post__organisation__county", flat=True).distinct())
    return next((county for county in counties if county.pk in found), counties[0])


def shown(county: Organisation, day: datetime.date) -> Shown:
    """The report of one county on that day; eight statements however many people."""
    found = absences.report(county, frozenset(steps_by_duty()), day)
    waiting = AppointmentRequest.objects.waiting().filter(post__organisation__county=county)
    related = waiting.select_related("user", "post__organisation").prefetch_related("post__duties")
    asked = list(related.in_order())
    return Shown(
        county, day, found, tuple(_alone(found.alone)), _pairs(),
        tuple((one, tuple(told)) for one, told in zip(asked, exclusions(asked) if asked else (), strict=True) if told),
    )  # fmt: skip


def steps_by_duty() -> dict[str, tuple[str, ...]]:
    """The named steps of every flow, by the duty that they ask for."""
    found: dict[str, dict[str, None]] = {}
    for entry in registry.registered():
        for node in entry.flow.instance.nodes():
            if isinstance(node, Step):
                found.setdefault(node.duty.value, {})[str(node.task_title)] = None
    return {duty: tuple(titles) for duty, titles in found.items()}


def steps_of(duty: Duty | str) -> str:
    """In words: 拟编制通知、方案起草."""
    return "、".join(steps_by_duty().get(str(duty), ()))


def _pairs() -> tuple[Row, ...]:
    return tuple(Row(pair, steps_of(pair.one), steps_of(pair.other)) for pair in separation.PAIRS)


def _alone(found: Sequence[Absence]) -> Iterable[Alone]:
    for duty, group in groupby(sorted(found, key=lambda one: one.duty.value), key=lambda one: one.duty):
        every = list(group)
        yield Alone(duty, steps_of(duty), len(every), tuple(every[:LISTED]))
