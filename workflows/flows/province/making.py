"""Making the province: places, organs, people, moulds, stamps; all or nothing."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from django.db import connection, transaction
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from core import clock, divisions
from core.enums import OrganisationKind
from core.errors import Conflict
from core.generated import remember
from core.models import Dossier, GeneratedProvince, Organisation
from documents.models import DocumentCode, IncomingDocument, NumberSeries
from roles import county as organs
from roles.models import Post
from workflows.flows.demonstration.days import Days
from workflows.flows.province import codes, composition, foundry, places, sequences
from workflows.flows.province.casting import FROZEN, LEDGER
from workflows.flows.province.lifting import lifted
from workflows.flows.province.loading import loading
from workflows.flows.province.model_county import ModelCounty, build
from workflows.flows.province.moulds import Mould
from workflows.flows.province.places import County, Register
from workflows.flows.province.stamping import Counters, SeriesKey, Sheet, columns, stamp
from workflows.flows.province.standing import USUAL, Standing

Say = Callable[[str], None]
LARGE, MANY = 50_000, 20
"""From how many work items, or counties to be staffed, on it pays to lift foreign keys and indexes."""
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


@dataclass(frozen=True)
class Cast:
    """What is stamped: the model county's staffing, and the moulds of its work."""

    staffing: dict[str, Mould]
    moulds: list[Mould]


def make(size: Size, say: Say) -> Rows:
    """Fill the province; refused beforehand by the command where it must not be. Raises Conflict where no county is
    left to fill.

    Places come first and stay; moulds are cast and undone; what is stamped is loaded whole or not at all.
    """
    counties = found_places(size)
    say(f"organisations: {Organisation.objects.count()}; to be filled: {len(counties)} counties")
    moulds = cast(size, sorted({county.standing for county in _working(counties, size)}))
    say(f"moulds: {len(moulds.moulds)}")
    return fill(size, counties, moulds, say)


def found_places(size: Size) -> list[County]:
    """The counties to be filled, with their organs and document codes."""
    with _unhurried():
        sequences.mend()
        _organs()
        counties = _untouched()[: size.counties]
        codes.give(counties)
    return counties


def cast(size: Size, standings: Iterable[Standing] = (USUAL,)) -> Cast:
    """The moulds for a province of that size with counties of these standings; the database is as before. Cast once a
    process and day: what they are depends on nothing else."""
    return _cast(size.seed, size.years, foundry.bundles(size.work_items), clock.today(), tuple(standings))


@lru_cache(maxsize=1)
def _cast(
    seed: int, years: int, together: tuple[int, ...], today: datetime.date, standings: tuple[Standing, ...]
) -> Cast:
    with casting(seed, years, together, today, standings) as (model, found):
        return Cast(model.staffing, list(found))


@contextmanager
def casting(
    seed: int,
    years: int,
    together: tuple[int, ...],
    today: datetime.date,
    standings: tuple[Standing, ...] = (USUAL,),
) -> Iterator[tuple[ModelCounty, Iterator[Mould]]]:
    """The model county while it stands, and its moulds as they are taken one after the other."""
    rng, year = Random(f"{seed} moulds"), Days(today).plan_year  # noqa: S311  not for secrets
    with sequences.marked(), _unhurried():
        model = build(datetime.date(year - years, 1, 1), max(together))
        wanted = foundry.orders(year, years, today, together, rng)
        yield model, foundry.moulds(model, wanted, standings, today, rng)
        transaction.set_rollback(True)


