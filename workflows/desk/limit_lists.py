"""Every limit by what it is of, as the page of limits shows it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.models import Organisation, User
from roles.people import standing
from workflows.desk.why_due import length
from workflows.engine import limit_records, limits, registry
from workflows.engine.limit_records import Bounds
from workflows.engine.nodes import Step
from workflows.engine.services import limit_setting


@dataclass(frozen=True)
class Row:
    """One limit: what it is of, what the province allows, what the county set and what holds."""

    key: str
    of: str
    bounds: Bounds | None
    own: int | None
    in_force: str
    is_provincial: bool


@dataclass(frozen=True)
class Section:
    """The limits of one flow."""

    title: str
    rows: tuple[Row, ...]


def sections(county: Organisation | None, on: datetime.date) -> tuple[Section, ...]:
    """All limits in the order of the flows and their steps, each where it is met first."""
    seen: set[str] = set()
    return tuple(Section(str(entry.title), tuple(_rows(entry, county, on, seen))) for entry in registry.registered())


def of(key: str) -> str:
    """What a limit is of, in words: the steps that have it, or a whole flow."""
    for prefix, said in ((limits.FLOW, _("全流程（%(flow)s）")), (limits.OVERALL, _("全程：%(flow)s及备案"))):
        if key.startswith(prefix):
            return said % {"flow": registry.registration(key.removeprefix(prefix)).title}
    titles = dict.fromkeys(
        str(node.task_title) for entry in registry.registered() for node in _steps(entry) if node.limit == key
    )
    return "、".join(titles)


def sets_limits(actor: User) -> bool:
    """Whether 办理期限 stands in the actor's navigation; no statement beyond the one of the frame."""
    return bool(limit_setting.SETTERS & standing(actor).duties)


def _rows(
    entry: registry.Registration, county: Organisation | None, on: datetime.date, seen: set[str]
) -> Iterator[Row]:
    whole = [prefix + entry.key for prefix in (limits.FLOW, limits.OVERALL)]
    for key in [*whole, *(node.limit for node in _steps(entry))]:
        if key in seen or not limits.is_known(key):
            continue
        seen.add(key)
        days = limits.length(key, county.pk if county else None, on)
        yield Row(
            key=key,
            of=of(key),
            bounds=limit_records.bounds(key, on),
            own=limit_records.own(county.pk, key, on) if county else None,
            in_force=length(days, in_calendar_days=limits.in_calendar_days(key)),
            is_provincial=key in limit_setting.of_the_province(),
        )


def _steps(entry: registry.Registration) -> list[Step]:
    return [node for node in entry.flow.instance.nodes() if isinstance(node, Step)]
