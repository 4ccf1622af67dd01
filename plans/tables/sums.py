"""What runs of a table's item rows add up to: each column is summed once, so that a table may print any number of totals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

from plans.tables.columns import Column
from plans.tables.items import Reading
from plans.tables.rows import Row, RowKind

TOTALS = frozenset({RowKind.SUBTOTAL, RowKind.TOTAL, RowKind.SECTION})
Run = tuple[int, int]
"""A run of item rows: the first and the one after the last, counted over the item rows from 0."""


class Sums:
    """The item rows of a table with the sums of their columns; a row that could not be read counts as nought."""

    def __init__(self, reading: Reading, rows: Sequence[Row]) -> None:
        self._table = reading.table
        self._rows = [row for row in rows if row.kind is RowKind.ITEM]
        amounts = {item.row: item.amount_yuan for item in reading.items}
        self._read = amounts.keys()
        self._yuan = _running(amounts.get(row.number, Decimal()) for row in self._rows)
        self._columns: dict[int, list[Decimal]] = {}

    def yuan(self, run: Run) -> Decimal:
        """The amounts of the items, in yuan."""
        return self._yuan[run[1]] - self._yuan[run[0]]

    def printed(self, column: Column, run: Run) -> Decimal:
        """What a column of sources or quantities shows, as it is printed."""
        if column.index not in self._columns:
            self._columns[column.index] = _running(self._number(row, column) for row in self._rows)
        upto = self._columns[column.index]
        return upto[run[1]] - upto[run[0]]

    def _number(self, row: Row, column: Column) -> Decimal:
        found = self._table.amount(row.index, column) if row.number in self._read else None
        return found.number if found else Decimal()


def covered(rows: Sequence[Row]) -> Iterator[tuple[Row, Run]]:
    """Every total with the item rows that it covers: all before it for the grand total, else back to the total before it
    or, where it leads its rows, on to the next."""
    before = [0, *accumulate(row.kind is RowKind.ITEM for row in rows)]
    ends = [place for place, row in enumerate(rows) if row.kind in TOTALS]
    previous = 0
    for place, following in pairwise([*ends, len(rows)]):
        row, here = rows[place], before[place]
        on = (here, before[following])
        if row.kind is RowKind.TOTAL:
            yield row, (0, here) if here else (here, before[-1])
            continue
        back = (before[previous], here)
        leads = row.kind is RowKind.SECTION or back[0] == back[1]
        yield row, on if leads else back
        previous = place


def _running(numbers: Iterable[Decimal]) -> list[Decimal]:
    """The sums of the first none, one, two … of them."""
    return list(accumulate(numbers, initial=Decimal()))
