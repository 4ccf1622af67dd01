"""Sheets of an .xlsx file, streamed: values only, never a formula, a link or a macro."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from typing import Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.constants import SHARED_STRINGS

from core.errors import Invalid
from plans.tables.grid import Grid, Limits, bounded
from plans.tables.sheet_xml import GAPS, Formats, Sheet, read_sheet, read_strings

MAX_UNPACKED = 80 * 1024 * 1024
MAX_SHEETS = 40
_BROKEN = (zipfile.BadZipFile, InvalidFileException, ParseError, ExpatError, DefusedXmlException, KeyError, ValueError,
           TypeError, AttributeError, IndexError, OSError, EOFError, OverflowError, RuntimeError, zlib.error, LZMAError)  # fmt: skip


class _Reader(ExcelReader):
    """What the library knows of the workbook: its sheets and styles; their cells and strings are read by `sheet_xml`."""

    def read_strings(self) -> None:
        package: Any = self.package
        part = package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = read_strings(source)


class _Book:
    """A package that is no bomb, opened; its sheets are read one at a time."""

    def __init__(self, content: bytes) -> None:
        _refuse_bombs(content)
        self._reader = _Reader(io.BytesIO(content), read_only=True, keep_links=False)
        self._reader.read()
        book: Any = self._reader.wb
        self.sheets: list[Any] = book.worksheets
        self._formats = Formats(frozenset(book._date_formats), book.epoch)  # noqa: SLF001 - told of the library's own reader

    def read(self, sheet: Any, limits: Limits) -> Sheet:
        with sheet._get_source() as source:  # noqa: SLF001 - where the library would read it from
            return read_sheet(source, self._reader.shared_strings, self._formats, limits)


def load_workbook_grids(content: bytes, name: str, limits: Limits) -> tuple[Grid, ...]:
    """Every visible sheet that has cells; a broken or hostile package is Invalid."""
    grids = []
    height = 0
    with _refusing_broken(name):
        book = _Book(content)
        visible = [sheet for sheet in book.sheets if sheet.sheet_state == "visible"]
        if len(visible) > MAX_SHEETS:
            raise Invalid(_("工作簿有%(count)d张工作表，超过%(limit)d张，请按批次分开上传")
                          % {"count": len(visible), "limit": MAX_SHEETS})  # fmt: skip
        for sheet in visible:
            read = book.read(sheet, limits)
            height += len(read.rows)
            if height > GAPS * limits.rows:
                raise Invalid(_("各工作表合计超过 %(limit)s 行，请按批次分开上传") % {"limit": GAPS * limits.rows})
            rows = bounded(read.rows, limits)
            if rows:
                title = name if len(book.sheets) == 1 else f"{name} {sheet.title}"
                grids.append(Grid(title, rows, _covered(read.merged, len(rows)), sheet.title))
    if not grids:
        raise Invalid(_("工作簿里没有内容"))
    return tuple(grids)


def hidden_rows(content: bytes, name: str, title: str, limits: Limits) -> list[list[str]] | None:
    """The rows of the sheet with that title, seen or not, under the same limits; None where the workbook has none."""
    with _refusing_broken(name):
        book = _Book(content)
        sheet = next((sheet for sheet in book.sheets if sheet.title == title), None)
        return None if sheet is None else book.read(sheet, limits).rows


@contextmanager
def _refusing_broken(name: str) -> Iterator[None]:
    """Whatever the libraries meet in a broken package is Invalid."""
    try:
        yield
    except _BROKEN as error:
        raise Invalid(_("“%(name)s”不是完好的 .xlsx 文件，读不出表格") % {"name": name}) from error


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


def _covered(ranges: list[tuple[int, int, int, int]], height: int) -> dict[tuple[int, int], tuple[int, int]]:
    return {
        (row, column): (top, left)
        for top, left, bottom, right in ranges
        for row in range(top, min(bottom, height - 1) + 1)
        for column in range(left, right + 1)
    }
