"""Cuts a table into pages: the head repeated on each, a row whole wherever a page can hold it, totals never alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString

from documents.annexes.cells import Cell, cell
from documents.annexes.columns import Grid, grid
from documents.blocks import annex_label
from documents.composer import lines, normalise, paragraph
from documents.measures import HALF_LEADING_MM, LINE_MM, PT_MM
from documents.titles import broken

Content = dict[str, Any]

PADDING_MM = 0.7
"""Above and below the text of a row."""
NOTE_PT, NOTE_MM = 10.5, 6.0
FEWEST = 4
"""Rows that a page must keep when a table is spread over one more."""
TITLE_ROW = 2
"""The title stands on the third line (7.3.7)."""
WIDE_TITLE = 28
"""Characters of a title on a line of 225 mm."""


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` side by side, `height` in mm; `parts` of a row too tall for any page follow each other."""

    cells: tuple[Cell, ...]
    height: float
    is_total: bool = False


@dataclass(frozen=True)
class Page:
    """One page of an annex; lengths in mm from the top of the type area, along the table for one that lies across."""

    anchor: str
    top: float
    rows: tuple[Row, ...]
    is_first: bool
    notes_top: float = 0.0
    notes_height: float = 0.0
    is_last: bool = False

    @property
    def place(self) -> str:
        """The height left to the table in the flow of the page, from the top of the content box."""
        return f"{self.used:.3f}"

    @property
    def used(self) -> float:
        """What is taken of the page's content box, the notes too."""
        return max(self.notes_top, self.top) + self.notes_height + HALF_LEADING_MM

    @property
    def notes_place(self) -> str:
        return f"{self.notes_top:.3f}"


@dataclass(frozen=True)
class Laid:
    """An annex ready to be printed and drawn."""

    label: str
    title: str
    title_lines: tuple[str, ...]
    unit: str
    notes: tuple[SafeString, ...]
    grid: Grid
    head: Row
    pages: tuple[Page, ...]

    @property
    def is_wide(self) -> bool:
        return self.grid.is_wide


def lay_out(content: Content) -> tuple[Laid, ...]:
    """Every annex of a document."""
    annexes = content["annexes"]
    return tuple(_annex(annex, order, annex_label(content, annex, order)) for order, annex in enumerate(annexes, 1))


def with_a_page_more(content: Content, found: Sequence[Laid], *, of_pages: int = 1) -> tuple[Laid, ...] | None:
    """The same with the rows of one annex, the last of at least so many pages that has enough, spread evenly over one
    page more; None where none has."""
    for at in reversed(range(len(found))):
        totals = content["annexes"][at]["totals"]
        longer = _spread(found[at], at + 1, totals) if len(found[at].pages) >= of_pages else None
        if longer:
            return (*found[:at], longer, *found[at + 1 :])
    return None


def _spread(laid: Laid, order: int, totals: int) -> Laid | None:
    rows = [row for page in laid.pages for row in page.rows]
    wanted, top, notes = len(laid.pages) + 1, laid.pages[0].top, laid.pages[-1].notes_height
    least, most = max(row.height for row in rows), laid.grid.height - laid.head.height
    for _halving in range(10):
        middle = (least + most) / 2
        if len(_cut(rows, _Room(laid.grid, laid.head, top, middle), notes, totals)) > wanted:
            least = middle
        else:
            most = middle
    groups = _cut(rows, _Room(laid.grid, laid.head, top, most), notes, totals)
    if len(groups) != wanted or min(map(len, groups)) < FEWEST:
        return None
    return replace(laid, pages=tuple(_pages(groups, order, top, laid.head, notes)))


def _annex(annex: Content, order: int, label: str) -> Laid:
    columns = grid(annex["columns"], annex["rows"])
    title = tuple(broken(annex["title"], WIDE_TITLE) if columns.is_wide else broken(annex["title"]))
    top = (TITLE_ROW + len(title) + 1) * LINE_MM - HALF_LEADING_MM
    head = head_row(columns)
    rows = body_rows(annex, columns, head)
    notes, notes_height = _notes(annex["notes"], columns)
    groups = _cut(rows, _Room(columns, head, top), notes_height, annex["totals"])
    pages = _pages(groups, order, top, head, notes_height)
    return Laid(label, annex["title"], title, annex["unit"], notes, columns, head, tuple(pages))


