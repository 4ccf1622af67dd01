"""The bench of served pages, with one county at work."""

from __future__ import annotations

import datetime

import time_machine
from pytest_django.plugin import DjangoDbBlocker

from core import benches, clock
from core.benches import Asked, Figure
from core.own_database import own_database
from tests.flows.province.conftest import places

NOW = datetime.datetime.now(clock.SHANGHAI)
"""The server does not know of the tests' own clock, and a log-in has an end."""


def test_people_decide_over_http_and_nothing_goes_wrong(
    migrated_database: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    benches.discover()
    bench = benches.benches["web"]
    own = own_database("bench_web", copied=migrated_database)
    with time_machine.travel(NOW, tick=True), django_db_blocker.unblock(), own:
        places()
        found = list(bench.measure(Asked(sizes=bench.tiny, runs=1, seconds=2)))
    print("\n".join(map(str, found)))
    figures = [figure for figure in found if isinstance(figure, Figure)]
    errors = [figure for figure in figures if figure.measure == "errors"]
    assert [figure.ours for figure in errors] == [0, 0]
    assert "0 decisions" not in errors[0].case
    assert any("decision" in figure.case and figure.measure == "p95, ms" and figure.ratio for figure in figures)
