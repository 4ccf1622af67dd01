"""The scheduler's tick: the duties that are due, a heartbeat, and jobs taken back from workers that died."""

from __future__ import annotations

import datetime
import logging
import traceback

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core import clock, jobs, locks, throttle
from core.models import Heartbeat

logger = logging.getLogger(__name__)

SCHEDULER = "scheduler"
MOST_ATTEMPTS = 5
KEEP_FINISHED = datetime.timedelta(days=7)


class WorkerLost(Exception):
    """A job's workers died again and again; it is not given to another."""


def tick() -> bool:
    """Run every duty that is due; False when another process is just doing so."""
    with locks.held(locks.SCHEDULER) as gained:
        if not gained:
            return False
        last_runs = dict(Heartbeat.objects.values_list("name", "beaten_at"))
        for duty in list(jobs.duties.values()):
            if _is_due(duty, last_runs.get(duty.name)):
                _run(duty)
        beat(SCHEDULER, at=clock.real_now())
        return True


def beat(name: str, *, at: datetime.datetime, failure: str = "") -> None:
    """Write that something was alive at a moment."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beaten_at": at, "failure": failure})


def heartbeat_age() -> datetime.timedelta | None:
    """How long ago a worker last gave a sign of life; None when none ever did."""
    beaten_at = last_beat()
    return clock.real_now() - beaten_at if beaten_at else None


def last_beat() -> datetime.datetime | None:
    """When a worker last finished a tick, or was at something long (`pulse`), in real time."""
    return Heartbeat.objects.filter(name=SCHEDULER).values_list("beaten_at", flat=True).first()


def worker_name(number: int) -> str:
    """What a worker writes on the jobs it claims; its lock has the same number."""
    return f"worker-{number}"


@jobs.periodic("core.take_back_lost_jobs", every=datetime.timedelta(seconds=10), title=gettext_lazy("收回中断的作业"))
def take_back_lost_jobs() -> int:
    """Make jobs ready again whose worker is gone, and return how many; a worker's lock dies with its connection."""
    alive = {worker_name(number) for number in locks.holders(locks.WORKERS)}
    running = DBTaskResult.objects.running().order_by("started_at")
    lost = [row for row in running if not row.worker_ids or row.worker_ids[-1] not in alive]
    for row in lost:
        if len(row.worker_ids) >= MOST_ATTEMPTS:
            row.set_failed(WorkerLost(_("执行进程多次中断")))
        else:
            DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING, worker_ids=row.worker_ids).update(
                status=TaskResultStatus.READY
            )
    return len(lost)


@jobs.periodic("core.forget_old_rows", every=datetime.timedelta(hours=6), title=gettext_lazy("清理过期的作业记录"))
def forget_old_rows() -> None:
    """Delete the queue's rows a week after they were done, and the throttle's counts after a day."""
    throttle.forget_tallies()
    DBTaskResult.objects.finished().filter(finished_at__lt=clock.real_now() - KEEP_FINISHED).delete()


def _is_due(duty: jobs.Duty, last_run: datetime.datetime | None) -> bool:
    """By the application's clock, which a demonstration moves forward and a fresh one sets back."""
    return last_run is None or not datetime.timedelta() <= clock.now() - last_run < duty.every


def _run(duty: jobs.Duty) -> None:
    failure = ""
    try:
        duty.body()
    except jobs.ElsewhereNow:
        return
    except Exception:
        if connection.connection is None or not connection.is_usable():
            raise DatabaseError(f"lost the database during {duty.name}") from None
        logger.exception("duty %s failed", duty.name)
        failure = traceback.format_exc()
    beat(duty.name, at=clock.now(), failure=failure)
