"""Tables of a register whose columns are all its own: the heading row found by how many of them it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from core.errors import Invalid
from plans.imports.fields import Field, Kind, unit_of
from plans.imports.marks import MARK_HEADING
from plans.imports.rows import Columns, Context, ReadRow, said_in, tidy
from plans.imports.totals import check_totals
from plans.tables.amounts import read_amount, supposed_unit, unit_in
from plans.tables.grid import Grid
from plans.tables.texts import is_blank, plain

SEARCHED = 25
_TOTAL = re.compile(r"[^()\d]{0,20}?(?:合计|小计|总计|共计)(?:\(.*\))?:?")


def read_rows(grids: Sequence[Grid], fields: tuple[Field, ...], context: Context) -> Iterator[ReadRow | str]:
    """Every row below the headings; totals and remarks are told apart. Invalid where no sheet has such a table."""
    found = 0
    for grid in grids:
        header = _header(grid, fields)
        if header is None:
            continue
        found += 1
        yield from _rows(grid, header, fields, context)
    if not found:
        told = _("找不到表头：第一行应写明%(fields)s等列名，请下载模板对照")
        raise Invalid(told % {"fields": "、".join(field.heading for field in fields if field.is_needed)})


def read_figures(grids: Sequence[Grid], fields: tuple[Field, ...], context: Context) -> Iterator[ReadRow | str]:
    """The same of a register that keeps no remark beside an amount: what stands behind one is told."""
    for one in read_rows(grids, fields, context):
        if isinstance(one, ReadRow) and not one.is_left_out:
            for name, note in one.notes.items():
                one.remark(_("单元格里的说明“%(note)s”不写入，只读金额，请核对") % {"note": note}, name=name)
        yield one


def _header(grid: Grid, fields: tuple[Field, ...]) -> int | None:
    """The row that names most columns, an amount among them."""
    best, most = None, 1
    for row in range(min(SEARCHED, len(grid.rows))):
        known = {f.name: f.kind for cell in grid.rows[row] for f in fields if not is_blank(cell) and f.is_called(cell)}
        if len(known) > most and Kind.MONEY in known.values():
            best, most = row, len(known)
    return best


def _columns(grid: Grid, header: int, fields: tuple[Field, ...]) -> tuple[Columns, str]:
    """The columns, and a message where the unit of their money is only supposed."""
    of: dict[str, tuple[int, str]] = {}
    taken: set[int] = set()
    for field in fields:
        for index in range(grid.width):
            heading = grid.shown(header, index)
            if index not in taken and not is_blank(heading) and field.is_called(heading):
                of[field.name] = (index, heading)
                taken.add(index)
                break
    money = [of[field.name] for field in fields if field.kind is Kind.MONEY and field.name in of]
    unit, doubt = _unit(grid, header, money)
    return Columns(of, unit), doubt


def _unit(grid: Grid, header: int, money: Sequence[tuple[int, str]]) -> tuple[str, str]:
    """The unit printed above the table or in a heading of money, else the one that the amounts look like."""
    above = (unit_in(cell) for row in grid.rows[:header] for cell in row if cell)
    headed = (unit_of(tidy(heading), "") for _index, heading in money)
    if printed := next((unit for unit in (*above, *headed) if unit), ""):
        return printed, ""
    below = range(header + 1, len(grid.rows))
    cells = [read_amount(grid.shown(row, index)) for row in below for index, _heading in money]
    return supposed_unit([found for found in cells if found])


def _rows(grid: Grid, header: int, fields: tuple[Field, ...], context: Context) -> Iterator[ReadRow | str]:
    columns, doubt = _columns(grid, header, fields)
    if doubt:
        yield doubt
    mark = next((i for i in range(grid.width) if plain(grid.shown(header, i)) == MARK_HEADING), None)
    read = {index for index, _heading in columns.of.values()}
    for index in range(grid.width):
        heading = grid.shown(header, index)
        if index not in read and index != mark and not is_blank(heading) and plain(heading) not in ("序号", "编号"):
            yield _("“%(heading)s”列没有读入") % {"heading": heading}
    rows = range(header + 1, len(grid.rows))
    found = [_row(grid, row, columns, fields, context, mark) for row in rows if not all(map(is_blank, grid.rows[row]))]
    for told in check_totals(found, [field for field in fields if field.kind is Kind.MONEY]):
        yield told if not grid.sheet else f"{grid.sheet} {told}"
    yield from found


def _row(
    grid: Grid, row: int, columns: Columns, fields: tuple[Field, ...], context: Context, mark: int | None
) -> ReadRow:
    one = ReadRow(grid.sheet, row + 1, columns)
    filled = [cell for cell in grid.rows[row] if not is_blank(cell)]
    if any(_TOTAL.fullmatch(plain(cell)) for cell in filled):
        one.is_left_out = one.is_total = True
        one.remark(_("合计行，只用于核对"))
        _read(one, [field for field in fields if field.kind is Kind.MONEY], grid, row, context)
        return one
    if len(set(filled)) == 1:
        one.is_left_out = True
        one.remark(_("说明文字：%(text)s") % {"text": filled[0][:60]})
        return one
    _read(one, fields, grid, row, context)
    if mark is not None:
        one.mark = grid.shown(row, mark)
    return one


def _read(one: ReadRow, fields: Sequence[Field], grid: Grid, row: int, context: Context) -> None:
    """What the row says in these columns."""
    for field in fields:
        if field.name in one.columns.of:
            value = said_in(one, field, grid.shown(row, one.columns.of[field.name][0]), context)
            if value is not None:
                one.said[field.name] = value
