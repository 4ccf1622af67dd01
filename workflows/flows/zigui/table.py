"""The plan that is done: as many items and as much money as 秭归县 published for 2020 (311 项, 6.88 亿元), over its real
townships and villages. What the items are and what each source gives is made up; every sum is exact to the fen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from core.divisions import HUBEI_DIVISIONS, Division, read_divisions
from core.money import FEN
from plans.enums import Category
from plans.tables import ReadItem, ReadPlan
from plans.tables.result import Category as Head
from workflows.flows.demonstration.wishes import Wish
from workflows.flows.province.projects import wishes

COUNTY = "420527"
HEADS = dict(zip(Category, Head, strict=True))
SOURCES = {
    "中央财政专项扶贫资金": Decimal("214680300.07"),
    "省级财政专项扶贫资金": Decimal("96317520.19"),
    "中央农村公路建设补助": Decimal("121450000.33"),
    "中央农业生产发展资金": Decimal("68240611.41"),
    "省级农田水利建设资金": Decimal("57903044.53"),
    "中央农村危房改造补助": Decimal("43128876.67"),
    "市级财政专项扶贫资金": Decimal("26779647.71"),
    "县级财政预算安排": Decimal("59499999.09"),
}  # fmt: skip
"""What each gives to this plan in yuan."""
FEWEST, MOST = 2, 4
"""Of how many sources an item is paid."""
OF_DEPARTMENTS, OF_SHORT = 6, 4
"""How many items departments propose, and how many villages a township of a short plan has."""


@dataclass(frozen=True)
class Size:
    """How many items, how many of them the drafter lists by hand, how many an adjustment changes, and the whole in yuan."""

    items: int
    by_hand: int
    adjusted: int
    total: Decimal


FULL = Size(items=311, by_hand=6, adjusted=24, total=Decimal("688000000.00"))
SHORT = Size(items=12, by_hand=4, adjusted=3, total=Decimal("27123456.73"))


def places(size: Size) -> list[Division]:
    """The county with all its townships and villages; of a short plan two townships and a few villages."""
    rows = [
        row for row in read_divisions(HUBEI_DIVISIONS) if COUNTY.startswith(row.code) or row.code.startswith(COUNTY)
    ]
    if size.items >= FULL.items:
        return rows
    townships = [row.code for row in rows if row.level == "township"][:2]
    villages = [row for code in townships for row in [r for r in rows if r.parent == code][-OF_SHORT:]]
    return [row for row in rows if COUNTY.startswith(row.code) or row.code in townships] + villages


def plan(size: Size, rng: Random) -> ReadPlan:
    """Every village has an item, every township one of its own, departments a few; sums are exact."""
    named = list(_named(size, rng))
    paid = _paid(size, rng)
    items = tuple(
        ReadItem(
            row=n, seq=str(n), name=wish.name, amount_yuan=sum(amounts.values(), Decimal()), category=HEADS[wish.category],
            nature="新建", content=wish.content, places=(code,) if code else (), place_text=place, source_amounts=amounts,
        )
        for n, ((code, place, wish), amounts) in enumerate(zip(named, paid, strict=True), 1)
    )  # fmt: skip
    given = {name: sum((i.source_amounts.get(name, Decimal()) for i in items), Decimal()) for name in SOURCES}
    return ReadPlan(
        title="", items=items, total_yuan=size.total, subtotals=(), unit="元", source_totals=given, warnings=(),
    )  # fmt: skip


def _named(size: Size, rng: Random) -> Iterator[tuple[str, str, Wish]]:
    """The code of whoever proposes, the place and what is wanted; no village wants one thing twice."""
    rows = places(size)
    villages = [row for row in rows if row.level == "village"]
    townships = [row for row in rows if row.level == "township"]
    of_departments = min(OF_DEPARTMENTS, size.items - len(villages) - len(townships))
    more, once = divmod(size.items - len(townships) - of_departments, len(villages))
    for n, village in enumerate(villages):
        name = village.name.removesuffix("村民委员会").removesuffix("居民委员会")
        for wish in wishes(name, more + (n < once), rng):
            yield village.code, name, wish
    for township in townships:
        yield township.code, township.name, wishes(township.name, 1, rng)[0]
    for wish in wishes("秭归县", of_departments, rng):
        yield "", "", wish


def _paid(size: Size, rng: Random) -> list[dict[str, Decimal]]:
    """What each source gives to each item, in yuan to the fen; each source gives all that it has."""
    payers = [rng.sample(list(SOURCES), rng.randint(FEWEST, MOST)) for _n in range(size.items)]
    for n, name in enumerate(SOURCES):
        if name not in payers[n]:
            payers[n][0] = name
    found: list[dict[str, Decimal]] = [{} for _n in range(size.items)]
    for name, given in _given(size).items():
        paid = [row for row, names in zip(found, payers, strict=True) if name in names]
        for row, fen in zip(paid, _shares(int(given * 100), len(paid), rng), strict=True):
            row[name] = Decimal(fen) / 100
    return found


def _given(size: Size) -> dict[str, Decimal]:
    """All that each source gives; of a short plan the same part of each, the first rounds off."""
    whole = sum(SOURCES.values(), Decimal())
    given = {name: (amount * size.total / whole).quantize(FEN) for name, amount in SOURCES.items()}
    first = next(iter(given))
    given[first] += size.total - sum(given.values(), Decimal())
    return given


def _shares(fen: int, number: int, rng: Random) -> Sequence[int]:
    """So many uneven parts of an amount of fen, none of them empty."""
    weights = [rng.uniform(0.4, 2.2) for _n in range(number)]
    parts = [max(1, int(fen * weight / sum(weights))) for weight in weights]
    return [*parts[:-1], fen - sum(parts[:-1])]
