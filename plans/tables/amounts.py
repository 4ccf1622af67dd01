"""Money as tables print it: 408, 20万元, 10(其中,灾情因素6万元), １，２００．５; every result in yuan (B15)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from core.money import UNITS, Figure, read
from plans.tables.texts import REMEMBERED, is_blank, plain

LONGEST = 300
"""Characters of a cell that may still be an amount."""
_LARGE = Decimal(100_000)
"""Where the middle one of the amounts is as large as this, they are taken to be in yuan."""

_UNIT = re.compile(r"(?:^|[(\[:,、/]|单位|金额|资金|投资)(?:人民币)?(亿元|万元|元)(?=$|[)\],、/])")
_STANDARD = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<money>万元|元)/?每?一?(?P<unit>[^\d()/,、;]{1,4})")
_STANDARD_TURNED = re.compile(
    r"每(?:一)?(?P<unit>[^\d()/,、;]{1,4}?)(?:补助|奖补|补贴)?(?P<number>\d[\d,]*(?:\.\d+)?)(?P<money>万元|元)"
)


@lru_cache(REMEMBERED)
def read_amount(text: str) -> Figure | None:
    """The amount in a cell, or None where the cell holds no readable, finite, sensible number."""
    return None if is_blank(text) or len(text) > LONGEST else read(text, strict=False)


def unit_in(text: str) -> str:
    """The money unit a heading, a title or a line 单位：万元 names, else ""; 元/个 is a standard, not a unit."""
    found = _UNIT.search(plain(text))
    return found[1] if found else ""


def supposed_unit(cells: Sequence[Figure]) -> tuple[str, str]:
    """The unit of amounts over which none is printed, and a message that it is only supposed: "" where each cell names
    its own."""
    bare = sorted(found.number for found in cells if not found.unit)
    if cells and not bare:
        return cells[0].unit, ""
    unit = "元" if bare and bare[len(bare) // 2] >= _LARGE else "万元"
    return unit, _("金额没有注明单位，按%(unit)s计") % {"unit": unit}


def read_standard(text: str) -> tuple[Decimal, str] | None:
    """A subsidy standard as (yuan, measure): 5000元/每个 is (5000, 个); None where it is not of that form."""
    flat = plain(text)
    found = _STANDARD.search(flat) or _STANDARD_TURNED.search(flat)
    if not found:
        return None
    return Decimal(found["number"].replace(",", "")) * UNITS[found["money"]], found["unit"]
