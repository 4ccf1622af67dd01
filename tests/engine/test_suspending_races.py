"""A flow that begins in the very instant in which its dossier is suspended stands still with it, or does not begin."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from contextlib import ExitStack
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from core import clock
from core.errors import Conflict
from core.models import Dossier
from tests.processes import wait_for
from workflows.engine import services
from workflows.engine.models import Proceeding, WorkItem
from workflows.engine.trials import stage

pytestmark = pytest.mark.usefixtures("on_real_stage")


def begin(process: Proceeding) -> None:
    services.start(actor=process.started_by, flow="trial_notice", dossier=Dossier.objects.get(pk=process.dossier_id))


def suspend(process: Proceeding) -> None:
    until = clock.today() + datetime.timedelta(days=7)
    dossier = Dossier.objects.get(pk=process.dossier_id)
    services.suspend(actor=stage.holder("420301"), dossier=dossier, reason="等待。", expected_on=until)


def is_waited_for() -> bool:
    """Whether another connection waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def both(first: Callable[[Proceeding], None], second: Callable[[Proceeding], None], process: Proceeding) -> list[str]:
    """The first acts and commits only once the second, on a connection of its own, waits for it; what went wrong."""
    acted, wrong = Event(), []

    def come_second() -> None:
        acted.wait(20)
        try:
            second(process)
        except Conflict as refusal:
            wrong.append(refusal.message)
        finally:
            connection.close()

    thread = Thread(target=come_second)
    with ExitStack() as until_both_are_done:
        until_both_are_done.callback(thread.join)
        thread.start()
        with transaction.atomic():
            first(process)
            acted.set()
            wait_for(is_waited_for, 10)
    return wrong


def test_what_began_just_before_is_suspended_too() -> None:
    process = stage.begin()
    assert both(begin, suspend, process) == []
    assert Proceeding.objects.filter(dossier=process.dossier_id, suspended_at__isnull=False).count() == 2
    assert not WorkItem.objects.open().filter(suspended_at__isnull=True).exists()


def test_what_begins_just_after_is_refused() -> None:
    process = stage.begin()
    assert both(suspend, begin, process) == ["该案卷已暂停办理，恢复后才能开始新的流程"]
    assert not Proceeding.objects.filter(flow_key="trial_notice").exists()
