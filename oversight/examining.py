"""The nightly examination: every proceeding replayed on the net of its edition and held against tasks, opinions and
ledger; every right against its origin; every chain against its anchors. What it finds is kept and shown.

It goes in portions, each one job: it looks in one snapshot, so that what people do meanwhile is seen whole or not at
all, then writes what it found and moves the cursor in one transaction. Ticks go on in between, and a worker that is
killed loses a portion that the next one does again. What a day left off, the next does not go on with: it begins anew.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import BigIntegerField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from core import anchors, clock, jobs, snapshots
from core.models import LedgerEntry, Organisation, User
from oversight.models import Beside, Deviation, Examination, Stage
from roles.models import Appointment
from roles.permission_rows import duty_permissions
from roles.projection import Stray, strays
from workflows.engine.models import Proceeding, WorkItem
from workflows.engine.reconciling import differences
from workflows.engine.registry import registered
from workflows.engine.replaying import Deviation as Parting
from workflows.engine.replaying import deviations

JOB = "oversight.examine"
PORTION = 200
"""Proceedings, or people, looked at in one transaction."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """One thing that does not agree; `county` is the place it concerns."""

    kind: str
    key: str
    county: int
    fact: str
    dossier: int | None = None
    proceeding: int | None = None
    flow_key: str = ""
    step: str = ""
    entry: int | None = None
    person: int | None = None


@dataclass(frozen=True)
class Portion:
    """What one portion found, how many rows it looked at, and the last of them; None when there are no more."""

    found: list[Found]
    rows: int
    last: int | None


def begin_today() -> None:
    """Have today's examination begun, or gone on with where its chain of jobs was lost."""
    row, _made = Examination.objects.get_or_create(day=clock.today())
    if row.stage != Stage.DONE:
        jobs.ring(JOB, day=row.day.isoformat(), stage=row.stage, cursor=row.cursor)


@transaction.atomic
def begin_anew() -> None:
    """Have today's examined once more from the beginning, as if it had found nothing yet."""
    today = clock.today()
    Examination.objects.filter(day=today).delete()
    Deviation.objects.filter(first_on=today).delete()
    earlier = Deviation.objects.filter(gone_on__isnull=True, last_on=today)
    earlier.update(last_on=today - datetime.timedelta(days=1))
    begin_today()


def owed_since() -> datetime.datetime | None:
    """The midnight since which today's examination is owed; None once it is done."""
    today = clock.today()
    if Examination.objects.filter(day=today, stage=Stage.DONE).exists():
        return None
    return datetime.datetime.combine(today, datetime.time(), clock.SHANGHAI)


def examine(day: datetime.date, stage: str, cursor: int) -> bool:
    """Look at one portion and ring for the next; False when another did it meanwhile, nothing is left, or the day is
    over."""
    if day != clock.today() or not _stands_at(Examination.objects.get(day=day), stage, cursor):
        return False
    with snapshots.of_one_moment():
        portion = _PORTIONS[Stage(stage)](cursor)
    return _write(day, stage, cursor, portion)


def _stands_at(row: Examination, stage: str, cursor: int) -> bool:
    return (row.stage, row.cursor) == (stage, cursor) and row.stage != Stage.DONE


@transaction.atomic
def _write(day: datetime.date, stage: str, cursor: int, portion: Portion) -> bool:
    row = Examination.objects.select_for_update().get(day=day)
    if not _stands_at(row, stage, cursor):
        return False
    _keep(portion.found, day)
    setattr(row, stage, getattr(row, stage) + portion.rows)
    row.cursor = portion.last or 0
    if portion.last is None:
        row.stage = _AFTER[Stage(stage)]
    if row.stage == Stage.DONE:
        row.ended_at = clock.real_now()
        Deviation.objects.filter(gone_on__isnull=True, last_on__lt=day).update(gone_on=day)
    row.save()
    if row.stage != Stage.DONE:
        jobs.ring(JOB, day=day.isoformat(), stage=row.stage, cursor=row.cursor)
    return True


def _proceedings(after: int) -> Portion:
    keys = [entry.key for entry in registered()]
    asked = Proceeding.objects.filter(pk__gt=after, flow_key__in=keys).select_related("dossier").order_by("pk")
    rows = {proceeding.pk: proceeding for proceeding in asked[:PORTION]}
    found = [*deviations(rows.values()), *differences(rows.values())]
    places = _places(one.work_item for one in found if one.work_item)
    return Portion([_parting(rows[one.proceeding], one, places) for one in found], len(rows), max(rows, default=None))


def _parting(proceeding: Proceeding, one: Parting, places: dict[int, int]) -> Found:
    return Found(
        kind=one.kind,
        key=f"{one.kind}/{one.proceeding}/{one.work_item or ''}/{one.step}/{one.entry or ''}",
        county=places.get(one.work_item or 0, proceeding.dossier.county_id),
        fact=str(one),
        dossier=proceeding.dossier_id,
        proceeding=one.proceeding,
        flow_key=one.flow,
        step=one.step,
        entry=one.entry,
    )


