"""Every published table has its verdict in the documentation, and every published identity holds in our arithmetic."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from core.models import Organisation
from core.money import FEN, parse_amount
from funds.models import FundSource
from plans.tables.verdicts import verdicts
from tests.plans.imports.tables import confirmed, sources_sent
from tests.plans.imports.tables import verdicts as verdicts_of
from tests.plans.tables.sheets import COUNTIES, DATA, PLANS, places_of

DOCUMENTED = (Path(__file__).parents[3] / "docs/spreadsheets.md").read_text(encoding="utf-8")
ELSEWHERE = {"jiaozuo": "beita"}
"""A table that is no county's plan is refused whichever county's places it is read with."""


@pytest.mark.parametrize("county", PLANS)
def test_the_documented_verdict_is_what_the_reader_says(county: str) -> None:
    places = places_of(county if county in COUNTIES else ELSEWHERE[county])
    for verdict in verdicts(PLANS[county], places):
        assert verdict.row() in DOCUMENTED


def amounts(name: str) -> list[Decimal]:
    """The last column of a table of money in 万元, as yuan."""
    with (DATA / name).open(encoding="utf-8-sig", newline="") as text:
        return [parse_amount(row[-1], unit="万元").yuan for row in list(csv.reader(text))[1:]]


def test_four_documents_pay_four_uses_to_the_fen(county: Organisation) -> None:
    """吴堡县 2020: what its table of sources becomes in the register closes with its table of uses."""
    prepared = sources_sent(county, (DATA / "fund_sources_wubu.csv").read_bytes())
    assert verdicts_of(prepared) == ["new"] * 4
    confirmed(prepared)
    held = sum(FundSource.objects.order_by("pk").values_list("integrable", flat=True), Decimal())
    assert held == sum(amounts("fund_alloc_wubu.csv")) == Decimal("9314091.98")
    assert set(FundSource.objects.values_list("level", "nature")) == {
        ("central", "current"), ("province", "current"), ("county", "carryover"),
    }  # fmt: skip


def wan(*texts: str) -> Decimal:
    """Their sum in yuan, each read as the system reads amounts in 万元."""
    return sum((parse_amount(text, unit="万元").yuan for text in texts), Decimal())


def share(part: str, whole: str) -> Decimal:
    """In per cent with two decimals, as published."""
    return (wan(part) / wan(whole) * 100).quantize(FEN)


IDENTITIES: dict[str, Callable[[], bool]] = {
    "吴堡县2020第一批": lambda: wan("496", "300", "26.18", "109.229198") == wan("27.149198", "16.35", "110", "777.91"),
    "封丘县2018-11": lambda: wan("2101.905898") == Decimal("21019058.98"),
    "麦积区2021": lambda: (
        wan("18889", "14684", "1150.5", "4985.11") == wan("39708.61")
        and wan("39708.61", "13335") == wan("26602", "26441.61") == wan("53043.61")
        and share("53043.61", "64458.18") == Decimal("82.29")
    ),
    "镇安县2019-11": lambda: wan("810", "350") == wan("1110", "50") == wan("1160"),
    "秭归县2020": lambda: (
        (Decimal(201) / 311 * 100).quantize(FEN) == Decimal("64.63")
        and abs(share("42000", "68800") - Decimal("61.07")) < Decimal("0.03")
    ),
    "泸西县2019": lambda: (
        wan("21621.62", "3134.51") == wan("24756.13")
        and share("21621.62", "24756.13") == Decimal("87.34")
        and share("3134.51", "24756.13") == Decimal("12.66")
    ),
    "景宁县2023第三批": lambda: wan("212", "98") == wan("310"),
    "昌宁县2017沪滇": lambda: wan("1000", "1304.26", "11.35") == wan("2315.61"),
    "襄城县2019": lambda: wan("1245", "54", "50", "1200", "8000") == wan("10549"),
    "巩留县2021": lambda: wan("8041", "2600", "600", "150", "200", "110") == wan("11701"),
    "卓尼县2020第三批": lambda: wan("149.4", "104", "654.6", "9") == wan("917"),
}


def test_every_published_identity_holds() -> None:
    with (DATA / "real_control_totals.csv").open(encoding="utf-8-sig", newline="") as text:
        published = {row["案例"] for row in csv.DictReader(text)}
    assert published == set(IDENTITIES)
    assert [name for name, holds in IDENTITIES.items() if not holds()] == []
