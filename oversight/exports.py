"""The supervisor's list as a file: the same filter, for a spreadsheet, with nothing in it that one could run."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from core import clock
from oversight.waiting import Row

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula when it opens a CSV file."""

CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file(rows: Sequence[Row], form: str, *, is_cut: bool = False) -> bytes:
    """The list in one of the two forms, its head first; where it was cut, its last line says so and what to do."""
    lines = [_head(), *(_line(row) for row in rows), *([_cut(len(rows))] if is_cut else [])]
    return _as_csv(lines) if form == CSV else _as_xlsx(lines)


def _head() -> list[str]:
    return [
        _("县"), _("办理机关"), _("环节"), _("事项"), _("到达时间"), _("期限"), _("剩余时间"), _("催办次数"), _("最近催办"),
        _("最近催办是否查看"),
    ]  # fmt: skip


def _cut(rows: int) -> list[str]:
    return [_("仅列出期限最早的%(rows)d项，其余未列入；请缩小筛选范围后再次导出") % {"rows": rows}]


def _line(row: Row) -> list[str]:
    item = row.item
    last = row.urges[0].at.astimezone(clock.SHANGHAI) if row.urges else None
    return [
        item.county.name,
        item.organisation.name,
        row.step,
        item.dossier.title,
        f"{item.opened_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}",
        row.due.day.isoformat(),
        row.due.text,
        str(len(row.urges)),
        f"{last:%Y-%m-%d %H:%M}" if last else "",
        (_("已查看") if row.urges[0].seen_at else _("未查看")) if row.urges else "",
    ]


def _as_csv(lines: Sequence[Sequence[str]]) -> bytes:
    """With the mark that tells a Chinese spreadsheet the encoding; what looks like a formula gets an apostrophe."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([harmless(printable(cell)) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def _as_xlsx(lines: Sequence[Sequence[str]]) -> bytes:
    """Every cell is text, whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("督办"))
    for line in lines:
        sheet.append([_text_cell(sheet, cell) for cell in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, value=printable(text))
    cell.data_type = "s"
    return cell


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text


def printable(text: str) -> str:
    """Without the control characters that no spreadsheet file may hold."""
    return "".join(c for c in text if c in "\t\n\r" or ord(c) >= 32)
