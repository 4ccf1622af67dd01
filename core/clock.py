"""The only clock. Everyone asks `now()` and `today()`; nobody calls datetime or timezone themselves.

In a demonstration the clock may stand ahead of real time: the offset lies in `ClockOffset`, is read into the
context by `load()` (once per request, once per worker tick) and moved by `advance()`. Rehearsals shift their
own context with `shifted()`; a story that must be the same each time is told in `stepping()`. Anywhere else the clock
cannot be moved.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Conflict, Invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOTHING = datetime.timedelta()
STEP = datetime.timedelta(milliseconds=1)

_ahead: ContextVar[datetime.timedelta] = ContextVar("clock_ahead", default=NOTHING)
_in_rehearsal: ContextVar[bool] = ContextVar("clock_in_rehearsal", default=False)
_stepped_to: ContextVar[datetime.datetime | None] = ContextVar("clock_stepped_to", default=None)


def real_now() -> datetime.datetime:
    """The present moment of the machine; for the ledger, heartbeats and throttles, never for a deadline."""
    return timezone.now()


def now() -> datetime.datetime:
    """The present moment in the application's time, aware."""
    stepped_to = _stepped_to.get()
    if stepped_to is None:
        return real_now() + _ahead.get()
    _stepped_to.set(stepped_to + STEP)
    return stepped_to + STEP


def today() -> datetime.date:
    """The present date in Shanghai."""
    return now().astimezone(SHANGHAI).date()


def ahead() -> datetime.timedelta:
    """How far this context's clock stands ahead of real time; the banner shows it."""
    return _ahead.get()


@contextmanager
def shifted(delta: datetime.timedelta) -> Iterator[None]:
    """Within the block the clock stands `delta` further ahead, and `advance` moves only this block's clock."""
    ahead_before = _ahead.set(_ahead.get() + delta)
    rehearsal_before = _in_rehearsal.set(True)
    try:
        yield
    finally:
        _ahead.reset(ahead_before)
        _in_rehearsal.reset(rehearsal_before)


@contextmanager
def stepping(begins: datetime.datetime) -> Iterator[None]:
    """Within the block time begins there and passes by a millisecond with each question and by `advance`, never by
    itself: whatever happens in it happens at the same moments however long the machine takes."""
    stepped_before = _stepped_to.set(begins)
    rehearsal_before = _in_rehearsal.set(True)
    try:
        yield
    finally:
        _stepped_to.reset(stepped_before)
        _in_rehearsal.reset(rehearsal_before)


def load() -> None:
    """Take the demonstration clock's offset into this context: one statement in a demonstration, none elsewhere.

    Inside `shifted()` and `stepping()` it changes nothing: a rehearsal keeps its own time.
    """
    if _in_rehearsal.get():
        return
    _ahead.set(_stored_offset() if settings.DEMO else NOTHING)


def advance(*, to: datetime.datetime | None = None, by: datetime.timedelta | None = None) -> datetime.datetime:
    """Move the clock forward to a moment or by a span, and return the new present.

    Raises Conflict outside demonstrations and rehearsals, Invalid when the clock would go back.
    """
    if not (settings.DEMO or _in_rehearsal.get()):
        raise Conflict(_("时钟只能在演示或演练中调整"))
    step = _step(to, by)
    if step < NOTHING:
        raise Invalid(_("时钟只能向前调整"))
    if stepped_to := _stepped_to.get():
        _stepped_to.set(stepped_to + step)
    else:
        _ahead.set(_ahead.get() + step if _in_rehearsal.get() else _store_further(step))
    return now()


def _step(to: datetime.datetime | None, by: datetime.timedelta | None) -> datetime.timedelta:
    if to is not None and by is None:
        return to - now()
    if by is not None and to is None:
        return by
    raise ValueError("advance takes exactly one of to= and by=")


def _stored_offset() -> datetime.timedelta:
    from core.models import ClockOffset

    stored: datetime.timedelta | None = ClockOffset.objects.values_list("ahead", flat=True).first()
    return stored or NOTHING


def _store_further(step: datetime.timedelta) -> datetime.timedelta:
    from django.db import transaction

    from core.models import ClockOffset

    with transaction.atomic():
        row, _made = ClockOffset.objects.select_for_update().get_or_create(singleton=True, defaults={"ahead": NOTHING})
        further: datetime.timedelta = row.ahead + step
        row.ahead = further
        row.save(update_fields=["ahead"])
    return further
