"""What /healthz and /readyz answer."""

from __future__ import annotations

import datetime

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from core import clock, health, scheduler


def test_healthz_asks_no_database(rf: RequestFactory) -> None:
    assert health.healthz(rf.get("/healthz")).content == b"ok"


@pytest.mark.parametrize(("seconds", "status"), [(None, 503), (5, 200), (59, 200), (90, 503)])
@pytest.mark.django_db
def test_readyz_wants_a_fresh_heartbeat(rf: RequestFactory, seconds: int | None, status: int) -> None:
    if seconds is not None:
        scheduler.beat(scheduler.SCHEDULER, at=clock.real_now() - datetime.timedelta(seconds=seconds))
    assert health.readyz(rf.get("/readyz")).status_code == status


def test_readyz_tells_a_database_that_is_down(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> None:
        raise OperationalError

    monkeypatch.setattr(scheduler, "heartbeat_age", down)
    answer = health.readyz(rf.get("/readyz"))
    assert (answer.status_code, b'"database": "down"' in answer.content) == (503, True)


def test_neither_takes_a_post(rf: RequestFactory) -> None:
    assert health.healthz(rf.post("/healthz")).status_code == 405
    assert health.readyz(rf.post("/readyz")).status_code == 405
