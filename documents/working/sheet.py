"""An annex as a workbook: numbers are numbers, everything else is text and can never become a formula."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from documents.annexes.columns import grid

Content = dict[str, Any]

NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,14})(?:\.\d{1,6})?")
"""What is a number: no leading zero, which marks a code, and no more figures than a workbook keeps."""
_THIN = Side("thin")
GRID = Border(_THIN, _THIN, _THIN, _THIN)
TITLE, HEAD, BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"
FONTS = {TITLE: Font(TITLE, size=18), HEAD: Font(HEAD, size=11), BODY: Font(BODY, size=11)}
FIRST_ROW = 4
LINE_PT = 16.0
MADE = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's properties bear no zone


@dataclass
class Draughtsman:
    """Writes cells; each look is worked out once and shared, since a style of its own costs more than its cell."""

    sheet: Worksheet
    looks: dict[tuple[str, str, bool, str], Any] = field(default_factory=dict)

    def text(self, row: int, column: int, text: str, font: str = BODY, align: str = "left", ruled: bool = True) -> None:
        """Text whatever it begins with: stored as a string, and marked so that editing it makes no formula of it."""
        cell = self.sheet.cell(row, column, ILLEGAL_CHARACTERS_RE.sub("", text))
        if cell.value:
            cell.data_type = "s"
        self._look(cell, font, align, ruled, "General")

    def value(self, row: int, column: int, text: str, align: str) -> None:
        """A number as a number with its decimals as printed, anything else as text."""
        if not NUMBER.fullmatch(text):
            return self.text(row, column, text, align=align)
        cell = self.sheet.cell(row, column, Decimal(text.replace(",", "")))
        whole, _, decimals = text.partition(".")
        shown = ("#,##0" if "," in whole else "0") + ("." + "0" * len(decimals) if decimals else "")
        return self._look(cell, BODY, align, True, shown)

    def _look(self, cell: Any, font: str, align: str, ruled: bool, shown: str) -> None:
        key = (font, align, ruled, shown)
        if key not in self.looks:
            cell.font, cell.alignment = FONTS[font], Alignment(align, "center", wrap_text=True)
            cell.number_format, cell.quotePrefix = shown, shown == "General"
            cell.border = GRID if ruled else Border()
            self.looks[key] = cell._style  # noqa: SLF001 - the library's own way to share a style is slower
        cell._style = self.looks[key]  # noqa: SLF001


def workbook(annex: Content, mark: str) -> bytes:
    """The annex as .xlsx: title, unit, head and rows, the head repeated on each printed page."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = re.sub(r"[\[\]:*?/\\']", "", annex["label"])[:31] or "附件"
    drawn, columns = Draughtsman(sheet), annex["columns"]
    drawn.text(1, 1, f"{annex['label']}　{annex['title']}", TITLE, "center", ruled=False)
    drawn.text(2, 1, annex["unit"], align="right", ruled=False)
    for number, column in enumerate(columns, 1):
        drawn.text(FIRST_ROW - 1, number, column["title"], HEAD, "center")
        sheet.column_dimensions[get_column_letter(number)].width = max(column["width"] * 2, 5)
    for number, row in enumerate(annex["rows"], FIRST_ROW):
        for place, (column, text) in enumerate(zip(columns, row, strict=True), 1):
            drawn.value(number, place, text, column["align"])
        sheet.row_dimensions[number].height = _height(row, columns)
    for number, note in enumerate(annex["notes"], FIRST_ROW + len(annex["rows"])):
        drawn.text(number, 1, note, ruled=False)
    _printed(sheet, annex, mark)
    return _saved(book)


def _height(row: list[str], columns: list[Content]) -> float:
    """Points for the fullest cell of a row; a program that opens the file does not work it out by itself."""
    return LINE_PT * max(
        (-(-len(text) // max(int(column["width"] * 0.95), 2)) for column, text in zip(columns, row, strict=True)),
        default=1,
    )


def _printed(sheet: Worksheet, annex: Content, mark: str) -> None:
    for row in (1, 2):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(annex["columns"]))
    sheet.row_dimensions[1].height = 34
    sheet.freeze_panes = f"A{FIRST_ROW}"
    sheet.print_title_rows = f"1:{FIRST_ROW - 1}"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if grid(annex["columns"]).is_wide else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.HeaderFooter.oddHeader = HeaderFooterItem(right=_HeaderFooterPart(mark))
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("— &P —"))


def _saved(book: Workbook) -> bytes:
    """The same annex gives the same bytes: neither the clock nor the zip's dates get in."""
    book.properties.creator, book.properties.created, book.properties.modified = "Tongchou", MADE, MADE
    written, steady = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            held = source.read(name)
            if name == "docProps/core.xml":
                held = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", held)
            target.writestr(zipfile.ZipInfo(name), held, zipfile.ZIP_DEFLATED)
    return steady.getvalue()
