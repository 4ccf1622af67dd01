"""The spreadsheet of a plan's rows, as a drafter fills it in: downloaded, written in a spreadsheet program, sent back."""

from __future__ import annotations

import urllib.request
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from core.browsing import Desk
from core.money import YUAN_IN_WAN

HEADINGS = 3
"""The line of the sheet that has them."""


def downloaded(desk: Desk, address: str) -> bytes:
    """A file of the pages, by the person who is logged in."""
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in desk.browser.get_cookies())
    request = urllib.request.Request(f"{desk.server}{address}", headers={"Cookie": cookies})  # noqa: S310 - this server
    with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
        return bytes(answer.read())


def filled(template: bytes, rows: Mapping[str, Mapping[str, Decimal]], to: Path) -> None:
    """The empty sheet with a line for each project code: what each source, by its name, pays in yuan."""
    book = load_workbook(BytesIO(template))
    sheet = book.worksheets[0]
    columns = _columns(sheet)
    for line, (code, paid) in enumerate(rows.items(), HEADINGS + 1):
        sheet.cell(line, columns["项目编号"], code)
        _pay(sheet, line, columns, paid)
    book.save(to)


def altered(exported: bytes, rows: Mapping[str, Mapping[str, Decimal]], to: Path) -> None:
    """The exported sheet with other amounts on the lines of these project codes."""
    book = load_workbook(BytesIO(exported))
    sheet = book.worksheets[0]
    columns = _columns(sheet)
    for line in range(HEADINGS + 1, sheet.max_row + 1):
        if paid := rows.get(str(sheet.cell(line, columns["项目编号"]).value)):
            _pay(sheet, line, columns, paid)
    book.save(to)


def _pay(sheet: Worksheet, line: int, columns: Mapping[str, int], paid: Mapping[str, Decimal]) -> None:
    for name, amount in paid.items():
        column = next(number for heading, number in columns.items() if heading.startswith(f"{name}（"))
        sheet.cell(line, column, amount / YUAN_IN_WAN)


def _columns(sheet: Worksheet) -> dict[str, int]:
    """The number of each column by its heading."""
    return {str(cell.value or "").removesuffix("*"): number for number, cell in enumerate(sheet[HEADINGS], 1)}
