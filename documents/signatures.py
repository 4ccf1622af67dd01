"""Where name, date, seals and note stand below the text (GB/T 9704 7.3.5 and 7.3.6), in mm from the block's top left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from documents.adornments import Adornments
from documents.composer import width
from documents.measures import CELL_MM, EM_MM, LINE_MM, TYPE_WIDTH_MM

SEAL_CENTRE_MM = 2.7 * LINE_MM
"""Below the text: a seal's top stays within one line of it, name and date lie slightly below its middle."""
SEAL_ROWS = 5
"""Lines from one row of seals to the next."""
STAMP_WIDTH_MM, STAMP_HEIGHT_MM = 40.0, 20.0


@dataclass(frozen=True)
class Words:
    """A line of text; `top` is its line's."""

    text: str
    left: float
    top: float


@dataclass(frozen=True)
class Place:
    """A rectangle for an image belonging to `name`."""

    name: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Block:
    """A signature block of `rows` lines; a note takes the line after."""

    rows: int
    words: list[Words] = field(default_factory=list)
    seals: list[Place] = field(default_factory=list)
    stamps: list[Place] = field(default_factory=list)

    @property
    def height(self) -> float:
        return self.rows * LINE_MM


def _mm(text: str) -> float:
    return width(text) * EM_MM


def sealed(names: Sequence[str], date: str, adornments: Adornments, note: str = "") -> Block:
    """With seals: the date four cells from the right, each name centred under its seal, the last above the date;
    seals in rows of at most three that neither touch nor leave the type area (7.3.5.1). A `note` below the date that
    a seal would lie on moves down a line."""
    a_row = _seals_a_row(names, date, adornments.seal_mm)
    last = _last_centre(names[-1], date)
    pitch = _pitch(names, last, a_row, adornments.seal_mm)
    rows = -(-len(names) // a_row)
    words, seals = [], []
    for order, name in enumerate(names):
        row, column = divmod(order, a_row)
        behind = min(a_row, len(names) - row * a_row) - 1 - column
        centre = last - behind * pitch
        top = row * SEAL_ROWS * LINE_MM
        words.append(Words(name, centre - _mm(name) / 2, top + 2 * LINE_MM))
        seals.append(_seal(name, centre, top + SEAL_CENTRE_MM, adornments.seal_mm))
    below = (rows - 1) * SEAL_ROWS + 3
    words.append(Words(date, last - _mm(date) / 2, below * LINE_MM))
    reaches_note = bool(note) and min(seal.left for seal in seals) < 2 * CELL_MM + _mm(note)
    return Block(below + 1 + reaches_note, words, seals)


def _seals_a_row(names: Sequence[str], date: str, seal_mm: float) -> int:
    """Three where names and seals keep clear of each other, else two, else one."""
    last = _last_centre(names[-1], date)
    for many in range(min(3, len(names)), 1, -1):
        if _pitch(names, last, many, seal_mm) >= max(seal_mm + 1, max(map(_mm, names)) + EM_MM / 2):
            return many
    return 1


def _pitch(names: Sequence[str], last: float, many: int, seal_mm: float) -> float:
    """From one seal's middle to the next when `many` stand in a row: as airy as a reader likes, and no wider."""
    room = (last - _half(names, seal_mm)) / max(many - 1, 1)
    return min(room, max(seal_mm + 8, max(map(_mm, names)) + 2 * EM_MM))


def _half(names: Sequence[str], seal_mm: float) -> float:
    """What the leftmost seal and name need to the left of their middle."""
    return max(seal_mm, *map(_mm, names)) / 2


def _last_centre(name: str, date: str) -> float:
    centre = TYPE_WIDTH_MM - 4 * CELL_MM - _mm(date) / 2
    return min(centre, TYPE_WIDTH_MM - _mm(name) / 2)


def _seal(name: str, centre: float, middle: float, size: float) -> Place:
    return Place(name, centre - size / 2, middle - size / 2, size, size)


def unsealed(name: str, date: str) -> Block:
    """Without a seal: a blank line, the name two cells from the right, the date two cells right of its first
    character; a date longer than the name goes two cells from the right itself (7.3.5.2)."""
    edge = TYPE_WIDTH_MM - 2 * CELL_MM
    left = edge - _mm(name)
    date_left = left + 2 * CELL_MM
    if _mm(date) > _mm(name):
        date_left = edge - _mm(date)
        left = date_left - 2 * CELL_MM
    return Block(3, [Words(name, left, LINE_MM), Words(date, date_left, 2 * LINE_MM)])


def stamped(signers: Sequence[tuple[str, str]], date: str) -> Block:
    """With 签名章: two blank lines, each stamp four cells from the right, the office two cells left of it at half its
    height, the date after one more blank line four cells from the right (7.3.5.3). `signers`: office and name."""
    edge = TYPE_WIDTH_MM - 4 * CELL_MM
    words, stamps, top = [], [], 2 * LINE_MM
    for office, name in signers:
        stamps.append(Place(name, edge - STAMP_WIDTH_MM, top + LINE_MM - STAMP_HEIGHT_MM / 2, STAMP_WIDTH_MM,
                            STAMP_HEIGHT_MM))  # fmt: skip
        words.append(Words(office, edge - STAMP_WIDTH_MM - 2 * CELL_MM - _mm(office), top + LINE_MM / 2))
        top += 3 * LINE_MM
    words.append(Words(date, edge - _mm(date), top))
    return Block(3 + 3 * len(signers), words, [], stamps)
