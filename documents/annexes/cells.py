"""Breaks the text of a cell into lines; amounts stay on one, set smaller where they must."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from documents.composer import NEVER_FIRST, NEVER_LAST, TOKEN, width

SMALLEST = 0.5


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


def _lines(text: str, room: float) -> Iterator[str]:
    line, used = "", 0.0
    for word in _tokens(text, room):
        needed = width(word)
        if line and used + needed > room + 0.001:
            kept, moved = _parted(line, word)
            yield kept.rstrip()
            line, used = moved, width(moved)
        if line or word != " ":
            line, used = line + word, used + needed
    yield line


def _tokens(text: str, room: float) -> Iterator[str]:
    """Words and characters; a word wider than the cell falls into its characters."""
    for match in TOKEN.finditer(text):
        word = match.group()
        if len(word) > 1 and width(word) > room:
            yield from word
        else:
            yield word


def _parted(line: str, word: str) -> tuple[str, str]:
    """What stays on a full line and what begins the next, so that no mark stands where it may not."""
    if not _breaks_badly(line, word):
        return line, ""
    for at in range(len(line) - 1, 0, -1):
        is_inside = line[at - 1].isascii() and line[at].isascii()
        if not is_inside and not _breaks_badly(line[:at], line[at:]):
            return line[:at], line[at:]
    return line, ""


def _breaks_badly(before: str, after: str) -> bool:
    return after[0] in NEVER_FIRST or before[-1] in NEVER_LAST
