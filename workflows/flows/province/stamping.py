"""Stamping a mould: new keys, numbers, names and moments for everything in it, the same everywhere it is mentioned."""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from random import Random

from core import search
from documents.codes import code_of, spoken
from workflows.flows.province.moulds import Layer, Mould
from workflows.flows.province.places import Filling

MOMENTS_APART = datetime.timedelta(seconds=83)
MOMENTS = 64
"""A stamp's acts come up to an hour and a half later in the day than the mould's."""
SeriesKey = tuple[str, int]
"""A document code and a year."""


@dataclass
class Counters:
    """When the province is made and by which password its people log in, and what has been given out: keys by table,
    document numbers by code and year, project codes by county and year."""

    made: datetime.datetime
    password: str
    keys: dict[str, int]
    numbers: dict[SeriesKey, int] = field(default_factory=lambda: defaultdict(int))
    projects: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    meetings: dict[tuple[str, str, int], int] = field(default_factory=lambda: defaultdict(int))
    received: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    """Incoming documents by agency and year."""
    contents: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """How often the same content was issued: each has a verification code of its own."""


@dataclass
class Sheet:
    """Rows ready to be loaded, by table; the ledger's lines with their moments, by chain."""

    rows: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    ledger: list[tuple[str, str]] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def stamp(mould: Mould, filling: Filling, counters: Counters, sheet: Sheet, rng: Random) -> None:
    """Add the rows of one stamp to the sheet; `filling` says who and where, and is filled up with the rest."""
    _fill_keys(mould, filling, counters)
    _fill_numbers(mould, filling, counters)
    filling |= _moments(mould, rng.randrange(MOMENTS))
    filling |= {"made": counters.made.isoformat(sep=" "), "password": counters.password}
    _fill_requests(mould, filling, rng)
    _fill_contents(mould.contents, filling, counters)
    for n, texts in enumerate(mould.found_by):
        filling[f"s{n}"] = search.vector((texts % filling).splitlines(), read=_read)
    for layer in mould.layers:
        sheet.rows[layer.table].append(layer.text % filling)
        sheet.counted[layer.table] += layer.rows
    sheet.ledger += [(line.moment % filling, line.text % filling) for line in mould.ledger]


def columns(moulds: Iterable[Mould]) -> dict[str, tuple[str, ...]]:
    """What is loaded into each table."""
    layers: Iterable[Layer] = (layer for mould in moulds for layer in mould.layers)
    return {layer.table: layer.columns for layer in layers}


def _fill_keys(mould: Mould, filling: Filling, counters: Counters) -> None:
    for table, names in mould.keys.items():
        first = counters.keys[table] + 1
        counters.keys[table] += len(names)
        filling.update(zip(names, map(str, range(first, first + len(names))), strict=True))


def _fill_numbers(mould: Mould, filling: Filling, counters: Counters) -> None:
    used: dict[SeriesKey, int] = {}
    for name, ((place, use, year), seq) in mould.numbers.items():
        code = filling[f"{place}.c.{use}"]
        given = counters.numbers[code, year] + seq
        used[code, year] = max(used.get((code, year), 0), given)
        filling[name] = str(given) if name.startswith("q") else f"{code}〔{year}〕{given}号"
    counters.numbers.update(used)
    _fill_projects(mould, filling, counters.projects)
    _fill_received(mould, filling, counters.received)
    for name, (kind, of_year) in mould.meetings.items():
        held = (filling["county.code"], kind, of_year)
        counters.meetings[held] += 1
        filling[name] = str(counters.meetings[held])


def _fill_projects(mould: Mould, filling: Filling, given_out: dict[tuple[str, int], int]) -> None:
    used: dict[tuple[str, int], int] = {}
    for name, (year, seq) in mould.projects.items():
        county = filling["county.code"]
        given = given_out[county, year] + seq
        used[county, year] = max(used.get((county, year), 0), given)
        filling[name] = f"{county}-{year}-{given:04d}"
    given_out.update(used)


def _fill_received(mould: Mould, filling: Filling, given_out: dict[tuple[str, int], int]) -> None:
    used: dict[tuple[str, int], int] = {}
    for name, (agency, year, seq) in mould.received.items():
        register = (filling[agency], year)
        given = given_out[register] + seq
        used[register] = max(used.get(register, 0), given)
        filling[name] = str(given)
    given_out.update(used)


@lru_cache(maxsize=20_000)
def _read(text: str) -> search.Read:
    """Most of what a dossier is found by, such as its village, is what others of the county are found by."""
    return search.reading(text)


@cache
def _moments(mould: Mould, later: int) -> Mapping[str, str]:
    delta = MOMENTS_APART * later
    return {name: moment.written(delta) for name, moment in mould.moments.items()}


def _fill_requests(mould: Mould, filling: Filling, rng: Random) -> None:
    own = f"{rng.getrandbits(96):024x}"
    head = f"{own[:8]}-{own[8:12]}-4{own[12:15]}-8{own[15:18]}-{own[18:22]}"
    for n in range(mould.requests):
        filling[f"r{n}"] = f"{head}{n:08x}"


def _fill_contents(contents: Iterable[str], filling: Filling, counters: Counters) -> None:
    """Each content in the spelling that is hashed; a later one may cite an earlier one's digest and code."""
    for n, content in enumerate(contents):
        text = content % filling
        digest = hashlib.sha256(text.encode()).hexdigest()
        code = code_of(digest, counters.contents[digest])
        filling[f"h{n}"], filling[f"v{n}"], filling[f"w{n}"] = digest, code, spoken(code)
        counters.contents[digest] += 1
        filling[f"c{n}"] = text.replace("\\", "\\\\")
