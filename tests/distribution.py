"""Which tests share a worker: those of one world, so that none is made twice; the longest first, so that both end together.

A world is what takes long to make and is looked at by many. A folder that has one is never split, nor is a module.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

WORLDS = ("tests/access/", "tests/flows/travelled/", "tests/flows/province/", "tests/journeys/acts/")
"""Folders with a world of their own (a fixture of the package, or of the session)."""

LONGEST = (
    "tests/access/",
    "tests/journeys/test_browser.py",
    "tests/journeys/acts/",
    "tests/flows/travelled/",
    "tests/flows/province/",
    "tests/flows/demonstration/test_make_demo.py",
    "tests/benches/test_web.py",
    "tests/flows/test_drafts_of_documents.py",
    "tests/documents/measuring/test_wrong.py",
    "tests/recovery/test_recovery.py",
    "tests/benches/test_each.py",
    "tests/engine/test_races.py",
    "tests/plans/services/test_at_once.py",
    "tests/flows/test_permission_matrix.py",
    "tests/core/test_divisions.py",
    "tests/core/test_jobs.py",
    "tests/core/test_benches.py",
    "tests/engine/test_workers_killed.py",
    "tests/journeys/test_keys.py",
)
"""Begun first, in this order; whatever else there is comes as it was shuffled."""


class ByWorld(LoadScopeScheduling):
    """Hands out one world, or one module, at a time."""

    def _split_scope(self, nodeid: str) -> str:
        return world(nodeid)


def world(nodeid: str) -> str:
    """The folder or module whose tests stay together."""
    module = nodeid.partition("::")[0]
    return next((folder for folder in WORLDS if module.startswith(folder)), module)


def place(nodeid: str) -> int:
    """Where among the longest, or behind them."""
    found = world(nodeid)
    return LONGEST.index(found) if found in LONGEST else len(LONGEST)
