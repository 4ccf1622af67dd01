"""A table of spending as finance hands it in: csv or xlsx, every mistake named by its row, nothing guessed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core import money, printable
from core.errors import Invalid
from oversight.bulletins.tables import UnitSpending, percent
from plans.tables import grid

LIMITS = grid.Limits(rows=500, columns=12, cell=200)
CATEGORIES = ("部门", "乡镇")
HEADINGS = {
    "category": ("类别",), "unit": ("单位",), "progress": ("进度",), "allotted": ("下达", "安排"),
    "paid": ("支出", "拨付", "支付"),
}  # fmt: skip
"""What a head says of each column."""
SHOWN_CHARACTERS = 20
HEAD_ROWS = 10
"""Above the head of the table at most so many lines are a title."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row; `row` is as a spreadsheet numbers it."""

    row: int
    text: str


@dataclass(frozen=True)
class Read:
    """What the file says: its units, or why it cannot be used."""

    units: tuple[UnitSpending, ...]
    faults: tuple[Fault, ...] = ()


def read(content: bytes, name: str) -> Read:
    """Every row of the first sheet with its faults. Raises Invalid for what is no table or has no head."""
    sheet = grid.load(content, name, LIMITS)[0]
    head, columns = _head(sheet)
    units: list[UnitSpending] = []
    faults: list[Fault] = []
    for number in range(head + 1, len(sheet.rows)):
        if not any(sheet.rows[number]):
            continue
        try:
            unit = _unit({key: sheet.shown(number, column) for key, column in columns.items()})
            if unit.unit in {other.unit for other in units}:
                raise Invalid(_("“%(unit)s”重复") % {"unit": unit.unit})
            units.append(unit)
        except Invalid as wrong:
            faults.append(Fault(number + 1, wrong.message))
    if not units and not faults:
        raise Invalid(_("表中没有数据行"))
    return Read(tuple(units), tuple(faults))


def _head(sheet: grid.Grid) -> tuple[int, dict[str, int]]:
    for number, row in enumerate(sheet.rows[:HEAD_ROWS]):
        columns = dict(_columns(row))
        if {"unit", "category"} <= columns.keys() and ("progress" in columns or {"allotted", "paid"} <= columns.keys()):
            return number, columns
    raise Invalid(_without_head(sheet))


def _without_head(sheet: grid.Grid) -> str:
    """What was looked for, and what the file has instead: the sheet, and the row that comes nearest to a head."""
    wanted = _("没有找到表头：须有“类别”“单位”，以及“支出进度（%）”或者“下达（万元）”和“支出（万元）”。")
    filled = [(number, row) for number, row in enumerate(sheet.rows[:HEAD_ROWS], 1) if any(row)]
    number, row = max(filled, key=lambda one: (len(dict(_columns(one[1]))), sum(map(bool, one[1]))))
    cells = "、".join(Truncator(cell).chars(SHOWN_CHARACTERS, "…") for cell in row if cell)
    told = {"sheet": sheet.name, "number": number, "cells": Truncator(cells).chars(10 * SHOWN_CHARACTERS, "…")}
    return wanted + _("所传文件的第一张表“%(sheet)s”第%(number)s行为：%(cells)s。") % told


def _columns(row: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """The column of each key; the first that fits."""
    taken: set[int] = set()
    for key, said in HEADINGS.items():
        for column, cell in enumerate(row):
            if column not in taken and any(word in cell for word in said):
                taken.add(column)
                yield key, column
                break


def _unit(cells: dict[str, str]) -> UnitSpending:
    category, unit = cells["category"].strip(), cells["unit"].strip()
    if category not in CATEGORIES:
        raise Invalid(_("类别须为“部门”或“乡镇”，现为“%(said)s”") % {"said": category})
    if not unit:
        raise Invalid(_("缺少单位名称"))
    printable.require(_("单位"), unit)
    allotted, paid = _amount(cells.get("allotted", "")), _amount(cells.get("paid", ""))
    if allotted is not None and paid is not None:
        if paid > allotted or not allotted:
            raise Invalid(_("支出须不超过下达的资金，且下达的资金须大于0"))
        return UnitSpending(category, unit, _agreed(cells.get("progress", ""), percent(paid, allotted)), allotted, paid)
    if allotted is not None or paid is not None:
        raise Invalid(_("下达和支出须同时填写"))
    return UnitSpending(category, unit, _rate(cells.get("progress", "")))


def _agreed(said: str, counted: Decimal) -> Decimal:
    """The counted rate, which a stated one must not contradict."""
    if said.strip() and abs(_rate(said) - counted) > Decimal("0.05"):
        raise Invalid(
            _("填写的支出进度%(said)s与支出÷下达算得的%(counted)s%%不符") % {"said": said, "counted": counted}
        )
    return counted


def _rate(said: str) -> Decimal:
    try:
        rate = Decimal(said.strip().rstrip("%％"))
    except InvalidOperation:
        raise Invalid(_("支出进度须为数字，现为“%(said)s”") % {"said": said}) from None
    if not rate.is_finite() or not 0 <= rate <= 100:
        raise Invalid(_("支出进度须在0到100之间，现为“%(said)s”") % {"said": said})
    return rate


def _amount(said: str) -> Decimal | None:
    """Yuan of what is typed in 万元; None where nothing is."""
    return money.parse_amount(said, unit="万元").yuan if said.strip() else None
