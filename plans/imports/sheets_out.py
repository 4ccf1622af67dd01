"""The template of a register as .xlsx: headings, lists to choose from, instructions, and the rows that it has now.

The same sheet comes back: what was exported is marked in a hidden sheet (`marks`), so that it can be edited offline.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from core import clock
from core.money import YUAN_IN_WAN
from plans.forms.fields import LONGEST_TEXT
from plans.imports import marks
from plans.imports.datasets import Dataset
from plans.imports.fields import Field, Kind, Value
from plans.imports.rows import Context

LISTS, HELP = "选项", "填写说明"
EMPTY_ROWS = 500
HEADING_ROW = 3
_THIN = Side("thin", color="BFC4CA")
_GRID = Border(_THIN, _THIN, _THIN, _THIN)
_HEAD, _NEEDED, _CODE = (PatternFill("solid", fgColor=colour) for colour in ("E8EEF7", "FFF4DF", "F0F1F2"))
_FORMATS = {
    Kind.MONEY: "General", Kind.DAY: "yyyy-mm-dd", Kind.COUNT: "0", Kind.YEAR: "0", Kind.NUMBER: "General",
    Kind.YUAN: "General",
}  # fmt: skip


def template(dataset: Dataset, context: Context, *, with_rows: bool = False, with_samples: bool = False) -> bytes:
    """The workbook: empty, with the rows of the register, or with sample rows as counties type them."""
    book = Workbook(write_only=True)
    found = dataset.exported(context) if with_rows else []
    codes = dataset.marks([pk for pk, _said in found], context)
    names = names_of(context)
    sheet = book.create_sheet(dataset.sheet_name)
    _layout(sheet, dataset)
    _validate(sheet, dataset, context, len(found) + EMPTY_ROWS)
    pen = _Pen(sheet)
    title = _("%(register)s（%(organisation)s，%(year)d年度）")
    told = {"register": dataset.title, "organisation": context.organisation.name, "year": context.year}
    sheet.append([pen.text(title % told, bold=True)])
    sheet.append([pen.text(_("单位：万元。标有“*”的列必填，填写要求见“填写说明”；系统编号请勿改动，新增的行留空。"))])
    sheet.append([pen.head(marks.MARK_HEADING, _CODE), *(pen.head(f.heading + ("*" if f.is_needed else ""),
                 _NEEDED if f.is_needed else _HEAD) for f in dataset.fields)])  # fmt: skip
    filled = [dataset.prefilled(said) for _pk, said in found]
    for (pk, _said), shown in zip(found, filled, strict=True):
        row = [pen.cell(field, shown.get(field.name, field.nothing), names) for field in dataset.fields]
        sheet.append([pen.code(codes.get(pk, "")), *row])
    if found and dataset.sums:
        sheet.append([pen.code(""), *(pen.cell(*one, names) for one in _totals(dataset, filled))])
    if with_samples:
        for sample in dataset.samples(context):
            sheet.append([pen.code(""), *(pen.text(sample.get(field.name, "")) for field in dataset.fields)])
    _help(book.create_sheet(HELP), dataset)
    _lists(book.create_sheet(LISTS), dataset, context)
    _mark(book.create_sheet(marks.SHEET), dataset, context, {codes[pk]: said for pk, said in found if pk in codes})
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _totals(dataset: Dataset, rows: Sequence[Mapping[str, Value]]) -> Iterator[tuple[Field, Value]]:
    """The last line: 合计 in the first column, and the sum of each column of money."""
    for place, field in enumerate(dataset.fields):
        if field.kind is Kind.MONEY:
            yield field, f"{sum((Decimal(str(said.get(field.name) or 0)) for said in rows), Decimal()):.2f}"
        else:
            yield Field(field.name, field.heading), "" if place else "合计"


def names_of(context: Context) -> dict[str, str]:
    """The names behind the codes of departments and villages, as the template writes them."""
    names = {department.code: department.name for department in context.departments}
    places = context.places
    return names | {village.code: places.full_name(village.code) for village in places.villages}


class _Pen:
    """Cells of few looks; each look is made once and shared, since a style of its own costs more than its cell."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.looks: dict[str, Any] = {}

    def text(self, text: str, *, bold: bool = False) -> Any:
        return self._cell(text, "bold" if bold else "@")

    def head(self, text: str, fill: PatternFill) -> Any:
        cell = WriteOnlyCell(self.sheet, value=text)
        cell.font, cell.fill, cell.border = Font(bold=True), fill, _GRID
        cell.alignment = Alignment("center", "center", wrap_text=True)
        return cell

    def code(self, text: str) -> Any:
        return self._cell(text, "code")

    def cell(self, field: Field, value: Value, names: Mapping[str, str]) -> Any:
        """A figure or a day as such, anything else as text that can never become a formula."""
        if isinstance(value, str) and value:
            if field.kind is Kind.MONEY:
                return self._cell(Decimal(value) / YUAN_IN_WAN, _FORMATS[field.kind])
            if field.kind is Kind.DAY:
                return self._cell(datetime.date.fromisoformat(value), _FORMATS[field.kind])
            if field.kind in (Kind.NUMBER, Kind.YUAN):
                return self._cell(Decimal(value), _FORMATS[field.kind])
            if field.kind in (Kind.COUNT, Kind.YEAR):
                return self._cell(int(value), _FORMATS[field.kind])
        return self._cell(field.shown(value, names), "@")

    def _cell(self, value: Any, look: str) -> Any:
        if isinstance(value, str):
            value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell: Any = WriteOnlyCell(self.sheet, value=None if value == "" else value)
        if isinstance(value, str) and value:
            cell.data_type = "s"
        if look not in self.looks:
            self._draw(cell, look)
            self.looks[look] = cell._style  # noqa: SLF001 - the library's own way to share a style is slower
        cell._style = self.looks[look]  # noqa: SLF001
        return cell

    @staticmethod
    def _draw(cell: Any, look: str) -> None:
        if look == "bold":
            cell.font = Font(bold=True, size=14)
            return
        cell.border, cell.alignment = _GRID, Alignment(vertical="center", wrap_text=look == "@")
        cell.number_format = "@" if look == "code" else look
        if look == "code":
            cell.fill, cell.font = _CODE, Font(color="5C636D")


