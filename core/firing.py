"""Whether what falls due is done: the scheduler's heartbeat, its duties, and the oldest thing that is owed."""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass, field

from django.db.models import Min
from django_stubs_ext import StrOrPromise
from django_tasks_db.models import DBTaskResult

from core import clock, jobs, locks, scheduler
from core.models import Heartbeat

OLDEST_HEARTBEAT = datetime.timedelta(minutes=1)
"""Six missed ticks, or four missed beats of a worker that is at something long: it is taken for stopped."""

ASK_AGAIN_AFTER_SECONDS = 15.0
"""For pages, which ask once a process: with the minute above, a stop is seen well within two."""


@dataclass(frozen=True)
class DutyState:
    """One duty of the scheduler: when it last ran, how that went, and since when it owes something."""

    name: str
    title: StrOrPromise
    every: datetime.timedelta
    last_run: datetime.datetime | None
    failure: str
    owed_since: datetime.datetime | None

    @property
    def overdue(self) -> datetime.timedelta:
        """For how long the oldest thing it owes has been due; nothing when it owes none."""
        return max(clock.now() - self.owed_since, datetime.timedelta()) if self.owed_since else datetime.timedelta()

    @property
    def is_late(self) -> bool:
        """Whether it missed two of its rounds with something to do."""
        return self.overdue > 2 * self.every

    @property
    def told_failure(self) -> str:
        """The last line of the failure: what went wrong, without the way there."""
        return self.failure.strip().rpartition("\n")[2]


@dataclass(frozen=True)
class Queue:
    """The jobs that wait, since when the oldest does, and those given up within the week that rows are kept."""

    waiting: int
    since: datetime.datetime | None
    failed: int


STARTS_WITHIN_SECONDS = 120.0
"""So long after this process began, a worker that began with it may still be on its way to its first sign of life."""


@dataclass
class _Memory:
    is_stopped: bool = False
    asked_at: float = float("-inf")
    began_at: float = field(default_factory=time.perf_counter)


_memory = _Memory()


def is_stopped() -> bool:
    """Whether no worker has given a sign of life for longer than `OLDEST_HEARTBEAT`, or ever; one statement."""
    age = scheduler.heartbeat_age()
    return age is None or age > OLDEST_HEARTBEAT


def is_starting() -> bool:
    """Whether this process is so young that a worker that gives no sign of life is not missed yet; no statement."""
    return time.perf_counter() - _memory.began_at < STARTS_WITHIN_SECONDS


def seems_stopped() -> bool:
    """Whether the worker is missed, for the frame of a page; asked at most every few seconds in a process."""
    if is_starting():
        return False
    if time.perf_counter() - _memory.asked_at > ASK_AGAIN_AFTER_SECONDS:
        remember(is_stopped())
    return _memory.is_stopped


def remember(answer: bool) -> None:
    """Take an answer for the heartbeat's; for tests."""
    _memory.is_stopped, _memory.asked_at = answer, time.perf_counter()


def take_start_for(seconds_ago: float) -> None:
    """Take this process for begun so long ago; for tests."""
    _memory.began_at = time.perf_counter() - seconds_ago


def forget() -> None:
    """Ask the heartbeat the next time."""
    _memory.asked_at = float("-inf")


def duties() -> list[DutyState]:
    """Every duty of every room, by name; one statement, and one for each that measures what it owes."""
    jobs.discover()
    beaten = {row.name: row for row in Heartbeat.objects.order_by("name")}
    return [_state(duty, beaten.get(duty.name)) for _name, duty in sorted(jobs.duties.items())]


def oldest_unfired(states: list[DutyState]) -> datetime.timedelta:
    """For how long the oldest thing that any duty owes has been due: the one figure of whether timers fire."""
    return max((state.overdue for state in states), default=datetime.timedelta())


def queue() -> Queue:
    """How the jobs stand; three statements."""
    ready = DBTaskResult.objects.ready()
    return Queue(
        waiting=ready.count(),
        since=ready.order_by().aggregate(since=Min("enqueued_at"))["since"],
        failed=DBTaskResult.objects.failed().count(),
    )


def workers() -> int:
    """How many workers live; the lock of each ends with its connection."""
    return len(locks.holders(locks.WORKERS))


def _state(duty: jobs.Duty, row: Heartbeat | None) -> DutyState:
    return DutyState(
        name=duty.name,
        title=duty.title or duty.name,
        every=duty.every,
        last_run=row.beaten_at if row else None,
        failure=row.failure if row else "",
        owed_since=duty.oldest() if duty.oldest else None,
    )
