"""Making the province: places, organs, people, moulds, stamps; all or nothing."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from random import Random

from django.db import connection, transaction

from core import clock, divisions
from core.enums import OrganisationKind
from core.generated import remember
from core.models import GeneratedProvince, Organisation
from documents.models import DocumentCode, NumberSeries
from roles import county as organs
from roles.models import Post
from workflows.flows.demonstration.days import Days
from workflows.flows.province import codes, composition, foundry, places, sequences
from workflows.flows.province.casting import LEDGER
from workflows.flows.province.lifting import lifted
from workflows.flows.province.loading import learn, load
from workflows.flows.province.model_county import ModelCounty, build
from workflows.flows.province.moulds import Mould
from workflows.flows.province.places import County, Register
from workflows.flows.province.stamping import Counters, Sheet, columns, stamp

Say = Callable[[str], None]
LARGE = 50_000
"""From how many work items on it pays to lift foreign keys and indexes."""
Rows = dict[str, int]
"""How many rows were written, by table."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large a province is made, and from which seed."""

    work_items: int
    years: int
    counties: int | None
    seed: int
    password: str
    """As it is stored."""


def make(size: Size, say: Say) -> Rows:
    """Fill the province; refused beforehand by the command where it must not be.

    Places come first and stay; moulds are cast and undone; what is stamped is loaded whole or not at all.
    """
    rng, present = Random(size.seed), clock.now()  # noqa: S311  not for secrets
    year = Days(clock.today()).plan_year
    with _unhurried():
        sequences.mend()
        _organs()
        counties = places.counties(size.counties)
        codes.give(counties)
    say(f"organisations: {Organisation.objects.count()}")
    with sequences.marked(), _unhurried():
        model = build(datetime.date(year - size.years, 1, 1), size.password)
        wanted = foundry.orders(year, size.years, present.date(), foundry.variety(size.work_items), rng)
        moulds = list(foundry.moulds(model, wanted, present, rng))
        transaction.set_rollback(True)
    say(f"moulds: {len(moulds)}")
    with _unhurried():
        return _load(size, year, counties, model, moulds, rng, say)


@contextmanager
def _unhurried() -> Iterator[None]:
    """A transaction that may take its time: nobody else waits for it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
        yield


def _load(
    size: Size, year: int, counties: list[County], model: ModelCounty, moulds: list[Mould], rng: Random, say: Say
) -> Rows:
    counters = Counters(sequences.positions())
    made: Rows = defaultdict(int)
    _staff(counties, model, counters, made, rng)
    say(f"people: {made['core_user']}")
    with lifted({*columns(moulds), LEDGER}, say) if size.work_items >= LARGE else nullcontext():
        _work(size, year, counties, moulds, counters, made, rng, say)
    sequences.move({table: last for table, last in counters.keys.items() if table != LEDGER})
    _write_series(counters)
    GeneratedProvince.objects.create(
        seed=size.seed, years=size.years, counties=len(counties), work_items=made["engine_workitem"], day=clock.today()
    )
    remember(True)
    say("done")
    return made


def _organs() -> None:
    """Places, unless they are loaded, and the organs of every county, prefecture and the province."""
    if not Organisation.objects.filter(kind=OrganisationKind.COUNTY).exists():
        divisions.load(divisions.read_divisions(divisions.HUBEI_DIVISIONS))
    for kind, make_organs in (
        (OrganisationKind.PROVINCE, organs.make_provincial_organs),
        (OrganisationKind.PREFECTURE, organs.make_prefecture_organs),
        (OrganisationKind.COUNTY, organs.make_county_organs),
    ):
        for place in Organisation.objects.filter(kind=kind).in_order():
            make_organs(place)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE core_organisation")


def _staff(counties: list[County], model: ModelCounty, counters: Counters, made: Rows, rng: Random) -> None:
    """People for every organisation that has no posts yet."""
    present = set(Post.objects.order_by().values_list("organisation_id", flat=True).distinct())
    names = columns(model.staffing.values())
    for n, county in enumerate(counties, 1):
        sheet = Sheet()
        for place, facts, filling in places.fillings_for_staff(county):
            if facts[0] not in present and place in model.staffing:
                present.add(facts[0])
                stamp(model.staffing[place], filling, counters, sheet, rng)
        load(sheet, names)
        _count(sheet, made)
        if _has_doubled(n):
            learn(sheet.rows)


def _work(
    size: Size,
    year: int,
    counties: list[County],
    moulds: list[Mould],
    counters: Counters,
    made: Rows,
    rng: Random,
    say: Say,
) -> None:
    stock, register, names = composition.Stock(moulds), Register.read(), columns(moulds)
    working = composition.at_work(counties, size.work_items, size.years)
    share = size.work_items // (len(working) * size.years)
    for n, county in enumerate(working, 1):
        sheet, known = Sheet(), places.county_filling(county, register)
        for of_year in range(year - size.years + 1, year + 1):
            for placed in composition.compose(county, of_year, share, stock, rng, present=of_year == year):
                filling = {**known, **places.township_filling(placed.township, placed.villages, register)}
                stamp(placed.mould, filling, counters, sheet, rng)
        load(sheet, names)
        _count(sheet, made)
        if _has_doubled(n):
            learn(sheet.rows)
        if n % 10 == 0 or n == len(working):
            say(f"work: {n} of {len(working)} counties, {made['engine_workitem']} work items")


def _has_doubled(number: int) -> bool:
    """Whether it is a power of two."""
    return number & (number - 1) == 0


def _count(sheet: Sheet, made: Rows) -> None:
    for table, rows in sheet.counted.items():
        made[table] += rows
    made[LEDGER] += len(sheet.ledger)


def _write_series(counters: Counters) -> None:
    """Each series goes on after the last number that was given."""
    by_code = dict(DocumentCode.objects.order_by("pk").values_list("code", "pk"))
    NumberSeries.objects.bulk_create(
        [NumberSeries(code_id=by_code[code], year=year, last=last) for (code, year), last in counters.numbers.items()],
        update_conflicts=True, unique_fields=["code", "year"], update_fields=["last"], batch_size=5_000,
    )  # fmt: skip
