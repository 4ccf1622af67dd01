"""The bench of pages, with two counties: one whose people read, and one that fills up beside it."""

from __future__ import annotations

import datetime
from collections import Counter

import time_machine
from pytest_django.plugin import DjangoDbBlocker

from core import benches, clock, generated
from core.benches import Asked, Figure
from core.own_database import own_database
from tests.flows.province.conftest import places

NOW = datetime.datetime.now(clock.SHANGHAI)


def test_every_page_is_visited_at_both_sizes(
    migrated_database: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    benches.discover()
    bench = benches.benches["pages"]
    own = own_database("bench_pages", copied=migrated_database)
    with time_machine.travel(NOW, tick=True), django_db_blocker.unblock(), own:
        places(neighbour=True)
        found = list(bench.measure(Asked(sizes=bench.tiny, runs=1, seconds=0)))
    generated.remember(False)
    print("\n".join(map(str, found)))
    figures = [figure for figure in found if isinstance(figure, Figure)]
    by_measure = Counter(figure.measure for figure in figures)
    assert by_measure["rows of work and history read"] == by_measure["quickest, ms"] > 40
    assert all(figure.ours > 0 and figure.bar for figure in figures)
    statements = [figure for figure in figures if figure.measure == "statements"]
    assert [figure.is_met for figure in statements] == [True, True], statements
