"""People who act at the same instant: the short form here, the full count by `manage.py prove engine_races`."""

from __future__ import annotations

import random

import pytest

from core import proofs
from core.proofs import ProofFailed
from workflows.engine.proofs import SHORT_ACT_RACES, SHORT_REPEATS, act_races, engine_races
from workflows.engine.trials import acts, races, stock

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("on_real_stage")]


def test_every_race_holds_and_the_library_alone_does_not() -> None:
    seed = random.randrange(2**31)  # noqa: S311  printed, so that a failure can be repeated
    print(f"seed {seed}")
    lines = list(engine_races(seed=seed, short=True))
    print("\n".join(lines))
    assert len(lines) == len(races.RACES) + 2
    assert f"{SHORT_REPEATS} of {SHORT_REPEATS} with its default lock" in lines[-2]
    assert lines[-1].endswith(f"with a lock that waits: 0 of {SHORT_REPEATS}")
    assert "engine_races" in proofs.proofs


def test_two_acts_at_once_end_as_one_after_the_other() -> None:
    seed = random.randrange(2**31)  # noqa: S311  printed, so that a failure can be repeated
    print(f"seed {seed}")
    lines = list(act_races(seed=seed, short=True))
    print("\n".join(lines))
    assert lines[-1].startswith(f"{SHORT_ACT_RACES} races")


def test_act_races_see_a_turn_that_does_not_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    _unlock(monkeypatch)
    acts.in_order.cache_clear()
    with pytest.raises(ProofFailed):
        _a_hundred_times()


def _a_hundred_times() -> None:
    for _n in range(100):
        acts.race(acts.approve, acts.approve_too)


def test_the_races_see_a_turn_that_does_not_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    _unlock(monkeypatch)
    with pytest.raises(ProofFailed):
        _five_times()


def _unlock(monkeypatch: pytest.MonkeyPatch) -> None:
    from workflows.engine import statements

    for name in ("LOCK_BY_TASK", "LOCK_BY_PROCEEDING"):
        unlocked = getattr(statements, name).replace("FOR NO KEY UPDATE OF r, p", "")
        monkeypatch.setattr(statements, name, unlocked)


def _five_times() -> None:
    for _n in range(5):
        races.last_seats()


def test_the_library_with_a_lock_that_waits_approves_once() -> None:
    # Its refused racers end in an error page, which is one more reason why nothing of it is mounted.
    assert races.stock_seals(stock.LockedApproval) == 1
