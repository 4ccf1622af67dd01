"""What lies on a page: glyphs and rules, in mm from its top left corner as it is printed, upright."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby

PT_MM = 25.4 / 72
Colour = tuple[float, float, float]
ABOVE = 0.88
"""A Chinese character's square reaches this far above the baseline, in ems."""


@dataclass(frozen=True)
class Glyph:
    """One character as shown: its advance box across, its baseline, and whether it is turned a quarter left."""

    text: str
    font: str
    size: float
    left: float
    right: float
    baseline: float
    colour: Colour
    is_turned: bool = False
    is_artifact: bool = False

    @property
    def top(self) -> float:
        return self.baseline - ABOVE * self.size * PT_MM

    @property
    def bottom(self) -> float:
        return self.baseline + (1 - ABOVE) * self.size * PT_MM


@dataclass(frozen=True)
class Rule:
    """A painted path: its box and its colour."""

    left: float
    top: float
    right: float
    bottom: float
    colour: Colour

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Line:
    """Glyphs on one baseline, left to right."""

    glyphs: tuple[Glyph, ...]

    @cached_property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs).strip()

    @property
    def left(self) -> float:
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        return max(glyph.right for glyph in self.glyphs if glyph.text.strip())

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def baseline(self) -> float:
        return self.glyphs[0].baseline

    @cached_property
    def size(self) -> float:
        return max(glyph.size for glyph in self.glyphs)

    @property
    def top(self) -> float:
        return self.baseline - ABOVE * self.size * PT_MM

    @property
    def bottom(self) -> float:
        return self.baseline + (1 - ABOVE) * self.size * PT_MM

    @property
    def font(self) -> str:
        """The face of its first Chinese character."""
        return next((glyph.font for glyph in self.glyphs if glyph.text > "\u2e80"), self.glyphs[0].font)

    @property
    def colour(self) -> Colour:
        return self.glyphs[0].colour


@dataclass
class Sheet:
    """One page; `rotation` is how far a screen turns it."""

    number: int
    width: float
    height: float
    rotation: int = 0
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    @cached_property
    def lines(self) -> list[Line]:
        """Upright text, top to bottom; parts of a line further than two characters apart count apart."""
        upright = [glyph for glyph in self.glyphs if not glyph.is_turned]
        return sorted(_lines(upright), key=lambda line: (round(line.baseline, 1), line.left))

    @cached_property
    def turned(self) -> list[Glyph]:
        return [glyph for glyph in self.glyphs if glyph.is_turned]

    @cached_property
    def across(self) -> list[Line]:
        """Turned text as one reads it with the sheet turned right: across is along the table, down from its top."""
        rows: dict[float, list[Glyph]] = {}
        for glyph in self.turned:
            begins = self.height - glyph.baseline
            read = replace(glyph, baseline=glyph.left, left=begins, right=begins)
            rows.setdefault(round(read.baseline, 1), []).append(read)
        return [Line(tuple(sorted(glyphs, key=lambda g: g.left))) for _at, glyphs in sorted(rows.items())]

    @property
    def is_blank(self) -> bool:
        return not any(glyph.text.strip() for glyph in self.glyphs)


def _lines(glyphs: Iterable[Glyph]) -> Iterator[Line]:
    def baseline(glyph: Glyph) -> float:
        return round(glyph.baseline, 1)

    for _at, group in groupby(sorted(glyphs, key=lambda g: (baseline(g), g.left)), baseline):
        run: list[Glyph] = []
        for glyph in group:
            if run and glyph.left - run[-1].right > 2 * glyph.size * PT_MM:
                yield Line(tuple(run))
                run = []
            run.append(glyph)
        yield Line(tuple(run))


def is_red(colour: Colour) -> bool:
    return colour[0] > 0.7 and colour[1] < 0.35 and colour[2] < 0.35


def is_black(colour: Colour) -> bool:
    return max(colour) <= 0.05
