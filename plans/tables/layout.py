"""Where the table stands in its sheet: title, heading rows, unit, first row of data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.money import UNITS
from plans.tables.amounts import read_amount, unit_in
from plans.tables.grid import Grid
from plans.tables.headings import MEASURES, meanings
from plans.tables.texts import is_blank, plain

_UNIT_LINE = re.compile(r"\(?(?:金额)?单位:?.*(?:元|公里|亩|个|户|人).*\)?")
_TABLE_MARK = re.compile(r"附?(?:表|件)[一二三四五六七八九十\d]*[-—\d]*:?")
SEARCHED_ROWS = 25


@dataclass(frozen=True)
class Layout:
    """`headings` holds one combined heading a column; rows from `first` up to `last` (exclusive) are data."""

    title: str
    headings: tuple[str, ...]
    header_row: int
    first: int
    last: int
    unit: str


def find_tables(grid: Grid) -> tuple[Layout, ...]:
    """Every table of the sheet, top to bottom; a heading row repeated on a new page starts no table."""
    tables: list[Layout] = []
    start = 0
    while (header := _header_row(grid, start)) is not None:
        layout = _layout(grid, start, header)
        tables.append(layout)
        start = layout.last
    return tuple(tables)


def _header_row(grid: Grid, start: int) -> int | None:
    """The row whose cells most look like headings, among the first rows with content."""
    best, best_score = None, 1
    for row in _filled_rows(grid, start, SEARCHED_ROWS):
        score = heading_score(grid, row)
        if score > best_score:
            best, best_score = row, score
    return best


def _filled_rows(grid: Grid, start: int, most: int) -> Iterator[int]:
    for row in range(start, len(grid.rows)):
        if any(grid.rows[row]):
            yield row
            most -= 1
        if not most:
            return


def heading_score(grid: Grid, row: int) -> int:
    """How many different headings the row shows; 0 for a row that holds amounts."""
    cells = {plain(cell) for cell in grid.rows[row] if not is_blank(cell)}
    if any(read_amount(cell) for cell in cells):
        return 0
    return sum(max(meanings(cell).values(), default=0) >= 5 for cell in cells)


def _layout(grid: Grid, start: int, header: int) -> Layout:
    headings = [grid.shown(header, column) for column in range(grid.width)]
    title, unit = _words_above(grid, start, header)
    first = header + 1
    while first < len(grid.rows):
        if not any(grid.rows[first]) or _is_numbering(grid, first):
            first += 1
        elif (units := _unit_row(grid, first)) is not None:
            unit = units.pop(-1, unit)
            for column, measure in units.items():
                headings[column] += f"({measure})"
            first += 1
        elif first == header + 1 and _is_second_row(grid, header):
            headings = _combined(grid, header)
            first += 1
        else:
            break
    last = _end(grid, header, first)
    return Layout(title, tuple(headings), header, first, last, unit)


def _words_above(grid: Grid, start: int, header: int) -> tuple[str, str]:
    """The longest line above the headings as the title, and a unit printed anywhere above."""
    lines = []
    unit = ""
    for row in range(start, header):
        texts = [cell for cell in grid.rows[row] if cell]
        for text in texts:
            unit = unit or unit_in(text)
            if not _UNIT_LINE.fullmatch(plain(text)) and not _TABLE_MARK.fullmatch(plain(text)):
                lines.append(text)
    own = [line for line in lines if not read_amount(line)]
    return max(own, key=len, default=""), unit


def _unit_row(grid: Grid, row: int) -> dict[int, str] | None:
    """Units printed under the headings by column, key -1 for the whole table; None for any other row."""
    units: dict[int, str] = {}
    for column, cell in enumerate(grid.rows[row]):
        flat = plain(cell)
        bare = flat.strip("()[]")
        if not flat:
            continue
        if bare in MEASURES or bare in UNITS:
            units[column] = bare
        elif _UNIT_LINE.fullmatch(flat) and unit_in(flat):
            units[-1] = unit_in(flat)
        else:
            return None
    return units or None


def _is_numbering(grid: Grid, row: int) -> bool:
    """A row 1 2 3 4 … that numbers the columns, or 甲 乙 1 2 3."""
    cells = [plain(cell) for cell in grid.rows[row] if cell]
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 4]
    rest = [cell for cell in cells if not cell.isdecimal()]
    is_run = len(numbers) >= 4 and numbers == list(range(1, len(numbers) + 1))
    return is_run and all(cell in "甲乙丙丁戊" or re.fullmatch(r"\d+=[\d+]+", cell) for cell in rest)


def _is_second_row(grid: Grid, header: int) -> bool:
    """Whether the row below carries sub-headings (中央, 省级 under 资金来源)."""
    row = header + 1
    cells = [(column, cell) for column, cell in enumerate(grid.rows[row]) if not is_blank(cell)]
    if not cells or any(read_amount(cell) for _column, cell in cells):
        return False
    known = sum(max(meanings(cell).values(), default=0) >= 5 for _column, cell in cells)
    return known * 2 >= len(cells) and heading_score(grid, header) >= 2 and known >= 2


def _combined(grid: Grid, header: int) -> list[str]:
    """Headings of two rows as parent·child; a parent printed once stands for the empty cells to its right."""
    parent = ""
    headings = []
    for column in range(grid.width):
        above, below = grid.shown(header, column), grid.raw(header + 1, column)
        parent = above or parent
        headings.append(f"{parent}·{below}" if below and parent != below else above)
    return headings


def _end(grid: Grid, header: int, first: int) -> int:
    """Where the next table's words begin, else the end of the sheet."""
    own = [plain(cell) for cell in grid.rows[header] if cell]
    for row in range(first, len(grid.rows)):
        if heading_score(grid, row) < max(3, len(own) // 2):
            continue
        if [plain(cell) for cell in grid.rows[row] if cell] == own and not _is_announced(grid, row):
            continue
        return _back_over_title(grid, row, first)
    return len(grid.rows)


def _is_announced(grid: Grid, row: int) -> bool:
    above = [cell for cell in grid.rows[row - 1] if cell]
    return not above or (len(set(above)) == 1 and not read_amount(above[0]))


def _back_over_title(grid: Grid, row: int, first: int) -> int:
    while row > first and len({cell for cell in grid.rows[row - 1] if cell}) <= 2 and _is_text_row(grid, row - 1):
        row -= 1
    return row


def _is_text_row(grid: Grid, row: int) -> bool:
    return not any(read_amount(cell) for cell in grid.rows[row])
