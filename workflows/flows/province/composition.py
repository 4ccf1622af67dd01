"""Which mould goes where: every county and year gets its share of the work items, a plan, and rounds of its villages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from workflows.flows.province.foundry import LAST, PLAN_VILLAGES
from workflows.flows.province.moulds import Mould
from workflows.flows.province.places import County, Facts, Township
from workflows.flows.province.standing import Standing

PER_COUNTY_AND_YEAR = 120
"""Fewer work items than that are no county's year: a smaller province works in fewer counties."""
Wanted = tuple[str, int, int, Standing | None]
"""Story, year, villages, and of which counties it must be true."""
FINISHED = 0.55
"""How much of the present year's work is over."""


@dataclass(frozen=True)
class Placed:
    """A mould, and the township and villages that it is stamped into."""

    mould: Mould
    township: Township
    villages: tuple[Facts, ...]


class Stock:
    """The moulds, by what they are needed for."""

    def __init__(self, moulds: list[Mould], rng: Random) -> None:
        self._finished: dict[Wanted, list[Mould]] = defaultdict(list)
        self._open: dict[Wanted, list[Mould]] = defaultdict(list)
        for mould in moulds:
            over = mould.stage == LAST[mould.story]
            (self._finished if over else self._open)[mould.story, mould.year, mould.villages, mould.standing].append(
                mould
            )
        self.bundles = sorted({mould.villages for mould in moulds if mould.story == "rounds"}, reverse=True)
        """How many villages may travel together, the most first."""

        self._turns: dict[tuple[Wanted, bool], int] = defaultdict(lambda: rng.randrange(len(moulds)))

    def next(self, story: str, year: int, villages: int, standing: Standing | None = None, *, finished: bool) -> Mould:
        """One of the moulds for that, each in its turn, so that no stage is left out where there is room for all; of
        the present year's plan whatever there is."""
        wanted, other = (self._finished, self._open) if finished else (self._open, self._finished)
        key = (story, year, villages, standing)
        found = wanted[key] or other[key]
        turn = (key, finished)
        self._turns[turn] += 1
        return found[self._turns[turn] % len(found)]


def at_work(counties: list[County], work_items: int, years: int) -> list[County]:
    """The counties that have work; the others only have their people."""
    number = max(1, min(len(counties), work_items // (years * PER_COUNTY_AND_YEAR)))
    return [counties[n * len(counties) // number] for n in range(number)]


def compose(county: County, year: int, share: int, stock: Stock, rng: Random, *, present: bool) -> Iterator[Placed]:
    """One county's year: its plan, then rounds township by township until the share is reached."""
    plan = stock.next("plan", year, PLAN_VILLAGES, county.standing, finished=not present)
    roomy = [t for t in county.townships if len(t.villages) >= PLAN_VILLAGES] or list(county.townships)
    first = roomy[rng.randrange(len(roomy))]
    yield Placed(plan, first, _at_least(first.villages[:PLAN_VILLAGES], PLAN_VILLAGES))
    placed, once_round = plan.work_items, False
    while placed < share:
        for township, villages in _bundles(county, stock.bundles, rng):
            finished = not present or once_round or rng.random() < FINISHED
            mould = stock.next("rounds", year, len(villages), finished=finished)
            yield Placed(mould, township, villages)
            placed += mould.work_items
            if placed >= share:
                break
        once_round = True


def _bundles(county: County, sizes: list[int], rng: Random) -> Iterator[tuple[Township, tuple[Facts, ...]]]:
    """Every village of the county once, in bundles as large as there are moulds for."""
    townships = list(county.townships)
    rng.shuffle(townships)
    for township in townships:
        left = township.villages
        while left:
            size = next(size for size in sizes if size <= len(left))
            yield township, left[:size]
            left = left[size:]


def _at_least(villages: tuple[Facts, ...], number: int) -> tuple[Facts, ...]:
    """A township of fewer villages has each ask more than once."""
    return tuple(villages[n % len(villages)] for n in range(number))