def fill(size: Size, counties: list[County], moulds: Cast, say: Say) -> Rows:
    """Stamp the moulds into the counties, all or nothing."""
    rng = Random(f"{size.seed} stamps")  # noqa: S311  not for secrets
    with _unhurried():
        counters = Counters(
            clock.real_now(), size.password, sequences.positions(), _numbers_given(), received=_received(),
            contents=_frozen(),
        )  # fmt: skip
        made: Rows = defaultdict(int)
        staffed, worked = columns(moulds.staffing.values()), columns(moulds.moulds)
        is_large = size.work_items >= LARGE or len(counties) >= MANY
        with lifted({*staffed, *worked, LEDGER}, say, asked=staffed) if is_large else nullcontext():
            _staff(counties, moulds.staffing, counters, made, rng)
            say(f"people: {made['core_user']}")
            _work(size, counties, moulds.moulds, counters, made, rng, say)
        sequences.move({table: last for table, last in counters.keys.items() if table != LEDGER})
        _write_series(counters)
        GeneratedProvince.objects.create(
            seed=size.seed, years=size.years, counties=len(counties), work_items=made["engine_workitem"],
            day=clock.today(),
        )  # fmt: skip
        remember(True)
    say("done")
    return made


@contextmanager
def _unhurried() -> Iterator[None]:
    """A transaction that may take its time: nobody else waits for it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
        yield


def _untouched() -> list[County]:
    """The counties that have no dossiers; whatever else there is stays as it is."""
    touched = set(Dossier.objects.order_by().values_list("county_id", flat=True).distinct())
    found = [county for county in places.counties() if county.facts[0] not in touched]
    if not found:
        raise Conflict(_("各县均已有案卷，没有可以装入生成数据的县；请用空数据库"))
    return found


def _numbers_given() -> dict[SeriesKey, int]:
    """The last number of every series: organs above the counties may have given some."""
    given = NumberSeries.objects.order_by("pk").values_list("code__code", "year", "last")
    return defaultdict(int, {(code, year): last for code, year, last in given})


def _received() -> dict[tuple[str, int], int]:
    """The last number of every incoming register, by agency's key and year."""
    numbered = IncomingDocument.objects.filter(seq__isnull=False).order_by("organisation", "year")
    last = numbered.values("organisation", "year").annotate(last=Max("seq")).values_list("organisation", "year", "last")
    return defaultdict(int, {(str(agency), year): seq for agency, year, seq in last})


def _frozen() -> dict[str, int]:
    """How often each content was submitted or issued: the same one again gets a code of its own."""
    times: dict[str, int] = defaultdict(int)
    for model in FROZEN:
        by_content = model.objects.order_by().values("content_sha256").annotate(times=Count("pk"))
        for digest, number in by_content.values_list("content_sha256", "times"):
            times[digest] += number
    return times


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


def _staff(counties: list[County], staffing: dict[str, Mould], counters: Counters, made: Rows, rng: Random) -> None:
    """People for every organisation that has no posts yet."""
    present = set(Post.objects.order_by().values_list("organisation_id", flat=True).distinct())
    with loading(columns(staffing.values())) as hand_over:
        for county in counties:
            sheet = Sheet()
            for place, facts, filling in places.fillings_for_staff(county):
                if facts[0] not in present and place in staffing:
                    present.add(facts[0])
                    stamp(staffing[place], filling, counters, sheet, rng)
            _count(sheet, made)
            hand_over(sheet)


def _work(
    size: Size,
    counties: list[County],
    moulds: list[Mould],
    counters: Counters,
    made: Rows,
    rng: Random,
    say: Say,
) -> None:
    year = Days(clock.today()).plan_year
    stock, register = composition.Stock(moulds, rng), Register.read()
    working = _working(counties, size)
    share = size.work_items // (len(working) * size.years)
    with loading(columns(moulds)) as hand_over:
        for n, county in enumerate(working, 1):
            sheet, known = Sheet(), places.county_filling(county, register)
            for of_year in range(year - size.years + 1, year + 1):
                for placed in composition.compose(county, of_year, share, stock, rng, present=of_year == year):
                    filling = {**known, **places.township_filling(placed.township, placed.villages, register)}
                    stamp(placed.mould, filling, counters, sheet, rng)
            _count(sheet, made)
            hand_over(sheet)
            if n % 10 == 0 or n == len(working):
                say(f"work: {n} of {len(working)} counties, {made['engine_workitem']} work items")


def _working(counties: list[County], size: Size) -> list[County]:
    return composition.at_work(counties, size.work_items, size.years)


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
