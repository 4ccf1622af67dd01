"""Casting what a province of a given size needs: finished years, and the present year at every stage."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from django.db import transaction

from core import clock
from core.working_days import is_working_day
from workflows.flows.demonstration.days import HOUR
from workflows.flows.province import stories
from workflows.flows.province.casting import Known, cast, here
from workflows.flows.province.model_county import VILLAGES, ModelCounty
from workflows.flows.province.moulds import Mould
from workflows.flows.province.standing import Standing
from workflows.flows.province.stories import Told

PLAN_VILLAGES = 3
LAST = {"rounds": "in_library", "plan": "registered"}
ROUNDS_AGO = {VILLAGES: (76,), 3: (76, 12), 1: (76, 4)}
"""How many villages travel together, a township being made up of such bundles; and how many days before today the
present year's rounds of such a bundle began. The oldest reach the library."""
SMALL_BUNDLES = (3, 1)
PLAN_AGO = 150
LETTER = "office_director_signs_letter"
"""A draft that says by which day to answer can be signed only before that day: it is cast of a plan that is drafted on
the last working day but one."""
LETTER_AGO = 14
"""How many days before it is signed, were there no holidays, such a plan begins early: a holiday lengthens its way."""


@dataclass(frozen=True)
class Order:
    """One telling to be cast: the story, its year and villages, the day it begins, and whether every stage counts,
    or only one."""

    story: str
    year: int
    villages: int
    begins: datetime.date
    every_stage: bool
    only: str = ""

    def wants(self, stage: str, story: str) -> bool:
        """Whether a mould is taken of that stage; of the rounds before a plan only their end."""
        if self.only:
            return stage == self.only
        return stage == LAST[story] or (self.every_stage and story == self.story and stage != LETTER)


def bundles(work_items: int) -> tuple[int, ...]:
    """How many villages travel together: a large province has larger bundles too."""
    return SMALL_BUNDLES if work_items < 20_000 else tuple(ROUNDS_AGO)


def orders(
    present_year: int, years: int, today: datetime.date, villages_together: tuple[int, ...], rng: Random
) -> list[Order]:
    """What is cast: each finished year once, the present year from several beginnings."""
    found = []
    for year in range(present_year - years + 1, present_year):
        for villages in villages_together:
            if villages != PLAN_VILLAGES:  # a plan's own rounds are of as many
                found.append(Order("rounds", year, villages, _summer(year, rng), False))
        found.append(Order("plan", year, PLAN_VILLAGES, _summer(year, rng), False))
    for villages in villages_together:
        found += [Order("rounds", present_year, villages, today - _days(ago), True) for ago in ROUNDS_AGO[villages]]
    return [*found, Order("plan", present_year, PLAN_VILLAGES, today - _days(PLAN_AGO), True)]


def moulds(
    model: ModelCounty, wanted: list[Order], standings: Sequence[Standing], today: datetime.date, rng: Random
) -> Iterator[Mould]:
    """Every mould of the orders, of what was reached before today, a plan's for counties of each standing; the model county
    is as before after each."""
    lasted: dict[str, datetime.timedelta] = {}
    for n, order in enumerate(wanted):
        yield from _cast(order, _told(model, order, n, rng), standings, today, lasted)
    plan = wanted[-1]
    young = replace(plan, begins=today - lasted[LETTER] - _days(LETTER_AGO), only=LETTER)
    told = replace(_told(model, young, 0, rng), drafts_on=working_days_before(today, 2))
    yield from _cast(young, told, standings, today, lasted)


def _told(model: ModelCounty, order: Order, number: int, rng: Random) -> Told:
    return Told(
        model, order.year, order.villages, Random(rng.random()),  # noqa: S311
        falls_short=number % 3 == 1, waits_for_january=not order.every_stage,
    )  # fmt: skip


def _cast(
    order: Order,
    told: Told,
    standings: Sequence[Standing],
    today: datetime.date,
    lasted: dict[str, datetime.timedelta],
) -> list[Mould]:
    """The moulds of one telling; `lasted` is told how long after the beginning each stage was reached."""
    begins = datetime.datetime.combine(order.begins, HOUR, clock.SHANGHAI)
    with transaction.atomic(), clock.stepping(begins), told.model.spoken_of():
        taking = _Taking(order, told.model.known, here(), today, lasted)
        found = list(taking.of("rounds", stories.rounds(told)))
        if order.story == "plan" and clock.today() < today:
            for standing in standings:
                with transaction.atomic(), clock.stepping(clock.now()):
                    told.model.stand(standing)
                    found += taking.of("plan", stories.plan(told), standing)
                    transaction.set_rollback(True)
        transaction.set_rollback(True)
    return found


@dataclass(frozen=True)
class _Taking:
    """Moulds of an order taken as its story goes on: who is known in it, and where the keys stood at its beginning."""

    order: Order
    known: Known
    since: dict[str, int]
    today: datetime.date
    lasted: dict[str, datetime.timedelta]

    def of(self, story: str, stages: Iterator[str], standing: Standing | None = None) -> Iterator[Mould]:
        """Stage by stage, until today or until what alone was asked for."""
        order = self.order
        for stage in stages:
            if clock.today() >= self.today:
                return
            self.lasted[stage] = clock.today() - order.begins
            if order.wants(stage, story):
                yield cast(
                    self.known, self.since, story=story, stage=stage, year=order.year, villages=order.villages,
                    standing=standing,
                )  # fmt: skip
            if stage == order.only:
                return


def working_days_before(today: datetime.date, number: int) -> datetime.date:
    """The working day so many before today."""
    day = today
    for _n in range(number):
        day -= _days(1)
        while not is_working_day(day):
            day -= _days(1)
    return day


def _summer(year: int, rng: Random) -> datetime.date:
    """A day in the third quarter before the plan's year, when its projects are handed in."""
    return datetime.date(year - 1, 7, 6) + _days(rng.randrange(60))


def _days(number: int) -> datetime.timedelta:
    return datetime.timedelta(days=number)
