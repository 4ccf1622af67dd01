"""Money as tables print it: 408, 20万元, 10(其中,灾情因素6万元), １，２００．５; every result in yuan (B15)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from plans.tables.texts import REMEMBERED, is_blank, plain

CENT = Decimal("0.01")
UNITS: dict[str, Decimal] = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_LIMIT = Decimal(10) ** 15

_AMOUNT = re.compile(r"(?:约|¥|¥)?(?P<number>-?\d[\d,]*(?:\.\d*)?)(?P<unit>亿元|万元|亿|万|元)?整?(?P<note>\D.*)?")
_UNIT = re.compile(r"(?:^|[(\[:,、/]|单位|金额|资金|投资)(?:人民币)?(亿元|万元|元)(?=$|[)\],、/])")
_STANDARD = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<money>万元|元)/?每?一?(?P<unit>[^\d()/,、;]{1,4})")
_STANDARD_TURNED = re.compile(
    r"每(?:一)?(?P<unit>[^\d()/,、;]{1,4}?)(?:补助|奖补|补贴)?(?P<number>\d[\d,]*(?:\.\d+)?)(?P<money>万元|元)"
)


@dataclass(frozen=True)
class CellAmount:
    """A number in a cell, the unit the cell itself names (else ""), and the words left over."""

    number: Decimal
    unit: str
    note: str

    def yuan(self, unit: str) -> Decimal:
        """In yuan; the cell's own unit wins over the column's `unit`."""
        return (self.number * UNITS[self.unit or unit]).quantize(CENT, ROUND_HALF_UP)


@lru_cache(REMEMBERED)
def read_amount(text: str) -> CellAmount | None:
    """The amount in a cell, or None where the cell holds no readable, finite, sensible number."""
    if is_blank(text) or len(text) > 300:
        return None
    found = _AMOUNT.fullmatch(plain(text))
    if not found:
        return None
    number = Decimal(found["number"].replace(",", "").rstrip("."))
    if abs(number) >= _LIMIT:
        return None
    unit = found["unit"] or ""
    unit += "元" if unit in ("万", "亿") else ""
    note = found["note"] or ""
    if note and not note.startswith(("(", "[", "其中", ",", ";", "、", "。")):
        return None
    return CellAmount(number, unit, note.strip("()[],;、。"))


def unit_in(text: str) -> str:
    """The money unit a heading, a title or a line 单位：万元 names, else ""; 元/个 is a standard, not a unit."""
    found = _UNIT.search(plain(text))
    return found[1] if found else ""


def read_standard(text: str) -> tuple[Decimal, str] | None:
    """A subsidy standard as (yuan, measure): 5000元/每个 is (5000, 个); None where it is not of that form."""
    flat = plain(text)
    found = _STANDARD.search(flat) or _STANDARD_TURNED.search(flat)
    if not found:
        return None
    return Decimal(found["number"].replace(",", "")) * UNITS[found["money"]], found["unit"]


def wan(yuan: Decimal) -> str:
    """Yuan as 万元 for a message, trailing zeros trimmed."""
    return f"{(yuan / 10_000).normalize():f}"
