"""The proof of the watchers: a year of one county tells exactly what it had to."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Iterator

from django.db import connection

from core import clock, proofs
from core.own_database import own_database
from core.proofs import ProofFailed

BEGINS, SHORT_BEGINS = datetime.date(2026, 1, 5), datetime.date(2026, 2, 2)
ENDS, SHORT_ENDS = datetime.date(2026, 12, 31), datetime.date(2026, 3, 3)
STOPPED = 3
"""Days in a row on which the worker is down: in the full year after the National Day, in the short form before the Spring Festival."""
DOWN, SHORT_DOWN = datetime.date(2026, 10, 9), datetime.date(2026, 2, 10)


def simulated_year(*, seed: int, short: bool) -> Iterator[str]:
    """Holidays with days worked instead, absences, returns, late countersigns, suspensions and a worker that is down for
    three days: every reminder, escalation, slip and bulletin comes on the day counted by hand, once, and no other, and every
    figure of the bulletins is the one counted by hand."""
    if str(connection.settings_dict["NAME"]).startswith("test_"):
        yield from _lived(seed, short=short)
        return
    with own_database("year"):
        yield from _lived(seed, short=short)


def _lived(seed: int, *, short: bool) -> Iterator[str]:
    # What is lived through is loaded here only: a running system never has the trial flows.
    from oversight.models import Slip
    from oversight.year import oracle, proving
    from oversight.year.county import Year, lain, raise_county
    from workflows.desk.models import Reminder, ReminderCopy

    begins = SHORT_BEGINS if short else BEGINS
    days = list(_days(begins, SHORT_ENDS if short else ENDS))
    first_down = SHORT_DOWN if short else DOWN
    down = frozenset(first_down + oracle.DAY * n for n in range(STOPPED))
    with clock.stepping(datetime.datetime.combine(begins, datetime.time(), clock.SHANGHAI)):
        raise_county()
        year = Year(random.Random(seed), days, down)  # noqa: S311  chances, not secrets
        year.pass_by()
    items = list(lain(year))
    due = oracle.expected(items, year.looked)
    rows = Reminder.objects.order_by("pk").values_list("work_item", "stage", "ahead", "made_at")
    told = {(item, stage, ahead): oracle.day_of(at) for item, stage, ahead, at in rows}
    if len(told) != len(rows):
        raise ProofFailed("a stage was told twice")
    proving.same(due, told)
    chased: dict[tuple[int, str], datetime.date] = {}
    for item, at in Slip.objects.order_by("pk").values_list("work_item", "issued_at"):
        chased[item, "second" if (item, "first") in chased else "first"] = oracle.day_of(at)
    proving.same(oracle.expected_slips(items, days), chased)
    bulletins = proving.bulletins(items, days)
    yield f"{begins} to {days[-1]}, the worker down from {first_down} for {STOPPED} days: {len(items)} items"
    yield "; ".join(f"{name}: {count}" for name, count in sorted(year.happened.items()))
    counts = Counter((stage, ahead) for _item, stage, ahead in told)
    yield "told: " + "; ".join(
        f"{stage} {ahead or ''}".strip() + f": {count}" for (stage, ahead), count in sorted(counts.items())
    )
    of_slips = Counter(which for _item, which in chased)
    yield "slips: " + "; ".join(f"{which}: {count}" for which, count in sorted(of_slips.items()))
    yield f"bulletins: {bulletins}"
    yield f"copies: {ReminderCopy.objects.count()}; as many as counted by hand: {len(due)} of {len(told)}, each on its day"


def _days(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    return (first + datetime.timedelta(days=n) for n in range((last - first).days + 1))


proofs.register("simulated-year", simulated_year)
