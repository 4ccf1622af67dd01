"""Traces as they lie in the tables: one a proceeding, with what became of each of its work items."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.crypto import salted_hmac

from core import clock
from core.models import User
from oversight.areas import within
from oversight.event_log import helped
from roles.duties import Duty
from workflows.desk import citing, steps
from workflows.engine.enums import TERMINATED, Decision
from workflows.engine.models import Opinion, Proceeding, Suspension, WorkItem

PORTION = 200
"""Proceedings read at once."""

YEARS = range(1900, 2200)
"""In which a day asked for may lie: beyond, no midnight can be reckoned with."""

Naming = Callable[[User], str]


class Transition(StrEnum):
    """Of the standard's lifecycle model, what happens here; in the order in which they follow at one moment."""

    RESUME = "resume"
    COMPLETE = "complete"
    AUTOSKIP = "autoskip"  # the limit passed without an answer
    ABORTED = "ate_abort"  # closed without a decision: returned, gathered, withdrawn
    ENDED = "pi_abort"  # closed because the whole proceeding was ended before its end
    SCHEDULE = "schedule"
    ASSIGN = "assign"
    START = "start"
    SUSPEND = "suspend"


ORDER = {transition: place for place, transition in enumerate(Transition)}


@dataclass(frozen=True)
class Event:
    """One thing that happened to one work item."""

    at: datetime.datetime
    transition: Transition
    activity: str
    item: int
    organisation: str
    role: str
    person: str = ""
    principal: str = ""
    facts: Mapping[str, str | int | datetime.datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Trace:
    """One proceeding, its events in their order."""

    case: str
    facts: Mapping[str, str | int | datetime.datetime]
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Asked:
    """Which proceedings; anything that is not understood asks for all."""

    flow: str = ""
    county: str = ""
    year: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Asked:
        def number(name: str, longest: int) -> str:
            return query.get(name, "") if query.get(name, "").isdecimal() and len(query[name]) <= longest else ""

        return cls(
            flow=query.get("flow", "")[:40],
            county=number("county", 12),
            year=number("year", 4),
            since=_day(query.get("since", "")),
            until=_day(query.get("until", "")),
        )

    def chosen(self, rows: QuerySet[Proceeding]) -> QuerySet[Proceeding]:
        """Of these proceedings; days are those of Shanghai, both included."""
        chosen = {
            "flow_key": self.flow, "dossier__county": self.county, "dossier__year": self.year,
        }  # fmt: skip
        rows = rows.filter(**{name: value for name, value in chosen.items() if value})
        if self.since:
            rows = rows.filter(opened_at__gte=_midnight(self.since))
        if self.until:
            rows = rows.filter(opened_at__lt=_midnight(self.until) + datetime.timedelta(days=1))
        return rows


def everywhere() -> Q:
    """No bounds: for the installation's own command."""
    return Q()


def pseudonym(person: User) -> str:
    """The same for one person in every export of this installation, and nobody's elsewhere."""
    return f"P{salted_hmac('oversight.event_log', str(person.pk)).hexdigest()[:12]}"


def real_name(person: User) -> str:
    return person.name


def in_areas(paths: tuple[str, ...]) -> Q:
    """The work items of the organisations in these areas."""
    return within(paths, "organisation__path")


def traces(bounds: Q, asked: Asked, naming: Naming = pseudonym) -> Iterator[Trace]:
    """The proceedings that have a work item within the bounds, with those of their items; three statements a portion."""
    lies = WorkItem.objects.filter(bounds, proceeding=OuterRef("pk"))
    rows = asked.chosen(Proceeding.objects.filter(Exists(lies))).select_related("dossier__county").order_by("pk")
    last = 0
    while portion := list(rows.filter(pk__gt=last)[:PORTION]):
        last = portion[-1].pk
        items = WorkItem.objects.filter(bounds, proceeding__in=portion)
        related = ("organisation", "claimed_by", "task__opinion__actor", "task__opinion__on_behalf_of")
        stood = _stood(portion)
        ended = {one.pk: one.closed_at for one in portion if one.outcome == TERMINATED}
        events: dict[int, list[Event]] = defaultdict(list)
        with translation.override("zh-hans"):  # the log is the same whoever reads it
            for item in helped.with_helped(items.select_related(*related)).order_by("pk"):
                events[item.proceeding_id] += _events(
                    item, stood[item.dossier_id], naming, ended.get(item.proceeding_id)
                )
            told = [_trace(proceeding, events[proceeding.pk]) for proceeding in portion]
        yield from told


def _trace(proceeding: Proceeding, events: list[Event]) -> Trace:
    dossier = proceeding.dossier
    facts: dict[str, str | int | datetime.datetime] = {
        "flow": proceeding.flow_key,
        "flow_title": steps.flow_title(proceeding.flow_key),
        "dossier": dossier.pk,
        "title": dossier.title,
        "county": dossier.county.code,
        "county_name": dossier.county.name,
        "year": dossier.year,
        "opened": proceeding.opened_at,
    }
    if proceeding.closed_at:
        facts |= {"closed": proceeding.closed_at, "outcome": proceeding.outcome}
    ordered = sorted(events, key=lambda event: (event.at, ORDER[event.transition], event.item))
    return Trace(case=f"{proceeding.flow_key}-{proceeding.pk}", facts=facts, events=tuple(ordered))


def _stood(portion: Iterable[Proceeding]) -> dict[int, list[Suspension]]:
    """The suspensions of their dossiers, in order."""
    found: dict[int, list[Suspension]] = defaultdict(list)
    rows = Suspension.objects.filter(dossier__in=[one.dossier_id for one in portion])
    for row in rows.select_related("suspended_by", "resumed_by").order_by("suspended_at", "pk"):
        found[row.dossier_id].append(row)
    return found


def _events(
    item: WorkItem, stood: Iterable[Suspension], naming: Naming, ended_at: datetime.datetime | None
) -> Iterator[Event]:
    """`ended_at` is when the whole proceeding was ended before its end."""
    facts: dict[str, str | int | datetime.datetime] = {
        "step": item.step, "round": item.round, "seat": item.seat, "organisation_code": item.organisation.code,
    }  # fmt: skip

    def event(at: datetime.datetime, transition: Transition, by: User | None = None, **more: object) -> Event:
        principal = more.pop("principal", None)
        return Event(
            at=at, transition=transition, activity=steps.title_of(item), item=item.pk,
            organisation=item.organisation.name, role=str(Duty(item.duty).label), person=naming(by) if by else "",
            principal=naming(principal) if isinstance(principal, User) else "", facts={**facts, **more},  # type: ignore[dict-item]
        )  # fmt: skip

    yield event(item.opened_at, Transition.SCHEDULE, due=item.due_at)
    if item.claimed_at:
        yield event(item.claimed_at, Transition.ASSIGN, item.claimed_by)
    if item.first_opened_at:
        yield event(item.first_opened_at, Transition.START)
    for one in (one for one in stood if _was_open(item, one.suspended_at)):
        yield event(one.suspended_at, Transition.SUSPEND, one.suspended_by)
        if one.resumed_at:
            yield event(one.resumed_at, Transition.RESUME, one.resumed_by)
    yield from _of_help(item, event)
    opinion: Opinion | None = getattr(item.task, "opinion", None)
    if opinion is not None and item.decided_at:
        more = _returned(opinion) | ({"withdrawn": opinion.withdrawn_at} if opinion.withdrawn_at else {})
        is_silence = opinion.decision == Decision.LAPSED
        yield event(
            item.decided_at, Transition.AUTOSKIP if is_silence else Transition.COMPLETE, opinion.actor,
            principal=opinion.on_behalf_of, decision=opinion.decision, **more,
        )  # fmt: skip
    elif item.closed_at:
        yield event(item.closed_at, Transition.ENDED if ended_at and item.closed_at >= ended_at else Transition.ABORTED)


def _returned(opinion: Opinion) -> dict[str, object]:
    """By which codes a return says why: the points of its step's list, the rule and the projects that it names."""
    named = opinion.detail.get(citing.NAMED, {})
    told = {
        "grounds": opinion.detail.get("grounds", ()),
        "clause": [named["clause"]["code"]] if "clause" in named else (),
        "rows": [row["code"] for row in named.get("rows", ())],
        "columns": [f"{row['code']}.{column}" for row in named.get("rows", ()) for column in row.get("columns", ())],
    }
    return {name: ",".join(codes) for name, codes in told.items() if codes}


def _of_help(item: WorkItem, event: Callable[..., Event]) -> Iterator[Event]:
    """What was entrusted or asked to be signed, as an activity of its own of the same work item."""
    for asked in helped.of(item):
        title, at = f"{steps.title_of(item)}（{asked.title}）", asked.organisation
        begun = event(asked.asked_at, Transition.SCHEDULE, asked.asked_by)
        yield replace(begun, activity=title, organisation=at)
        if asked.ended_at:
            done = Transition.COMPLETE if asked.is_answered else Transition.ABORTED
            ended = event(asked.ended_at, done, asked.ended_by, principal=asked.principal)
            yield replace(ended, activity=title, organisation=at)


def _was_open(item: WorkItem, at: datetime.datetime) -> bool:
    return item.opened_at <= at and (item.closed_at is None or item.closed_at > at)


def _day(written: str) -> str:
    try:
        day = datetime.date.fromisoformat(written)
    except ValueError:
        return ""
    return day.isoformat() if day.year in YEARS else ""


def _midnight(day: str) -> datetime.datetime:
    return datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(), clock.SHANGHAI)