def _pages(groups: list[list[Row]], order: int, top: float, head: Row, notes_height: float) -> list[Page]:
    pages = []
    for number, group in enumerate(groups):
        start = 0.0 if number else top
        is_last = number == len(groups) - 1
        end = start + head.height + sum(row.height for row in group)
        pages.append(Page(f"annex-{order}-{number + 1}", start, tuple(group), number == 0, end,
                          notes_height if is_last else 0.0, is_last))  # fmt: skip
    return pages


def head_row(columns: Grid) -> Row:
    """The titles of the columns."""
    return _row(columns.titles, columns, ("center",) * len(columns.titles), is_total=False)


def body_rows(table: Content, columns: Grid, head: Row) -> list[Row]:
    """Every row below the head, none taller than a page."""
    first_total = len(table["rows"]) - table["totals"]
    return [
        part
        for number, row in enumerate(table["rows"])
        for part in _parts(_row(row, columns, columns.aligns, is_total=number >= first_total), columns, head)
    ]


def _row(texts: Sequence[str], columns: Grid, aligns: Sequence[str], *, is_total: bool) -> Row:
    cells = tuple(
        cell(text, columns.room(number), align) for number, (text, align) in enumerate(zip(texts, aligns, strict=True))
    )
    return Row(cells, _height(max(len(c.lines) for c in cells), columns), is_total)


def _height(count: int, columns: Grid) -> float:
    return count * columns.line + 2 * PADDING_MM


def _parts(row: Row, columns: Grid, head: Row) -> list[Row]:
    """The row itself, or its parts where no page could hold it."""
    holds = columns.height - head.height
    if row.height <= holds:
        return [row]
    many = int((holds - 2 * PADDING_MM) / columns.line)
    tallest = max(len(c.lines) for c in row.cells)
    return [
        Row(tuple(Cell(c.lines[at : at + many], c.scale) for c in row.cells),
            _height(min(many, tallest - at), columns), row.is_total)
        for at in range(0, tallest, many)
    ]  # fmt: skip


def _notes(texts: Sequence[str], columns: Grid) -> tuple[tuple[SafeString, ...], float]:
    """The notes below a table and the height they need."""
    cells = columns.width / PT_MM / NOTE_PT
    runs = [[(normalise(text), "")] for text in texts]
    count = sum(len(lines(run, cells=cells, indent=0, size=NOTE_PT, cell=NOTE_PT)) for run in runs)
    composed = tuple(paragraph(run, css="notes", cells=cells, indent=0, size=NOTE_PT, cell=NOTE_PT) for run in runs)
    return composed, count * NOTE_MM + 2 * bool(texts)


class _Room:
    """What a page holds below the head of a table, in mm, at most `limit`; on the first its title stands above."""

    def __init__(self, columns: Grid, head: Row, top: float, limit: float = float("inf")) -> None:
        self.holds = columns.height - head.height
        self.top, self.limit = top, limit

    def on(self, number: int) -> float:
        return min(self.holds - (0.0 if number else self.top), self.limit)

    def left(self, groups: list[list[Row]]) -> float:
        """On the last page, whatever the limit."""
        return self.holds - (0.0 if len(groups) > 1 else self.top) - sum(row.height for row in groups[-1])


def _cut(rows: list[Row], room: _Room, notes_height: float, totals: int) -> list[list[Row]]:
    """Rows by page: as many as fit; the last page keeps room for the notes, and a row to go with its totals."""
    groups: list[list[Row]] = [[]]
    left = room.on(0)
    for row in rows:
        if row.height > left + 0.001 and (groups[-1] or len(groups) == 1):
            groups.append([])
            left = room.on(1)
        groups[-1].append(row)
        left -= row.height
    _keep_together(groups, room.left(groups), notes_height, totals)
    return groups


def _keep_together(groups: list[list[Row]], left: float, notes_height: float, totals: int) -> None:
    """Moves rows onto a further page where the notes find no room, or onto the last where only totals stand."""
    wanted = totals + 1
    if notes_height > left and len(groups[-1]) > 1:
        groups.append([])
    if len(groups) > 1 and len(groups[-1]) < wanted and len(groups[-2]) > wanted:
        missing = wanted - len(groups[-1])
        groups[-1][:0] = groups[-2][-missing:]
        del groups[-2][-missing:]