def _layout(sheet: Any, dataset: Dataset) -> None:
    sheet.freeze_panes = f"C{HEADING_ROW + 1}"
    sheet.column_dimensions["A"].width = 20
    for number, field in enumerate(dataset.fields, 2):
        sheet.column_dimensions[get_column_letter(number)].width = field.width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 8
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"


def _validate(sheet: Any, dataset: Dataset, context: Context, rows: int) -> None:
    """Lists and bounds for every column, down to some empty rows below the last."""
    for number, field in enumerate(dataset.fields, 2):
        letter = get_column_letter(number)
        rule = _rule(field, dataset, context)
        if rule is None:
            continue
        rule.error = field.hint or _("请按“填写说明”填写“%(field)s”") % {"field": field.heading}
        rule.errorTitle, rule.promptTitle, rule.allow_blank = field.heading[:30], field.heading[:30], True
        if field.hint:
            rule.prompt, rule.showInputMessage = field.hint, True
        rule.showErrorMessage = field.kind not in (Kind.ORGANS, Kind.VILLAGES)
        rule.add(f"{letter}{HEADING_ROW + 1}:{letter}{HEADING_ROW + rows}")
        sheet.data_validations.append(rule)


def _rule(field: Field, dataset: Dataset, context: Context) -> DataValidation | None:
    if field.kind in (Kind.CHOICE, Kind.ORGAN, Kind.ORGANS, Kind.VILLAGES):
        place = _list_columns(dataset).index(field.name) + 1
        count = len(_choices(field, context))
        letter = get_column_letter(place)
        return DataValidation("list", formula1=f"{quote_sheetname(LISTS)}!${letter}$2:${letter}${max(count, 1) + 1}")
    if field.kind in (Kind.NUMBER, Kind.YUAN):
        return DataValidation("decimal", operator="between", formula1="0", formula2="100000000")
    if field.kind is Kind.MONEY:
        return DataValidation("decimal", operator="between", formula1="0", formula2=_most(field, dataset))
    if field.kind is Kind.COUNT:
        return DataValidation("whole", operator="between", formula1="0", formula2="10000000")
    if field.kind is Kind.YEAR:
        return DataValidation("whole", operator="between", formula1="2000", formula2=str(context.year))
    if field.kind is Kind.DAY:
        first, last = f"DATE({context.year - 1},1,1)", f"DATE({context.year + 1},12,31)"
        return DataValidation("date", operator="between", formula1=first, formula2=last)
    longest = LONGEST_TEXT if field.kind is Kind.PARTS else field.longest
    return DataValidation("textLength", operator="lessThanOrEqual", formula1=str(longest))


