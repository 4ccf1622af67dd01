"""Reads a published plan table, whatever its columns, into plain facts and warnings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from core.errors import Invalid
from plans.tables.columns import assign
from plans.tables.grid import MAX_ROWS, Grid, Limits, load
from plans.tables.headings import MONEY, Role
from plans.tables.identities import amount_column, check_items, check_words, subtotals
from plans.tables.items import Reading, money_unit, read_rows
from plans.tables.layout import Layout, find_tables
from plans.tables.places import PlaceIndex
from plans.tables.result import About, ReadPlan, ReadSubtotal, ReadWarning
from plans.tables.rows import Row, RowKind, Table, classify
from plans.tables.texts import is_blank, plain

_PLACES = (Role.COUNTY, Role.PREFECTURE, Role.TOWNSHIP, Role.VILLAGE, Role.PLACE)


@dataclass(frozen=True)
class Part:
    """One plan of a sheet with the table that it was read from and the rows of it that mean something."""

    plan: ReadPlan
    table: Table
    rows: tuple[Row, ...]


def read_table(file: Path | bytes, name: str, places: PlaceIndex, *, max_rows: int = MAX_ROWS) -> tuple[ReadPlan, ...]:
    """Every plan a csv or xlsx file holds, items in printed order, money in yuan. `name` is the file's name,
    for messages and for a plan without a title. Invalid when the file is no plan table: unreadable, too large,
    with formulas, without amounts, or an allocation of funds to places instead of projects."""
    plans: list[ReadPlan] = []
    refused: list[tuple[Grid, Invalid]] = []
    for grid in load(file, name, Limits(rows=max_rows)):
        try:
            plans += _plans(grid, places)
        except Invalid as refusal:
            refused.append((grid, refusal))
    if not plans:
        raise refused[0][1]
    skipped = tuple(
        ReadWarning(None, grid.name, _("本工作表未读入：%s") % refusal.message) for grid, refusal in refused
    )
    if len(plans) > 1:
        skipped += (ReadWarning(None, name, _("文件里有%(count)s个方案，分别读入") % {"count": len(plans)}),)
    return tuple(_warned(plan, skipped) for plan in plans)


def _plans(grid: Grid, places: PlaceIndex) -> list[ReadPlan]:
    parts = read_parts(grid, places)
    if empty := next((part.plan for part in parts if not part.plan.items), None):
        raise Invalid(_("“%(title)s”里没有读到一个项目") % {"title": empty.title})
    return [part.plan for part in parts]


def read_parts(grid: Grid, places: PlaceIndex) -> list[Part]:
    """Every plan of one sheet, also one of whose rows none could be read; Invalid for what is no plan table."""
    layouts = find_tables(grid)
    if not layouts:
        raise Invalid(_("“%(name)s”里找不到表头（如项目名称、建设内容、金额），不是一张方案表") % {"name": grid.name})
    parts = []
    for layout in layouts:
        table = _table(grid, layout)
        _refuse_other_tables(table)
        for title, indices in _parts(table):
            parts.append(_part(table, places, title, indices))
    return parts


def _table(grid: Grid, layout: Layout) -> Table:
    rows = range(layout.first, layout.last)
    cells = [[grid.shown(row, column) for row in rows] for column in range(len(layout.headings))]
    return Table(grid, layout, assign(layout.headings, cells))


def _refuse_other_tables(table: Table) -> None:
    """A plan names projects and their money; a table that only divides money among places is none."""
    if not any(table.all_of(role) for role in MONEY):
        raise Invalid(_("表中没有金额列，不是项目资金方案"))
    if any(table.column(role) for role in (Role.NAME, Role.CONTENT, Role.QUANTITY)):
        return
    place = next((column for role in _PLACES for column in table.all_of(role)), None)
    if place:
        message = _(
            "这是按“%(place)s”切块分配资金的表，只有地区和金额，没有项目名称和建设内容，不是项目方案，不能作为方案导入"
        )
        raise Invalid(message % {"place": place.label}, clause="五(二)")
    raise Invalid(_("表中没有项目名称，也没有建设内容，不是项目方案"))


def _parts(table: Table) -> list[tuple[str, list[int]]]:
    """The rows of each plan: a column 表 divides one sheet into several."""
    rows = list(range(table.layout.first, table.layout.last))
    column = table.column(Role.TABLE)
    title = table.layout.title or table.grid.name.rpartition("/")[2].removesuffix(".csv").removesuffix(".xlsx")
    if not column:
        return [(title, rows)]
    parts: dict[str, list[int]] = {}
    current = ""
    for row in rows:
        text = table.grid.shown(row, column.index)
        current = current if is_blank(text) else text
        parts.setdefault(current, []).append(row)
    return [(f"{title} {mark}".strip(), indices) for mark, indices in parts.items()]


def _part(table: Table, places: PlaceIndex, title: str, indices: Sequence[int]) -> Part:
    unit, doubt = money_unit(table)
    reading = Reading(table, places, unit)
    if doubt:
        reading.warn(None, amount_column(reading), doubt)
    rows = classify(table, indices)
    read_rows(reading, rows)
    totals = subtotals(reading, rows)
    check_items(reading)
    _check_table(reading, totals)
    _check_counts(reading, rows, title)
    sources: dict[str, Decimal] = {}
    for item in reading.items:
        for source, yuan in item.source_amounts.items():
            sources[source] = sources.get(source, Decimal()) + yuan
    total = sum((item.amount_yuan for item in reading.items), Decimal())
    warnings = sorted(reading.warnings, key=lambda w: w.row or 0)
    plan = ReadPlan(title, tuple(reading.items), total, totals, unit, sources, tuple(warnings))
    return Part(plan, table, rows)


def _check_table(reading: Reading, totals: Sequence[ReadSubtotal]) -> None:
    """What is odd about the table as a whole."""
    table, money = reading.table, amount_column(reading)
    everything = sum((item.amount_yuan for item in reading.items), Decimal())
    if not any(total.is_grand or total.items_yuan == everything for total in totals):
        reading.warn(None, money, _("表中没有合计行，总额无从核对"), About.NO_TOTAL)
    if not table.all_of(Role.SOURCE) and not table.column(Role.SOURCE_NAME):
        reading.warn(None, Role.SOURCE_NAME, _("表中没有资金来源列，来源待补"))
    if not isinstance(money, Role) and plain(money.heading).startswith(("本次", "本批", "此次", "本期")):
        reading.warn(None, money, _("金额为“%(heading)s”，不是项目总投资，其余资金另列") % {"heading": money.label})
    if whole := table.column(Role.WHOLE_COST):
        reading.warn(None, whole, _("表中另有“%(heading)s”，未作为方案金额") % {"heading": whole.label})
    for column in table.all_of(Role.BEYOND):
        reading.warn(None, column, _("“%(heading)s”不在整合资金之内，未计入") % {"heading": column.label})
    for column in table.columns:
        if column.role is Role.OTHER and column.index < len(table.layout.headings):
            unread = _("“%(heading)s”列没有读入") % {"heading": column.label}
            reading.warn(None, column.label, unread, About.UNREAD)


def _check_counts(reading: Reading, rows: Sequence[Row], title: str) -> None:
    named = {code for item in reading.items for code in item.places if reading.places.by_code[code].level == "village"}
    words = [title, *(row.label for row in rows if row.kind is RowKind.REMARK)]
    words += [item.target_text for item in reading.items]
    check_words(reading, words, len(named))


def _warned(plan: ReadPlan, more: tuple[ReadWarning, ...]) -> ReadPlan:
    return ReadPlan(
        plan.title, plan.items, plan.total_yuan, plan.subtotals, plan.unit, plan.source_totals, more + plan.warnings
    )
