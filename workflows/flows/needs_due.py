"""By when villages and townships report in the planning of several years: the day that the county named (四（四）)."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.utils.translation import gettext as _

from core import working_days
from core.deadlines import day_of
from core.templatetags.words import cn_date
from plans.models import TownshipNeeds
from workflows.engine import due, limits
from workflows.engine.due import Bound
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion

PASSING_DOWN, RECEIVING = "township_passes_down", "working_group_receives"
VILLAGES, TOWNSHIPS = "village_states_needs", ("township_reviews_needs", "township_head_signs")
"""The limit of the villages, and those of the township afterwards."""


def township_due(dossiers: Collection[int]) -> dict[int, Bound]:
    """The day named, for the head who signs what goes up; a part that the county has given back keeps the limits of the
    steps. Two statements."""
    answered = Opinion.objects.standing().filter(dossier__in=dossiers, step=RECEIVING, decision=Decision.RETURN)
    given_back = set(answered.order_by("dossier").values_list("dossier", flat=True))
    return {
        dossier: Bound(
            working_days.closing(day),
            _("县要求乡镇在%(day)s前上报") % {"day": cn_date(day)},
            replaces=True,
            named_on=opened,
        )
        for dossier, day, opened, _county in _named(dossiers)
        if dossier not in given_back
    }


def village_due(dossiers: Collection[int]) -> dict[int, Bound]:
    """So long before the day named that the township can still review and sign; a village never has less than the limit
    of its step, however near that day is. Two statements."""
    passed_down = dict(
        Opinion.objects.standing()
        .filter(dossier__in=dossiers, step=PASSING_DOWN)
        .order_by("dossier", "written_at")
        .values_list("dossier", "written_at")
    )
    found = {}
    for dossier, day, opened, county in _named(dossiers):
        kept = sum(limits.length(key, county, opened) for key in TOWNSHIPS)
        at, begun = working_days.closing(_before(day, kept)), passed_down.get(dossier)
        if begun is None or at > due.end(limits.terms(VILLAGES, begun, county)):
            why = _("县要求乡镇在%(day)s前上报，之前留出乡镇审核和签批的%(days)d个工作日")
            found[dossier] = Bound(at, why % {"day": cn_date(day), "days": kept}, replaces=True, named_on=opened)
    return found


def _named(dossiers: Collection[int]) -> list[tuple[int, datetime.date, datetime.date, int | None]]:
    """Dossier of a township's part, the day that the county named, when it did, and the county."""
    parts = TownshipNeeds.objects.filter(dossier__in=dossiers).order_by("dossier")
    rows = parts.values_list("dossier", "version__needs_due", "version__dossier__opened_at", "county")
    return [(dossier, day, day_of(opened), county) for dossier, day, opened, county in rows]


def _before(day: datetime.date, count: int) -> datetime.date:
    """The last working day with so many working days after it up to and with `day`."""
    found = day
    while working_days.working_days_between(found, day) < count or not working_days.is_working_day(found):
        found -= working_days.ONE_DAY
    return found
