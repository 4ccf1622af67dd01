"""Work that is done after the act: jobs, rung for on commit, and periodic duties of the scheduler.

Truth lies in the tables of each room (a document says that its file is owed), never in the queue: the queue is a
doorbell. So a job's body looks up what is owed, may run twice, and may never be rung for; a periodic duty rings
again. Rooms declare both in a module `jobs`, which the worker finds by itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction
from django.utils.module_loading import autodiscover_modules
from django_stubs_ext import StrOrPromise
from django_tasks import task

Body = TypeVar("Body", bound=Callable[..., Any])


Oldest = Callable[[], datetime.datetime | None]
"""Since when the oldest thing that a duty owes is due, by the application's clock; None when nothing is."""


class ElsewhereNow(Exception):
    """Another process is just at it: the duty is neither done nor failed, and due again at the next tick."""


@dataclass(frozen=True)
class Duty:
    """Something the scheduler does again and again; `every` is measured by the application's clock."""

    name: str
    every: datetime.timedelta
    body: Callable[[], Any]
    title: StrOrPromise = ""
    oldest: Oldest | None = None


bodies: dict[str, Callable[..., Any]] = {}
duties: dict[str, Duty] = {}
first_of_all: set[str] = set()
"""Jobs that people wait for; the queue takes them before whatever was rung for earlier."""
AHEAD = 10
_inline: ContextVar[bool] = ContextVar("jobs_inline", default=False)


def job(name: str, *, is_first: bool = False) -> Callable[[Body], Body]:
    """Register a function as the body of a job; its keyword arguments must be plain JSON. One that `is_first` does not
    wait behind hundreds of others."""

    def register(body: Body) -> Body:
        _claim_name(bodies, name)
        bodies[name] = body
        if is_first:
            first_of_all.add(name)
        return body

    return register


def periodic(
    name: str, *, every: datetime.timedelta, title: StrOrPromise = "", oldest: Oldest | None = None
) -> Callable[[Body], Body]:
    """Register a function as a duty of the scheduler; one process at a time runs it.

    `title` is what people call it; `oldest` measures what it has not done yet, in one statement.
    """

    def register(body: Body) -> Body:
        _claim_name(duties, name)
        duties[name] = Duty(name, every, body, title, oldest)
        return body

    return register


def ring(name: str, **kwargs: Any) -> None:
    """Have a job done soon after this transaction commits; a ring that fails then is made good by a duty."""
    if _inline.get():
        transaction.on_commit(lambda: run(name, **kwargs))
    else:
        task = answer_the_bell.using(priority=AHEAD) if name in first_of_all else answer_the_bell
        transaction.on_commit(lambda: task.enqueue(name, kwargs), robust=True)


def is_rung(name: str) -> bool:
    """Whether a ring for it waits in the queue; one statement."""
    from django_tasks_db.models import DBTaskResult

    waiting: bool = DBTaskResult.objects.ready().filter(args_kwargs__args__0=name).exists()
    return waiting


def run(name: str, **kwargs: Any) -> None:
    """Do a job here and now."""
    if name not in bodies:
        discover()
    bodies[name](**kwargs)


@contextmanager
def inline() -> Iterator[None]:
    """Within the block jobs run in this process as soon as their transaction commits; for rehearsals and tests."""
    before = _inline.set(True)
    try:
        yield
    finally:
        _inline.reset(before)


def discover() -> None:
    """Import every room's `jobs`."""
    autodiscover_modules("jobs")


@task()
def answer_the_bell(name: str, kwargs: dict[str, Any]) -> None:
    """The one task the queue knows."""
    run(name, **kwargs)


def _claim_name(registry: dict[str, Any], name: str) -> None:
    if name in registry:
        raise ValueError(f"{name} is registered twice")
