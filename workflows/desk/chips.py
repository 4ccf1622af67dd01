"""What a work item says of itself in few words: how much time is left, and why it lies where it lies."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core import clock, lights, working_days
from core.deadlines import day_of
from core.models import User
from workflows.desk import borders
from workflows.engine.enums import Assist, Why
from workflows.engine.models import Proceeding, WorkItem


@dataclass(frozen=True)
class Chip:
    """How much working time is left, in words; `tone` repeats it as a colour and `mark` as a shape."""

    text: str
    tone: str
    day: datetime.date
    mark: str = ""


def chip(item: WorkItem) -> Chip:
    """The remaining working days of an open item; of one behind a notice, until when the notice runs; of one whose
    dossier is suspended, that it is."""
    return chip_of(item.due_at, item.not_before, item.suspended_at)


def chip_of(
    due_at: datetime.datetime, not_before: datetime.date | None, suspended_at: datetime.datetime | None
) -> Chip:
    """The same of an item due then, which may not be decided before that day or is suspended since."""
    if not_before and not_before > clock.today() and suspended_at is None:
        last = not_before - datetime.timedelta(days=1)
        told = {"month": last.month, "day": last.day}
        return Chip(_("公示期至%(month)d月%(day)d日") % told, "action", day_of(due_at))
    return time_left(due_at, suspended_at)


def time_left(due_at: datetime.datetime, suspended_at: datetime.datetime | None = None) -> Chip:
    """The light of a moment (`core.lights`)."""
    return _lit(lights.shown(due_at, suspended_at), day_of(due_at))


def _lit(shown: lights.Shown, day: datetime.date) -> Chip:
    return Chip(shown.words, shown.light.tone, day, shown.light.mark)


def of_many() -> Callable[[datetime.datetime, datetime.date | None, datetime.datetime | None], Chip]:
    """`chip_of` for the rows of one list: the clock is asked once, and what is due on one day is told once."""
    now = clock.now()
    today = day_of(now)

    @cache
    def left(day: datetime.date, *, is_past: bool) -> Chip:
        return _lit(lights.of_day(day, today, is_past=is_past), day)

    def told(
        due_at: datetime.datetime, not_before: datetime.date | None, suspended_at: datetime.datetime | None
    ) -> Chip:
        if not_before or suspended_at:
            return chip_of(due_at, not_before, suspended_at)
        return left(day_of(due_at), is_past=due_at < now)

    return told


def day_left(day: datetime.date, suspended_at: datetime.datetime | None = None) -> Chip:
    """The light of the close of business of a day."""
    return time_left(working_days.closing(day), suspended_at)


def whole(process: Proceeding) -> tuple[Chip | None, Chip | None]:
    """The lights of a proceeding's own deadline and of the overall one; none where there is no such limit."""
    own, overall = process.due_at, process.overall_due_at
    return (
        time_left(own, process.suspended_at) if own else None,
        time_left(overall, process.suspended_at) if overall else None,
    )


WITHIN = frozenset({Why.RETURNED, Why.RESUMED, Why.ADDED, Why.WITHDRAWN})
"""Reasons that lie within one side of a border."""


def why_told(item: WorkItem, reader: User) -> str:
    """Why an item lies where it lies, for a reader of either side; what the other does within itself is not told."""
    if item.why in WITHIN and not borders.reads_within(reader, item):
        return _by_the_flow(item.organisation.name)
    return why_here(item)


def why_here(item: WorkItem) -> str:
    """Why an item lies where it lies, and from whom it came."""
    return why_in_words(item.why, item.organisation.name)


def why_in_words(why: str, organisation: str) -> str:
    """Why an item lies at that organisation."""
    if why == Why.STEP:
        return _by_the_flow(organisation)
    return _("%(why)s（%(organisation)s）") % {"why": Why(why).label, "organisation": organisation}


def _by_the_flow(organisation: str) -> str:
    return _("按流程送%(organisation)s") % {"organisation": organisation}


def sent_by(item: WorkItem, reader: User) -> str:
    """Who sent it here; of the same organisation, which stands beside it, only what its name does not say already; of
    the other side of a border only the organisation, where it was sent on within."""
    name = item.sender.name if item.sender else ""
    if item.cause is None or item.cause.organisation_id != item.organisation_id:
        return name
    at = item.organisation
    if not borders.reads_within(reader, item):
        return at.name
    return name.removeprefix(at.official_name).removeprefix(at.name) or name


def waiting_mark(kind: str) -> str:
    """What an item says in a list while it waits for whoever was entrusted or is to sign; empty where it does not."""
    return _("%(kind)s待答复") % {"kind": Assist(kind).label} if kind else ""


def handed_here(giver: str, reason: str) -> str:
    """That a colleague handed it over, and why."""
    return _("%(name)s转办：%(reason)s") % {"name": giver, "reason": Truncator(reason).chars(40)}
