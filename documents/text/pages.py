"""Cuts a text into pages of 22 rows: what is held together stays together, a table is cut between its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from documents import heads
from documents.annexes.pages import Row as TableRow
from documents.measures import HALF_LEADING_MM, LINE_MM, ROWS
from documents.text.parts import Parts
from documents.text.rows import Part, Passage, Row, Tabled, whole_rows

AIR_MM = 1.5
"""Between a table in the text and the rows above and below it, at least."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Rows of a passage on a page, the first of them `top` rows down."""

    passage: Passage
    rows: tuple[Row, ...]
    top: int


@dataclass(frozen=True, slots=True)
class Cut:
    """Rows of a table on a page; `top` in mm from the top of the type area, `is_first` where the table begins."""

    table: Tabled
    rows: tuple[TableRow, ...]
    top: float
    is_first: bool


@dataclass
class Sheet:
    """A page of text: `used` of its rows are taken, `above` of them by the head; the signature begins at `signed`."""

    anchor: str
    above: int = 0
    used: int = 0
    placed: list[Placed | Cut] = field(default_factory=list)
    signed: int | None = None

    @property
    def left(self) -> int:
        return ROWS - self.used

    @property
    def height(self) -> str:
        """Of the text's place below the head, in mm: a hair less than its rows, which the renderer's rounding needs."""
        return f"{(self.used - self.above) * LINE_MM - 0.01:.3f}"


@dataclass(frozen=True)
class Sheets:
    """The pages of the text and those of what it encloses."""

    text: tuple[Sheet, ...]
    enclosed: tuple[Sheet, ...]

    @property
    def all(self) -> tuple[Sheet, ...]:
        return self.text + self.enclosed


def lay_out(parts: Parts) -> Sheets:
    """Every page of a document's text."""
    text = _Cutter("text", heads.rows(parts.head)).cut(parts.text)
    enclosed = _Cutter("enclosed", 0).cut(parts.enclosed) if parts.enclosed else ()
    return Sheets(text, enclosed)


def with_a_page_more(parts: Parts, found: Sheets) -> Sheets | None:
    """The same with its last lines on a page of their own: of what it encloses, else the text's with the signature;
    None where they stand there already."""
    if parts.enclosed:
        longer = replace(found, enclosed=_Cutter("enclosed", 0).cut(parts.enclosed, turns_at_end=True))
    else:
        above = heads.rows(parts.head)
        longer = replace(found, text=_Cutter("text", above).cut(parts.text, turns_at_end=True))
    return longer if len(longer.all) == len(found.all) + 1 else None


