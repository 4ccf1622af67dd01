"""What each row of a table is: an item, a subtotal, a section's head, a row's continuation or a mere remark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from core.money import Figure
from plans.tables.amounts import read_amount
from plans.tables.columns import Column
from plans.tables.grid import Grid
from plans.tables.headings import Role
from plans.tables.layout import Layout, heading_score
from plans.tables.texts import is_blank, plain

_TOTAL = re.compile(
    r"\(?(?P<of>[^()\d]{0,20}?)(?P<word>合计|小计|总计|共计|累计|总额|总和)(?:\(?\d+个?项?目?\)?|:)?\)?"
)
_SECTION = re.compile(r"\(?[一二三四五六七八九十]{1,3}\)?[、.]?")
_SECTION_LINE = re.compile(r"\(?[一二三四五六七八九十]{1,3}(?:\)|[、.]).{2,40}")
_REMARK = re.compile(r"(?:备?注|说明|制表|填表|审核|单位负责人|联系人|公示|监督|填报|数据来源).*")
_LABELLED = frozenset({Role.SEQ, Role.NAME, Role.PLACE, Role.TOWNSHIP, Role.VILLAGE, Role.CONTENT, Role.CATEGORY, Role.COUNTY,
                       Role.PREFECTURE, Role.NATURE, Role.OTHER, Role.TABLE, Role.DEPARTMENT, Role.IMPLEMENTER})  # fmt: skip
_TELLING = (Role.NAME, Role.CONTENT, Role.PLACE, Role.TOWNSHIP, Role.VILLAGE)


class RowKind(Enum):
    """What a row is for."""

    ITEM = auto()
    SUBTOTAL = auto()
    TOTAL = auto()
    SECTION = auto()
    CONTINUED = auto()
    REMARK = auto()


@dataclass(frozen=True)
class Table:
    """One table of a sheet with its columns known."""

    grid: Grid
    layout: Layout
    columns: tuple[Column, ...]

    @cached_property
    def _by_role(self) -> dict[Role, tuple[Column, ...]]:
        """Asked many times for every row."""
        return {role: tuple(column for column in self.columns if column.role is role) for role in Role}

    @cached_property
    def labelled(self) -> tuple[Column, ...]:
        """The columns in which a total may bear its word."""
        return tuple(column for column in self.columns if column.role in _LABELLED)

    def column(self, role: Role) -> Column | None:
        return next(iter(self._by_role[role]), None)

    def all_of(self, role: Role) -> tuple[Column, ...]:
        return self._by_role[role]

    def text(self, row: int, role: Role) -> str:
        """The cells of a role, joined; what a merged cell shows counts for every row it covers."""
        columns = self._by_role[role]
        if not columns:
            return ""
        texts = [text for column in columns if not is_blank(text := self.grid.shown(row, column.index))]
        return "；".join(dict.fromkeys(texts)) if len(texts) > 1 else "".join(texts)

    def amount(self, row: int, column: Column) -> Figure | None:
        """The amount typed in the very cell: a merged amount counts once."""
        return read_amount(self.grid.raw(row, column.index))

    def money(self, row: int) -> list[tuple[Column, Figure]]:
        """Every readable amount of the row, the total's column first."""
        columns = (*self.all_of(Role.AMOUNT), *self.all_of(Role.SOURCE))
        return [(column, found) for column in columns if (found := self.amount(row, column))]

    def label(self, role: Role) -> str:
        column = self.column(role)
        return column.label if column else role.value


@dataclass(frozen=True, slots=True)
class Row:
    """A row that means something; `label` is the printed word of a subtotal or the words of a section."""

    index: int
    kind: RowKind
    label: str = ""

    @property
    def number(self) -> int:
        """As a spreadsheet numbers it."""
        return self.index + 1


def classify(table: Table, indices: Sequence[int]) -> tuple[Row, ...]:
    """The rows that mean something, in order; repeated headings and empty rows are dropped."""
    numbered = sum(table.text(i, Role.SEQ).isdecimal() for i in indices)
    rows = [
        Row(i, *_kind(table, i, numbered > 1)) for i in indices if any(table.grid.rows[i]) and not _repeats(table, i)
    ]
    if any(row.kind is RowKind.TOTAL and "总" in row.label for row in rows):
        # a table with a 总计 uses 合计 for its parts
        rows = [
            Row(r.index, RowKind.SUBTOTAL, r.label) if r.kind is RowKind.TOTAL and "总" not in r.label else r
            for r in rows
        ]
    return tuple(rows)


def _repeats(table: Table, row: int) -> bool:
    return heading_score(table.grid, row) >= max(3, len([h for h in table.layout.headings if h]) // 2)


def _kind(table: Table, row: int, numbered: bool) -> tuple[RowKind, str]:
    money = table.money(row)
    if word := _total_word(table, row):
        return (RowKind.SUBTOTAL if word[1] == "小计" or word[0] else RowKind.TOTAL), word[0] + word[1]
    filled = {plain(cell) for cell in table.grid.rows[row] if not is_blank(cell)}
    if not money and len(filled) == 1:
        (only,) = filled
        return (RowKind.SECTION if _SECTION_LINE.fullmatch(only) else RowKind.REMARK), only
    if numbered and _SECTION.fullmatch(table.text(row, Role.SEQ)):
        return RowKind.SECTION, table.text(row, Role.NAME) or table.text(row, Role.CATEGORY)
    amount = table.column(Role.AMOUNT)
    if amount and table.grid.is_continued(row, amount.index):
        return RowKind.CONTINUED, ""
    if money and not any(table.text(row, role) for role in _TELLING) and not any(_quantities(table, row)):
        return RowKind.TOTAL, ""
    if not money and _REMARK.fullmatch(plain(next(cell for cell in table.grid.rows[row] if cell))):
        return RowKind.REMARK, next(cell for cell in table.grid.rows[row] if cell)
    if not money and not table.text(row, Role.NAME) and not table.text(row, Role.SEQ):
        return RowKind.CONTINUED, ""
    return RowKind.ITEM, ""


def _total_word(table: Table, row: int) -> tuple[str, str] | None:
    """What is totalled and the word for it, where a labelling cell says so."""
    for column in table.labelled:
        if (text := table.grid.raw(row, column.index)) and (found := _TOTAL.fullmatch(plain(text))):
            return found["of"], found["word"]
    return None


def _quantities(table: Table, row: int) -> Iterator[Figure]:
    return (found for column in table.all_of(Role.QUANTITY) if (found := table.amount(row, column)))
