"""Where the parts of a document's head stand (GB/T 9704 7.2 and part 10), in mm from the top of the content box.

The issuer's mark is placed by its ink, not by its line. Its size is free ("以醒目、美观、庄重为原则"), so it is chosen
so that two blank lines below the head the text falls on the grid of 22 lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents import fonts
from documents.composer import width
from documents.enums import Layout
from documents.measures import BOX_TOP_MM, EM_MM, LINE_MM, PT_MM, TYPE_TOP_MM, TYPE_WIDTH_MM
from documents.titles import broken

NUMBER_INK_BELOW_MM = 0.12 * EM_MM
"""The brackets 〔〕 descend below their square."""
TITLE_LEADING_MM = (LINE_MM - 22 * PT_MM) / 2
LETTER_LINE_MM = 2.1
"""A letter's double line: 0.9 mm and 0.3 mm with 0.9 mm between."""
LEADING_MM = EM_MM * 7 / 8
"""三号字高度的 7/8, the distance below a letter's double line."""
MARK_TOPS = {Layout.DOCUMENT: 35.0, Layout.UPWARD: 35.0, Layout.MINUTES: 35.0, Layout.ORDER: 20.0}
"""From the top of the type area to the mark's ink; a letter's stands 30 mm from the edge of the page."""
LETTER_MARK_TOP_MM = 30 - TYPE_TOP_MM
WORDS = ("文件", "命令", "令")
LONGEST_MARK = 17
"""Characters of a mark on one line: with 0.72 of the largest size it is still larger than the title."""
SMALLEST_MM = 22.5 * PT_MM
"""A mark is larger than the title."""
UNSEEN_MM = 2.0
"""The two blank lines above the title may be so much higher or lower for a larger mark."""
JOINT_WORD = 1.3
JOINT_PITCH = 1.3
JOINT_GAP = 0.5


@dataclass(frozen=True)
class Piece:
    """A word of the mark: its line's top and left edge, its size, what is added after each character, in mm."""

    text: str
    size: float
    top: float
    left: float
    spacing: float = 0.0


@dataclass(frozen=True)
class Head:
    """`height` is a whole number of lines except where the mark leaves no choice."""

    mark: tuple[Piece, ...]
    number_top: float
    issuer_top: float
    line_top: float
    height: float
    lower_top: float = 0.0
    corner_top: float = 0.0
    """Where 份号, 密级 and 紧急程度 begin, and what they are apart from."""
    signatory_rows: tuple[tuple[str, ...], ...] = ()


def head(
    layout: str, mark: str, issuers: Sequence[str] = (), signatories: Sequence[str] = (), *, corner: int = 0
) -> Head:
    """The head of a layout; several `issuers` share the mark, several `signatories` stand two a line; `corner` lines
    of 份号, 密级 and 紧急程度."""
    pairs = tuple(tuple(signatories[at : at + 2]) for at in range(0, len(signatories), 2))
    many = len(issuers) > 1 and layout in {Layout.DOCUMENT, Layout.UPWARD, Layout.ORDER}
    widest = _joint_size(issuers, mark) if many else _single_size(layout, mark)
    candidates = [size for size in (widest * (1 - 0.01 * step) for step in range(29)) if size > SMALLEST_MM]
    heads = [_head(layout, mark, issuers if many else (), size, pairs, corner) for size in candidates or [widest]]
    return min(heads, key=lambda found: round(max(abs(_off_grid(found.height)) - UNSEEN_MM, 0.0), 1))


def snapped(found: Head) -> float:
    """The height in whole lines."""
    return rows(found) * LINE_MM


def rows(found: Head) -> int:
    """The lines of the first page that lie above the title."""
    return round(found.height / LINE_MM)


def _off_grid(height: float) -> float:
    return height - round(height / LINE_MM) * LINE_MM


