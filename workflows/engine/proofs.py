"""Proofs of the engine: races of people who act at the same instant."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from core import proofs
from core.own_database import own_database

REPEATS, SHORT_REPEATS = 100, 2
ACT_RACES, SHORT_ACT_RACES = 926, 12


def engine_races(*, seed: int, short: bool) -> Iterator[str]:
    """Every race many times over, and what the library's default lock lets happen beside it."""
    # What is raced on is loaded here only: a running system never has the trial flows.
    from workflows.engine.trials import races, stage, stock

    repeats = SHORT_REPEATS if short else REPEATS
    with database_of_its_own():
        stage.raise_stage()
        order = [race for race in races.RACES for _n in range(repeats)]
        random.Random(seed).shuffle(order)  # noqa: S311  an order, not a secret
        found: dict[str, Counter[str]] = {}
        for race in order:
            found.setdefault(race.__name__, Counter())[", ".join(sorted(race()))] += 1
        for name in sorted(found):
            yield f"{name}: " + "; ".join(f"{times} x ({outcome})" for outcome, times in found[name].most_common())
        unlocked = sum(races.stock_seals(stock.StockApproval) > 1 for _n in range(repeats))
        locked = sum(races.stock_seals(stock.LockedApproval) > 1 for _n in range(repeats))
        yield f"the library alone carries out one approval more than once: {unlocked} of {repeats} with its default lock"
        yield f"the library alone with a lock that waits: {locked} of {repeats}"


def act_races(*, seed: int, short: bool) -> Iterator[str]:
    """926 races (short: 12) of two acts on one seat or added step, in its incumbent's hands or in nobody's, each pair in turn;
    every ending is that of one order."""
    from workflows.engine.trials import acts, stage

    chance = random.Random(seed)  # noqa: S311  an order, not a secret
    with database_of_its_own():
        stage.raise_stage()
        acts.in_order.cache_clear()
        pairs = [(*pair, is_held) for pair in acts.PAIRS for is_held in (False, True)]
        pairs *= ACT_RACES // len(pairs) + 1
        chance.shuffle(pairs)
        found: dict[str, Counter[str]] = {}
        for first, second, is_held in pairs[: SHORT_ACT_RACES if short else ACT_RACES]:
            ending = ", ".join(acts.race(first, second, is_held=is_held))
            found.setdefault(f"{first.__name__} against {second.__name__}", Counter())[ending] += 1
        for name in sorted(found):
            yield f"{name}: " + "; ".join(f"{times} x ({outcome})" for outcome, times in found[name].most_common())
        total = sum(times.total() for times in found.values())
        yield f"{total} races of {len(found)} pairs, each ended as one order of the two would have"


@contextmanager
def database_of_its_own() -> Iterator[None]:
    """What was moved is kept for ever, so a proof never moves anything in the live database; two at once, or one beside
    the tests, have each their own."""
    if str(connection.settings_dict["NAME"]).startswith("test_"):
        yield
        return
    with own_database("proof"):
        yield


proofs.register("engine_races", engine_races)
proofs.register("act_races", act_races)
