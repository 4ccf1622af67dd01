"""The table of spending to be filled in: its headings, and a row for every unit of the county that spends."""

from __future__ import annotations

import io

from openpyxl import Workbook

from core.enums import OrganisationKind
from core.models import Organisation

HEAD = ("类别", "单位", "下达（万元）", "支出（万元）")
CATEGORY_OF = {OrganisationKind.DEPARTMENT: "部门", OrganisationKind.TOWNSHIP: "乡镇"}
WIDTH = 28


def table(county: Organisation) -> bytes:
    """An xlsx file whose amounts are empty; what stays without amounts is deleted before it is handed in. One statement."""
    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.title = "支出进度表"
    sheet.append(HEAD)
    units = Organisation.objects.filter(county=county, is_active=True, kind__in=CATEGORY_OF).in_order()
    rows = [(CATEGORY_OF[OrganisationKind(unit.kind)], unit.name) for unit in units]
    for row in sorted(rows, key=lambda row: list(CATEGORY_OF.values()).index(row[0])):
        sheet.append(row)
    for column in "ABCD":
        sheet.column_dimensions[column].width = WIDTH
    sheet.freeze_panes = "A2"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
