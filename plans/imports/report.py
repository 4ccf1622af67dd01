"""What became of an uploaded table, row by row, as .xlsx: for whoever sent the table in."""

from __future__ import annotations

import io
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from plans.enums import ImportState
from plans.imports.datasets import context_of, register_of
from plans.imports.sheets_out import names_of
from plans.models import PreparedImport, PreparedRow

WIDTHS = (16, 8, 34, 10, 12, 22, 60, 60)


def workbook(prepared: PreparedImport) -> bytes:
    """Every row with its verdict, whether it was written, its code, its changes and what was said of its cells."""
    context = context_of(prepared)
    register, names = register_of(prepared, context), names_of(context)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("导入结果"))
    for number, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFGH"[number]].width = width
    sheet.freeze_panes = "A2"
    heads = (_("工作表"), _("行号"), _("名称"), _("结论"), _("是否写入"), _("系统编号"), _("改动"), _("提示"))
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    is_done = prepared.state == ImportState.APPLIED
    for row in prepared.rows.in_order().iterator(2_000):
        changed = "\n".join(
            f"{(one := register.field(c['field'])).heading}：{one.shown(c['before'], names)} → {one.shown(c['after'], names)}"
            for c in row.changes
            if row.choices.get(c["field"]) != "system"
        )
        written = (_("已写入") if row.outcome else _("未写入")) if is_done else _("未确认")
        texts = (row.sheet, str(row.number), row.label, str(row.get_verdict_display()), written, row.outcome, changed,
                 "\n".join(_said(row)))  # fmt: skip
        sheet.append([_cell(sheet, text) for text in texts])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _said(row: PreparedRow) -> list[str]:
    found = []
    for remark in row.remarks:
        where = f"{remark['column']}{row.number}" if remark["column"] else ""
        found.append("：".join(part for part in (f"{where} {remark['heading']}".strip(), remark["message"]) if part))
    return found


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text) or None)
    if cell.value:
        cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if bold:
        cell.font = Font(bold=True)
    return cell
