"""Every bench runs at a tiny size and yields figures; how fast it was is never asked here."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from pytest_django.plugin import DjangoDbBlocker

from core import benches
from core.benches import Asked, Figure
from core.own_database import own_database

benches.discover()
PEERS = {"SpiffWorkflow", "typst"}
OWN_TEST = {"pages", "web"}
"""Those that need more than this module's database."""


@pytest.fixture(scope="module")
def apart(migrated_database: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One database for all of them, beside the tests' own."""
    with django_db_blocker.unblock(), own_database("benches", copied=migrated_database):
        yield


@pytest.mark.parametrize("name", sorted(benches.benches.keys() - OWN_TEST))
@pytest.mark.usefixtures("apart")
def test_it_yields_figures(name: str) -> None:
    bench = benches.benches[name]
    asked = Asked(sizes=bench.tiny, runs=1, seconds=0.1)
    absent = [peer for peer in PEERS & set(bench.packages) if find_spec(peer) is None]
    found = list(bench.measure(asked))
    print("\n".join(map(str, found)))
    figures = [figure for figure in found if isinstance(figure, Figure)]
    assert figures
    told = [remark for remark in found if isinstance(remark, str) and "requirements-bench.lock" in remark]
    assert (len(told), {f.peer.lower() for f in figures if f.peer and f.theirs is None}) == (
        len(absent),
        {peer.lower() for peer in absent},
    )
    assert all(figure.ours > 0 for figure in figures)
    assert any(figure.bar for figure in figures)
