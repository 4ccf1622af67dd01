"""A sheet as rows of text, whatever file it came in; hostile files are refused here, before anyone reads them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from core.errors import Invalid

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 64
MAX_CELL = 4_000

_FOREIGN = {
    b"\xd0\xcf\x11\xe0": "旧版 Excel（.xls）或 Word（.doc）",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
}


@dataclass(frozen=True)
class Limits:
    """How large a sheet may be; beyond it the file is refused, never cut. With `takes_results` a formula counts as what
    it gave when the file was saved, else it is refused."""

    rows: int = MAX_ROWS
    columns: int = MAX_COLUMNS
    cell: int = MAX_CELL
    takes_results: bool = False


@dataclass(frozen=True)
class Grid:
    """Rows of cells as printed; `covered` maps a cell hidden under a merged one to the cell that shows, `sheet` is what
    its tab is called."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    covered: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    sheet: str = ""

    def raw(self, row: int, column: int) -> str:
        """What is typed in the very cell; indices from 0, outside the sheet is empty."""
        cells = self.rows[row] if 0 <= row < len(self.rows) else ()
        return cells[column] if 0 <= column < len(cells) else ""

    def shown(self, row: int, column: int) -> str:
        """What a reader sees there: the merged cell's text for a covered cell."""
        if not self.covered:
            return self.raw(row, column)
        return self.raw(*self.covered.get((row, column), (row, column)))

    def is_continued(self, row: int, column: int) -> bool:
        """Whether the cell belongs to a merged cell that began in a row above."""
        return self.covered.get((row, column), (row, column))[0] < row

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)


def load(file: Path | bytes, name: str, limits: Limits) -> tuple[Grid, ...]:
    """The sheets of a csv or xlsx file; Invalid says why a file cannot be read."""
    content = _content(file)
    if content.startswith(b"PK\x03\x04"):
        from plans.tables.workbook import load_workbook_grids

        return load_workbook_grids(content, name, limits)
    for magic, kind in _FOREIGN.items():
        if content.startswith(magic):
            raise Invalid(_("“%(name)s”是%(kind)s文件，请另存为 .xlsx 或 .csv 后再上传") % {"name": name, "kind": kind})
    return (_csv_grid(content, name, limits),)


def _content(file: Path | bytes) -> bytes:
    size = len(file) if isinstance(file, bytes) else file.stat().st_size
    if size > MAX_BYTES:
        raise Invalid(_("文件超过 %(limit)s MB，不是一张方案表") % {"limit": MAX_BYTES // 1024 // 1024})
    content = file if isinstance(file, bytes) else file.read_bytes()
    if not content.strip():
        raise Invalid(_("文件是空的"))
    return content


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and not text.lstrip().lower().startswith(("<!doctype", "<html", "<?xml", "{\\rtf")):
            return text
    raise Invalid(_("读不出文字：不是 .xlsx，也不是 UTF-8 或 GB18030 编码的 .csv"))


def _csv_grid(content: bytes, name: str, limits: Limits) -> Grid:
    text = _decoded(content)
    head = text[:4_000]
    delimiter = max(",\t;，", key=head.count)
    try:
        # strict: a quotation mark never closed is a broken file, not one enormous cell
        rows = bounded(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), limits)
    except csv.Error as error:
        raise Invalid(_("不是规范的 csv 表格：%(error)s") % {"error": error}) from error
    return Grid(name, rows)


def bounded(rows: Iterable[list[str]], limits: Limits) -> tuple[tuple[str, ...], ...]:
    """The rows within the limits, trailing empties cut; a row, column or cell too many, or a formula, is Invalid."""
    kept: list[tuple[str, ...]] = []
    filled = 0
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        filled += bool(cells)
        if filled > limits.rows:
            raise Invalid(_("表格超过 %(limit)s 行，请按批次分开上传") % {"limit": limits.rows})
        if number > 1_048_576 or len(cells) > limits.columns:
            raise Invalid(
                _("第 %(row)s 行超出 %(limit)s 列，不是一张方案表") % {"row": number, "limit": limits.columns}
            )
        _refuse_formulas(number, cells, limits)
        kept.append(tuple(cells))
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def _refuse_formulas(number: int, cells: list[str], limits: Limits) -> None:
    for column, cell in enumerate(cells, start=1):
        if len(cell) > limits.cell:
            message = _("第 %(row)s 行第 %(column)s 列超过 %(limit)s 字，不是一张方案表")
            raise Invalid(message % {"row": number, "column": column, "limit": limits.cell})
        if cell.startswith("=") and len(cell) > 1:
            message = _("第 %(row)s 行第 %(column)s 列是公式，请“选择性粘贴为数值”后再上传")
            raise Invalid(message % {"row": number, "column": column})