def _places(work_items: Iterable[int]) -> dict[int, int]:
    """The county where each lies; for those of the province and its departments the outermost organisation."""
    rows = WorkItem.objects.filter(pk__in=list(work_items)).order_by("pk")
    told = list(rows.values_list("pk", "organisation__county", "organisation__path"))
    outer = _outermost(path for _pk, county, path in told if county is None)
    return {pk: county or outer[path.split("/")[0]] for pk, county, path in told}


def _outermost(paths: Iterable[str]) -> dict[str, int]:
    codes = {path.split("/")[0] for path in paths}
    return dict(Organisation.objects.filter(code__in=codes).order_by("pk").values_list("code", "pk")) if codes else {}


def _people(after: int) -> Portion:
    users = list(User.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:PORTION])
    found = [*_rights(strays(users)), *_unappointed(users)]
    return Portion(found, len(users), users[-1] if users else None)


def _rights(found: list[Stray]) -> list[Found]:
    if not found:
        return []
    things = {one.thing for one in found if not one.is_reading}
    places = {place.pk: place for place in Organisation.objects.filter(pk__in=things).order_by("pk")}
    outer = _outermost(place.path for place in places.values())
    duties = {number: duty for duty, number in duty_permissions().items()}
    told = []
    for one in found:
        place = places.get(one.thing)
        if place is None:  # a named reader's dossier: the readers' own page shows those
            continue
        kind = Beside.RIGHT_MISSING if one.is_missing else Beside.RIGHT_EXTRA
        duty = duties.get(one.permission, str(one.permission))
        told.append(
            Found(
                kind=kind,
                key=f"{kind}/{one.user}/{duty}/{one.thing}",
                person=one.user,
                step=duty,
                county=place.county_id or outer[place.path.split("/")[0]],
                fact=f"person {one.user}, {duty} at {place.name}: {kind}",
            )
        )
    return told


def _unappointed(users: list[int]) -> list[Found]:
    """Appointments in force that nobody is told to have made."""
    held = Appointment.objects.in_force(clock.today()).filter(user__in=users).select_related("post__organisation")
    rows = {appointment.pk: appointment for appointment in held.order_by("pk")}
    told = LedgerEntry.objects.filter(action="appointed").annotate(
        made=Cast(KT("detail__appointment"), BigIntegerField())
    )
    made = set(told.filter(made__in=rows).values_list("made", flat=True))
    outer = _outermost(row.post.organisation.path for row in rows.values())
    return [
        Found(
            kind=Beside.UNAPPOINTED,
            key=f"{Beside.UNAPPOINTED}/{pk}",
            person=row.user_id,
            county=row.post.organisation.county_id or outer[row.post.organisation.path.split("/")[0]],
            fact=f"appointment {pk} at {row.post.organisation.name} is not in the ledger",
        )
        for pk, row in rows.items()
        if pk not in made
    ]


def _chains(after: int) -> Portion:
    begun = LedgerEntry.objects.filter(chain__gt=after).order_by("chain").values_list("chain", flat=True).first()
    if begun is None:
        return Portion([], 0, None)
    chain = Organisation.objects.get(pk=begun)
    broken = anchors.verify(chain).broken
    found = (
        []
        if broken is None
        else [
            Found(
                kind=Beside.CHAIN,
                key=f"{Beside.CHAIN}/{chain.pk}/{broken.seq}",
                county=chain.pk,
                fact=f"{broken.fault} at {broken.seq}",
                entry=LedgerEntry.objects.filter(chain=chain, seq=broken.seq).values_list("pk", flat=True).first(),
            )
        ]
    )
    return Portion(found, 1, chain.pk)


_PORTIONS: dict[Stage, Callable[[int], Portion]] = {
    Stage.PROCEEDINGS: _proceedings,
    Stage.PEOPLE: _people,
    Stage.CHAINS: _chains,
}
_AFTER = {Stage.PROCEEDINGS: Stage.PEOPLE, Stage.PEOPLE: Stage.CHAINS, Stage.CHAINS: Stage.DONE}


def _keep(found: list[Found], day: datetime.date) -> None:
    """Write down what is new, and of what was known that it still stands."""
    by_key = {one.key[:200]: one for one in found}
    known = Deviation.objects.filter(gone_on__isnull=True, key__in=by_key)
    new = by_key.keys() - set(known.values_list("key", flat=True))
    known.update(last_on=day)
    Deviation.objects.bulk_create(
        Deviation(
            county_id=one.county,
            kind=one.kind,
            key=key,
            dossier_id=one.dossier,
            proceeding_id=one.proceeding,
            flow_key=one.flow_key,
            step=one.step[:200],
            entry_id=one.entry,
            person_id=one.person,
            fact=one.fact,
            first_on=day,
            last_on=day,
        )
        for key, one in by_key.items()
        if key in new
    )
