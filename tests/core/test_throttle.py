"""The brake on doors that are open to everyone."""

from __future__ import annotations

import datetime

import pytest
import time_machine

from core import throttle
from core.errors import Refused
from core.models import ThrottleTally

pytestmark = pytest.mark.django_db


def knock(times: int, source: str = "203.0.113.7", scope: str = "objection") -> None:
    for _number in range(times):
        throttle.admit(scope, source, limit=3)


def test_the_fourth_in_an_hour_is_refused_and_leaves_the_count() -> None:
    knock(3)
    with pytest.raises(Refused, match="频繁"):
        knock(1)
    assert ThrottleTally.objects.get().count == 3


def test_sources_and_scopes_are_counted_apart() -> None:
    knock(3)
    knock(3, source="203.0.113.8")
    knock(3, scope="login")


def test_the_next_window_begins_anew() -> None:
    knock(3)
    with time_machine.travel(datetime.datetime(2026, 3, 2, 10, 1, tzinfo=datetime.UTC), tick=False):
        knock(3)


def test_no_address_is_kept() -> None:
    knock(1)
    assert len(ThrottleTally.objects.get().source_digest) == 64


def test_old_counts_are_forgotten() -> None:
    knock(1)
    throttle.forget_tallies()
    assert ThrottleTally.objects.exists()
    ThrottleTally.objects.update(window_started_at=datetime.datetime(2026, 2, 28, tzinfo=datetime.UTC))
    throttle.forget_tallies()
    assert not ThrottleTally.objects.exists()