def _head(
    layout: str, mark: str, issuers: Sequence[str], size: float, pairs: tuple[tuple[str, ...], ...], lines: int
) -> Head:
    box = TYPE_TOP_MM - BOX_TOP_MM
    ink_top = box + (LETTER_MARK_TOP_MM if layout == Layout.LETTER else MARK_TOPS[Layout(layout)])
    pieces, ink_bottom = _joint(issuers, mark, size, ink_top) if issuers else _single(mark, size, ink_top)
    if layout == Layout.LETTER:
        line = ink_bottom + 4
        corner = line + LETTER_LINE_MM + LEADING_MM
        height = corner + max(lines - 1, 0) * LINE_MM + EM_MM + 2 * LINE_MM - TITLE_LEADING_MM
        return Head(pieces, corner, corner, line, height, 277 - BOX_TOP_MM - LETTER_LINE_MM, corner)
    number = ink_bottom + 2 * LINE_MM + max(len(pairs) - 1, 0) * LINE_MM
    if layout == Layout.ORDER:
        return Head(pieces, number, number, 0, number + EM_MM + 2 * LINE_MM - box, corner_top=box)
    issuer = number + LINE_MM
    last = issuer if layout == Layout.MINUTES else number
    line = last + EM_MM + NUMBER_INK_BELOW_MM + 4
    height = line + 2 * LINE_MM - TITLE_LEADING_MM
    return Head(pieces, number, issuer, line, height, corner_top=box, signatory_rows=pairs)


def _mark_lines(mark: str) -> list[str]:
    """A mark too long to be larger than the title stands on two lines."""
    return [mark] if width(mark) <= LONGEST_MARK else broken(mark, -(-len(mark) // 2) + 2)


def _single_size(layout: str, mark: str) -> float:
    letters = max(*map(width, _mark_lines(mark)), 1.0)
    return min(15.0, 150 / letters) if layout == Layout.LETTER else min(21.0, TYPE_WIDTH_MM * 0.97 / letters)


def _single(mark: str, size: float, ink_top: float) -> tuple[tuple[Piece, ...], float]:
    rows = _mark_lines(mark)
    top = ink_top - fonts.ink("title", rows[0])[0] * size
    pieces = tuple(
        Piece(row, size, top + order * JOINT_PITCH * size, (TYPE_WIDTH_MM - width(row) * size) / 2)
        for order, row in enumerate(rows)
    )
    return pieces, pieces[-1].top + fonts.ink("title", rows[-1])[1] * size


def _word(mark: str) -> str:
    return next((word for word in WORDS if mark.endswith(word)), "")


def _joint_size(issuers: Sequence[str], mark: str) -> float:
    """The size of the names that fills the line and keeps the whole mark within 75 mm."""
    letters = max(map(len, issuers)) + (JOINT_GAP + JOINT_WORD * len(_word(mark)) if _word(mark) else 0)
    return min(15.0, TYPE_WIDTH_MM * 0.97 / letters, 75 / (JOINT_PITCH * len(issuers)))


def _joint(issuers: Sequence[str], mark: str, size: float, ink_top: float) -> tuple[tuple[Piece, ...], float]:
    """The names one below the other, as wide as the longest, 文件 at their right and half their height (7.2.4)."""
    word, longest = _word(mark), max(map(len, issuers))
    total = longest * size + (JOINT_GAP + JOINT_WORD * len(word)) * size * bool(word)
    left = (TYPE_WIDTH_MM - total) / 2
    above, _below = fonts.ink("title", issuers[0])
    top = ink_top - above * size
    pieces = [
        Piece(name, size, top + order * JOINT_PITCH * size, left,
              (longest - len(name)) * size / max(len(name) - 1, 1))
        for order, name in enumerate(issuers)
    ]  # fmt: skip
    ink_bottom = pieces[-1].top + fonts.ink("title", issuers[-1])[1] * size
    if word:
        large = JOINT_WORD * size
        word_above, word_below = fonts.ink("title", word)
        middle = (ink_top + ink_bottom) / 2
        pieces.append(Piece(word, large, middle - (word_above + word_below) / 2 * large,
                            left + (longest + JOINT_GAP) * size))  # fmt: skip
    return tuple(pieces), ink_bottom
