"""Breaks the text of a cell into lines; amounts stay on one, set smaller where they must."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from documents.composer import NEVER_FIRST, NEVER_LAST, TOKEN, width

SMALLEST = 0.5
WHOLE = re.compile(
    rf"[^\s，、；：。（）《》]{{1,10}}〔\d{{4}}〕[^\s，、；]{{0,5}}?\d+号|\d{{4}}年\d{{1,2}}月(?:\d{{1,2}}日)?|{TOKEN.pattern}",
    re.DOTALL,
)
"""A document's number, a date, else a word or a character."""
PARTS = re.compile(r"\d+号|[0-9A-Za-z.,%]+[\-/:]*|——|……|.", re.DOTALL)
LEVELS = (WHOLE, PARTS, re.compile(".", re.DOTALL))


@dataclass(frozen=True, slots=True)
class Cell:
    """Lines with their widths in ems of `scale` times the table's type."""

    lines: tuple[tuple[str, float], ...]
    scale: float = 1.0


@lru_cache(maxsize=4_000)
def cell(text: str, room: float, align: str) -> Cell:
    """`room` in ems. What is aligned right is a figure and is never broken."""
    if align == "right" and "\n" not in text:
        needed = width(text)
        if needed <= room:
            return Cell(((text, needed),))
        if needed * SMALLEST <= room:
            return Cell(((text, needed),), room / needed)
    return Cell(tuple((line, width(line)) for part in text.split("\n") for line in _lines(part, room)))


def _lines(text: str, room: float) -> list[str]:
    """Full lines; a last line of one character takes its neighbours along where that costs no line (单字不成行)."""
    units = list(_units(text, room))
    found = _filled(units, room)
    if len(found) > 1 and _is_single(found[-1]):
        return _evened(units, room, len(found)) or found
    return found


def _filled(units: list[str], room: float) -> list[str]:
    found, line, used = [], "", 0.0
    for unit in units:
        needed = width(unit)
        if line and used + needed > room + 0.001:
            found.append(line.rstrip())
            line, used = "", 0.0
        if line or unit != " ":
            line, used = line + unit, used + needed
    return [*found, line]


def _evened(units: list[str], room: float, lines: int) -> list[str]:
    """The same text on as many lines with more than one character on the last; nothing where that cannot be."""
    for at in range(len(units) - 1, 0, -1):
        last = "".join(units[at:]).lstrip()
        if width(last) > room + 0.001:
            break
        if not _is_single(last) and len(before := _filled(units[:at], room)) == lines - 1:
            return [*before, last]
    return []


def _is_single(line: str) -> bool:
    return len(line) == 1 or (len(line) == 2 and line[-1] in NEVER_FIRST)


def _units(text: str, room: float, level: int = 0) -> Iterator[str]:
    """What stays in one piece; what is wider than the cell falls apart, a document's number between its year and the
    rest, a code behind its hyphens, and at last between any two characters."""
    for unit in bound(LEVELS[level].findall(text)):
        if width(unit) <= room:
            yield unit
        elif level + 1 < len(LEVELS):
            yield from _units(unit, room, level + 1)
        else:
            yield from unit


def bound(words: Iterable[str]) -> Iterator[str]:
    """Words with the marks that may not be parted from them."""
    held = ""
    for word in words:
        if held and not (word[0] in NEVER_FIRST or held[-1] in NEVER_LAST):
            yield held
            held = ""
        held += word
    if held:
        yield held
