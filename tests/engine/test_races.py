"""People who act at the same instant: a short form here, the full count by `manage.py prove engine_races`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from workflows.engine.trials import races, stock

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("on_real_stage")]


@pytest.mark.parametrize("race", races.RACES)
def test_holds_when_people_act_at_the_same_instant(race: Callable[[], list[str]]) -> None:
    for _n in range(2):
        race()


def test_the_default_lock_of_the_library_lets_one_approval_happen_many_times() -> None:
    assert max(races.stock_seals(stock.StockApproval) for _n in range(3)) > 1


def test_a_lock_that_waits_does_not() -> None:
    # The refused racers end in an error page of the library, which is why nothing of it is mounted.
    assert races.stock_seals(stock.LockedApproval) == 1
