"""The deadline of a proceeding as a whole, and of everything it is a part of: from a plan's start to its filing.

Both are counted in working days from when they began, with the limits that were in force on that day, and stand still
while the dossier is suspended, unless they had run out before.
"""

from __future__ import annotations

import datetime

from core import deadlines
from core.deadlines import Terms
from workflows.engine import due, limits
from workflows.engine.models import Proceeding


def begin(process: Proceeding, within: Proceeding | None) -> None:
    """Give a proceeding its deadlines as it begins; one that begins `within` another goes on with that one's overall
    deadline and with the times it was suspended."""
    county, today = process.dossier.county_id, deadlines.day_of(process.opened_at)
    process.limit_days = limits.of_flow(process.flow_key, county, today)
    days = limits.overall(process.flow_key, county, today)
    process.overall_from, process.overall_days = (process.opened_at, days) if days else (None, None)
    if within is not None and within.dossier.county_id == county:
        process.pauses = list(within.pauses)
        if not days:
            process.overall_from, process.overall_days = within.overall_from, within.overall_days
    count(process)


def count(process: Proceeding) -> bool:
    """Count both deadlines by what the proceeding keeps and the calendar in force; whether one of them moved."""
    before = (process.due_at, process.overall_due_at)
    process.due_at = _end(process, process.opened_at, process.limit_days)
    process.overall_due_at = _end(process, process.overall_from, process.overall_days)
    return before != (process.due_at, process.overall_due_at)


def terms(process: Proceeding, since: datetime.datetime, days: int) -> Terms:
    """What such a deadline is counted from."""
    return due.standing_still(Terms(deadlines.day_of(since), days), due.pauses(process.pauses))


def _end(process: Proceeding, since: datetime.datetime | None, days: int | None) -> datetime.datetime | None:
    if since is None or days is None:
        return None
    return due.end(terms(process, since, days))