def _most(field: Field, dataset: Dataset) -> str:
    """The bound of an amount in 万元: a figure, or what the other column says in the same row."""
    usual = Decimal(100_000_000) if field.most is None else (field.most / YUAN_IN_WAN).normalize()
    if not field.within:
        return f"{usual:f}"
    other = f"{get_column_letter(dataset.fields.index(dataset.field(field.within)) + 2)}{HEADING_ROW + 1}"
    return f"IF(ISNUMBER({other}),{other},{usual:f})"


def _list_columns(dataset: Dataset) -> list[str]:
    return [f.name for f in dataset.fields if f.kind in (Kind.CHOICE, Kind.ORGAN, Kind.ORGANS, Kind.VILLAGES)]


def _choices(field: Field, context: Context) -> Sequence[str]:
    if field.kind is Kind.CHOICE:
        return field.offered
    if field.kind is Kind.VILLAGES:
        own = context.organisation.code
        villages = [v for v in context.places.villages if own in (v.code, v.parent)] or context.places.villages
        return [context.places.full_name(village.code) for village in villages]
    return [department.name for department in context.departments]


def _lists(sheet: Any, dataset: Dataset, context: Context) -> None:
    sheet.sheet_state = "hidden"
    fields = [dataset.field(name) for name in _list_columns(dataset)]
    columns = [[field.heading, *_choices(field, context)] for field in fields]
    for row in range(max((len(column) for column in columns), default=0)):
        sheet.append([column[row] if row < len(column) else None for column in columns])


def _help(sheet: Any, dataset: Dataset) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 8
    sheet.column_dimensions["C"].width = 90
    pen = _Pen(sheet)
    sheet.append([pen.head(text, _HEAD) for text in (_("列"), _("必填"), _("怎么填"))])
    for field in dataset.fields:
        sheet.append([pen.text(text) for text in (field.heading, _("必填") if field.is_needed else "", _how(field))])
    for line in _general():
        sheet.append([pen.text(""), pen.text(""), pen.text(line)])


def _how(field: Field) -> str:
    own = {
        Kind.CHOICE: _("从列表中选一项：%(choices)s") % {"choices": "、".join(field.offered)},
        Kind.MONEY: _("数字，以万元为单位，可精确到分（六位小数）"),
        Kind.DAY: _("日期，如 2027-03-01"),
        Kind.COUNT: _("整数"),
        Kind.YEAR: _("四位年度，如 2026"),
        Kind.ORGAN: _("从列表中选一个部门"),
    }.get(field.kind, _("文字，最多%(longest)d字") % {"longest": field.longest})
    return "；".join(text for text in (field.hint, own if not field.hint or field.kind is Kind.CHOICE else "") if text)


def _general() -> Iterable[str]:
    return (
        _("系统编号由系统填写，用来认出每一行；新增的行留空，不要把别行的编号复制过来。"),
        _("可以插入小计、合计行和说明行，导入时只用于核对，不作为记录。"),
        _("导入前先看预览：每一行是新增、有改动、无改动还是有错误，错误指到单元格；确认之后才写入。"),
        _("导出之后系统里又有改动的，导入时逐格比对，两边都改过的请您选定以哪边为准。"),
    )


def _mark(sheet: Any, dataset: Dataset, context: Context, rows: Mapping[str, Mapping[str, Value]]) -> None:
    sheet.sheet_state = "veryHidden"
    mark = marks.Mark(dataset.key, context.organisation.code, context.year, clock.now(), rows)
    for line in marks.lines(mark, [field.name for field in dataset.fields]):
        sheet.append(line)
