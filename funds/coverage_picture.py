"""The villages as a picture: one block a township, one tile a village, the darker the more 万元 (no map is at hand). The
same on a page and on paper, two blocks beside each other on A4; what it shows stands in the tables too."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from core.money import YUAN_IN_WAN, wan
from funds.coverage import Coverage, Group, Village

WIDE, HIGH, GAP, ACROSS = 66, 36, 4, 4
"""A tile, what is left between two, and how many stand beside each other: a block fits a telephone."""
WIDTH = ACROSS * (WIDE + GAP) - GAP
LONGEST = 5
STEPS = (10, 30, 100, 300)
"""万元 from which a village is drawn a shade darker; the same in every county and year, so that pictures compare."""


@dataclass(frozen=True, kw_only=True)
class Tile:
    village: Village
    x: int
    y: int

    @property
    def shade(self) -> int:
        return shade_of(self.village.amount)

    @property
    def name(self) -> str:
        name = self.village.name
        return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"

    @property
    def figure(self) -> str:
        """In 万元 as far as there is room, and whether it is more or less than before."""
        mark = "▲" if self.village.difference > 0 else "▼" if self.village.difference < 0 else ""
        return f"{_rounded(self.village.amount)}{mark}" if self.village.is_covered or mark else ""

    @property
    def told(self) -> str:
        village = self.village
        told = {"name": village.name, "count": len(village.shares), "amount": wan(village.amount, separators=True)}
        said = _("%(name)s：%(count)d个项目，%(amount)s万元") if village.is_covered else _("%(name)s：无项目")
        return said % told + (_("，贫困村") if village.is_poor else "") + self._before()

    def _before(self) -> str:
        if not self.village.difference:
            return ""
        return _("（调整前%(amount)s万元）") % {"amount": wan(self.village.before or Decimal(0), separators=True)}


@dataclass(frozen=True, kw_only=True)
class Block:
    """One township's tiles."""

    group: Group
    tiles: tuple[Tile, ...]
    width: int = WIDTH
    tile_width: int = WIDE
    tile_height: int = HIGH

    @property
    def height(self) -> int:
        return -(-len(self.tiles) // ACROSS) * (HIGH + GAP) - GAP


@dataclass(frozen=True, kw_only=True)
class Shade:
    """A line of the legend: which villages have this shade, and how many they are."""

    number: int
    label: str
    villages: int


@dataclass(frozen=True, kw_only=True)
class Picture:
    blocks: tuple[Block, ...]
    shades: tuple[Shade, ...]


def drawn(coverage: Coverage) -> Picture:
    counted = Counter(shade_of(village.amount) for village in coverage.county.villages)
    shades = tuple(
        Shade(number=number, label=label, villages=counted[number]) for number, label in enumerate(_labels())
    )
    return Picture(blocks=tuple(_block(group) for group in coverage.townships), shades=shades)


def shade_of(amount: Decimal) -> int:
    """0 for nothing, then 1 to 5."""
    return 0 if amount <= 0 else 1 + sum(amount >= step * YUAN_IN_WAN for step in STEPS)


def _labels() -> list[str]:
    between = [_("%(least)d—%(most)d万元") % {"least": a, "most": b} for a, b in pairwise(STEPS)]
    return [
        _("无项目"), _("不足%(most)d万元") % {"most": STEPS[0]}, *between, _("%(least)d万元及以上") % {"least": STEPS[-1]},
    ]  # fmt: skip


def _block(group: Group) -> Block:
    places = ((n % ACROSS * (WIDE + GAP), n // ACROSS * (HIGH + GAP)) for n in range(len(group.villages)))
    tiles = zip(group.villages, places, strict=True)
    return Block(group=group, tiles=tuple(Tile(village=village, x=x, y=y) for village, (x, y) in tiles))


def _rounded(amount: Decimal) -> str:
    """万元 with one decimal below a thousand, in whole numbers above; what is there is never shown as nothing."""
    short = amount / YUAN_IN_WAN
    if short >= 1000:
        return f"{short:,.0f}"
    return f"{short:.1f}".removesuffix(".0") if short >= Decimal("0.05") or not short else "<0.1"