class _Cutter:
    """`parted`: a table whose last row goes onto the next page, for the text that follows it is not to stand there
    alone."""

    def __init__(self, name: str, above: int, parted: Tabled | None = None) -> None:
        self.name, self.above, self.parted = name, above, parted
        self.sheets = [Sheet(f"{name}-1", above, above)]

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    def cut(self, parts: Sequence[Part], *, turns_at_end: bool = False) -> tuple[Sheet, ...]:
        """`turns_at_end`: what is held together at the end begins a page."""
        *groups, last = _groups(parts)
        for group in groups:
            self._group(group)
        if turns_at_end and groups:
            self._turn()
        self._group(last)
        lonely = self._above_lonely_line()
        if lonely and not self.parted:
            return _Cutter(self.name, self.above, lonely).cut(parts, turns_at_end=turns_at_end)
        return tuple(self.sheets)

    def _above_lonely_line(self) -> Tabled | None:
        """The table that ends the page before the last, where a single line of text follows it on the last."""
        if len(self.sheets) < 2 or not self.sheets[-2].placed:
            return None
        before, (first, *rest) = self.sheets[-2].placed[-1], self.sheets[-1].placed
        if not isinstance(before, Cut) or isinstance(first, Cut) or len(first.rows) > 1:
            return None
        goes_on = bool(rest) and (
            isinstance(rest[0], Cut) or (rest[0].passage.tag and not rest[0].passage.is_signature)
        )
        return None if goes_on or len(before.table.rows) < 2 + before.table.totals else before.table

    def _turn(self) -> None:
        self.sheets.append(Sheet(f"{self.name}-{len(self.sheets) + 1}"))

    def _group(self, group: list[_Unit]) -> None:
        """Onto this page where the whole group fits, else onto the next; a group longer than a page flows."""
        needed = sum(unit.least for unit in group)
        if needed > self.sheet.left and self.sheet.used > self.sheet.above and needed <= ROWS:
            self._turn()
        for unit in group:
            if isinstance(unit.part, Tabled):
                self._table(unit.part)
            else:
                self._row(unit.part, unit.row)

    def _row(self, passage: Passage, row: Row) -> None:
        if not self.sheet.left:
            self._turn()
        sheet = self.sheet
        last = sheet.placed[-1] if sheet.placed else None
        if isinstance(last, Placed) and last.passage is passage:
            sheet.placed[-1] = replace(last, rows=(*last.rows, row))
        else:
            sheet.placed.append(Placed(passage, (row,), sheet.used))
            if passage.is_signature:
                sheet.signed = sheet.used
        sheet.used += 1

    def _table(self, table: Tabled) -> None:
        ahead, is_first = table.rows, True
        least = 1 + table.totals
        while ahead:
            fitting = _fitting(table, ahead, self.sheet.left)
            if table is self.parted and fitting == len(ahead) > least:
                self._cut(table, ahead[:-least], is_first=is_first)
                self._turn()
                ahead, is_first = ahead[-least:], False
                continue
            if not fitting and self.sheet.used:
                self._turn()
                continue
            self._cut(table, ahead[: max(fitting, 1)], is_first=is_first)
            ahead, is_first = ahead[max(fitting, 1) :], False

    def _cut(self, table: Tabled, rows: tuple[TableRow, ...], *, is_first: bool) -> None:
        """The rows in the middle of the whole rows of the page that they take; from its edge on a new page."""
        height = _height(table, rows)
        taken = min(whole_rows(height + 2 * AIR_MM), self.sheet.left)
        top = self.sheet.used * LINE_MM - HALF_LEADING_MM + (taken * LINE_MM - height) / 2
        self.sheet.placed.append(Cut(table, rows, max(top, 0.0) if self.sheet.used else 0.0, is_first))
        self.sheet.used += taken


@dataclass(frozen=True, slots=True)
class _Unit:
    """One row of a passage, or a whole table; `least` rows must be left for it to begin."""

    part: Part
    row: Row
    least: int


def _groups(parts: Iterable[Part]) -> Iterator[list[_Unit]]:
    """Units that may not be parted: each but the last is held to the next."""
    group: list[_Unit] = []
    for unit in _units(parts):
        group.append(unit)
        if not unit.row.is_held:
            yield group
            group = []
    if group:
        yield group


def _units(parts: Iterable[Part]) -> Iterator[_Unit]:
    for part in parts:
        if isinstance(part, Tabled):
            yield _Unit(part, Row(), whole_rows(_height(part, part.rows[: 1 + part.totals]) + 2 * AIR_MM))
        else:
            for row in part.rows:
                yield _Unit(part, row, 1)


def _height(table: Tabled, rows: Sequence[TableRow]) -> float:
    return table.head.height + sum(row.height for row in rows)


def _fitting(table: Tabled, rows: Sequence[TableRow], left: int) -> int:
    """How many of the rows the rest of a page holds; its totals never begin a page alone."""
    room, count = left * LINE_MM - 2 * AIR_MM - table.head.height, 0
    if left == ROWS:
        room += 2 * AIR_MM - 2 * HALF_LEADING_MM
    for row in rows:
        if row.height > room:
            break
        room -= row.height
        count += 1
    before_totals = len(rows) - table.totals
    return max(before_totals - 1, 0) if before_totals <= count < len(rows) else count
