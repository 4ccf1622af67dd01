"""People who act at the same instant: the short form here, the full count by `manage.py prove engine_races`."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, current_thread, local, main_thread

import pytest

from core import proofs
from core.kept_statements import Kept
from core.proofs import ProofFailed
from workflows.engine import statements
from workflows.engine.models import Proceeding, TurnTask
from workflows.engine.proofs import SHORT_ACT_RACES, SHORT_REPEATS, act_races, engine_races
from workflows.engine.trials import acts, races, stock

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("on_real_stage")]

Deed = Callable[[acts.Scene], None]
LOST_WITHOUT_A_LOCK: tuple[tuple[Deed, Deed], ...] = (
    (acts.approve, acts.withdraw),
    (acts.approve, acts.remove_seat),
    (acts.transfer, acts.remove_seat),
    (acts.recall_step, acts.approve),
)
"""Acts of which no constraint of the database knows that they exclude each other."""
TRIES = 20
"""Both have read; chance says who writes first, and one of the two orders is a lawful one."""


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


@pytest.mark.parametrize(("first", "second"), LOST_WITHOUT_A_LOCK)
def test_act_races_see_a_turn_that_does_not_lock(first: Deed, second: Deed, monkeypatch: pytest.MonkeyPatch) -> None:
    acts.in_order.cache_clear()
    _unlock(monkeypatch)
    _read_together(monkeypatch, racers=2, patience=30)
    with pytest.raises(ProofFailed, match="as in neither order"):
        _again_and_again(first, second)


@pytest.mark.parametrize(("first", "second"), LOST_WITHOUT_A_LOCK)
def test_act_races_hold_with_the_lock_however_they_read(
    first: Deed, second: Deed, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts.in_order.cache_clear()
    _read_together(monkeypatch, racers=2, patience=1)
    assert races.OK in acts.race(first, second)


def test_one_seat_is_decided_once_even_without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second guard, of the database: an opinion a seat."""
    acts.in_order.cache_clear()
    _unlock(monkeypatch)
    _read_together(monkeypatch, racers=2, patience=30)
    assert sorted(acts.race(acts.approve, acts.approve_too)) == ["Stale", races.OK]


def test_the_races_see_a_turn_that_does_not_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    _unlock(monkeypatch)
    _read_together(monkeypatch, racers=3, patience=30)
    with pytest.raises(ProofFailed, match="fires once"):
        races.last_seats()


def test_the_races_hold_with_the_lock_however_they_read(monkeypatch: pytest.MonkeyPatch) -> None:
    _read_together(monkeypatch, racers=3, patience=1)
    assert races.last_seats() == [races.OK] * 3


def _again_and_again(first: Deed, second: Deed) -> None:
    for _try in range(TRIES):
        acts.race(first, second)


def _read_together(monkeypatch: pytest.MonkeyPatch, *, racers: int, patience: float) -> None:
    """Between what each racer reads and what he writes he waits until all have read, or so many seconds: those whom
    a lock keeps from reading do not come."""
    gate, met, read = Barrier(racers, timeout=patience), local(), statements.live_of

    def read_and_wait(process: Proceeding, task: int | None) -> list[TurnTask]:
        found = read(process, task)
        if current_thread() is not main_thread() and not hasattr(met, "once"):
            met.once = True
            with suppress(BrokenBarrierError):
                gate.wait()
            time.sleep(random.uniform(0, 0.05))  # noqa: S311  who writes first is left to chance
        return found

    monkeypatch.setattr(statements, "live_of", read_and_wait)


def _unlock(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("lock_by_task", "lock_by_proceeding"):
        kept: Kept = getattr(statements, name)()
        unlocked = kept.text.replace("FOR NO KEY UPDATE OF r, p", "")
        assert unlocked != kept.text
        without = Kept(name, unlocked, kept.kinds)
        monkeypatch.setattr(statements, name, lambda without=without: without)


def test_the_library_with_a_lock_that_waits_approves_once() -> None:
    # Its refused racers end in an error page, which is one more reason why nothing of it is mounted.
    assert races.stock_seals(stock.LockedApproval) == 1
