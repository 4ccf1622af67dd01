"""Sheets of an .xlsx file, streamed: values only, never a formula, a link or a macro."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from core.errors import Invalid
from plans.tables.grid import Grid, Limits, bounded

MAX_UNPACKED = 80 * 1024 * 1024
MAX_MERGED = 20_000
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_BROKEN = (zipfile.BadZipFile, InvalidFileException, ParseError, DefusedXmlException, KeyError, ValueError, TypeError,
           AttributeError, IndexError, OSError, EOFError, OverflowError)  # fmt: skip


def load_workbook_grids(content: bytes, name: str, limits: Limits) -> tuple[Grid, ...]:
    """Every visible sheet that has cells; a broken or hostile package is Invalid."""
    try:
        _refuse_bombs(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=limits.takes_results, keep_links=False)
        grids = []
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            ranges = _survey(sheet, limits)
            sheet.reset_dimensions()
            rows = bounded(_texts(sheet, limits), limits)
            if rows:
                title = name if len(book.worksheets) == 1 else f"{name} {sheet.title}"
                grids.append(Grid(title, rows, _covered(ranges, len(rows)), sheet.title))
    except _BROKEN as error:
        raise Invalid(_("“%(name)s”不是完好的 .xlsx 文件，读不出表格") % {"name": name}) from error
    if not grids:
        raise Invalid(_("工作簿里没有内容"))
    return tuple(grids)


def _refuse_bombs(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
    if len(parts) > 2_000 or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Invalid(_("文件解开后过大，不是一张方案表"))
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise Invalid(_("压缩包里没有工作簿，请上传 .xlsx 或 .csv"))
    if any(part.filename.endswith("vbaProject.bin") for part in parts):
        raise Invalid(_("文件带宏，请另存为不带宏的 .xlsx 后再上传"))
    if any(part.filename.startswith("xl/externalLinks/") for part in parts):
        raise Invalid(_("文件引用了其他工作簿，请在“数据—编辑链接”中断开链接后再上传"))


def _texts(sheet: Any, limits: Limits) -> Iterator[list[str]]:
    for row in sheet.iter_rows(max_col=limits.columns + 1, values_only=True):
        yield [_text(value) for value in row] if any(value is not None for value in row) else []


def _text(value: object) -> str:
    """A cell's value as a clerk sees it; binary residue of a decimal amount is rounded off."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{Decimal(repr(round(value, 8))).normalize():f}" if abs(value) < 1e18 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, bool | int | str | datetime.date):
        return str(value)
    return "=公式"


def _survey(sheet: Any, limits: Limits) -> list[tuple[int, int, int, int]]:
    """The merged ranges (top, left, bottom, right from 0), after refusing cells that lie absurdly far out."""
    ranges = []
    hidden = 0
    with sheet._get_source() as source:  # noqa: SLF001 - openpyxl drops merged ranges when it streams
        for _event, element in iterparse(source):
            kind = element.tag.rpartition("}")[2]
            if kind == "c" and len(element):
                _refuse_far_cell(element.get("r", ""), limits)
                _refuse_resultless(element, limits)
            elif kind == "row" and len(element):
                _refuse_far_cell(f"A{element.get('r', '1')}", limits)
            elif kind == "mergeCell":
                left, top, right, bottom = (int(n or 1) - 1 for n in range_boundaries(element.get("ref", "")))
                ranges.append((top, left, bottom, min(right, limits.columns)))
                hidden += (min(bottom, limits.rows) - top + 1) * (min(right, limits.columns) - left + 1)
                if hidden > MAX_MERGED:
                    raise Invalid(_("合并单元格过多，不是一张方案表"))
            if kind in ("c", "row", "mergeCell"):
                element.clear()
    return ranges


def _refuse_resultless(cell: Any, limits: Limits) -> None:
    """A formula that was never worked out would read as an empty cell."""
    parts = {part.tag.rpartition("}")[2]: part.text for part in cell}
    if limits.takes_results and "f" in parts and not parts.get("v"):
        message = _("单元格 %(cell)s 的公式没有算出结果，请用表格软件打开保存一次，或“选择性粘贴为数值”后再上传")
        raise Invalid(message % {"cell": cell.get("r", "")[:12]})


def _refuse_far_cell(reference: str, limits: Limits) -> None:
    if not reference:
        return
    found = _REFERENCE.fullmatch(reference)
    if not found or column_index_from_string(found[1]) > limits.columns or int(found[2]) > 1_048_576:
        message = _("单元格 %(cell)s 超出 %(limit)s 列，不是一张方案表")
        raise Invalid(message % {"cell": reference[:12], "limit": limits.columns})


def _covered(ranges: list[tuple[int, int, int, int]], height: int) -> dict[tuple[int, int], tuple[int, int]]:
    return {
        (row, column): (top, left)
        for top, left, bottom, right in ranges
        for row in range(top, min(bottom, height - 1) + 1)
        for column in range(left, right + 1)
    }
