"""Project tables, our own template or any county's, into rows of the library."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from core.enums import Sector
from core.errors import Invalid
from plans.enums import Category
from plans.imports.fields import Field, period
from plans.imports.library_fields import BY_ROLE, CATEGORIES, FIELDS, TO_BE_FILLED
from plans.imports.library_standards import NAME, Standards
from plans.imports.marks import MARK_HEADING
from plans.imports.rows import SECTOR_WORDS, Columns, Context, ReadRow, columns_of, said_in
from plans.rules.measures import figure
from plans.tables.columns import Column
from plans.tables.grid import Grid
from plans.tables.headings import Role
from plans.tables.identities import by_standard
from plans.tables.reader import Part, read_parts
from plans.tables.result import About, ReadItem, ReadWarning
from plans.tables.result import Category as Head
from plans.tables.rows import Row, RowKind
from plans.tables.sightings import look
from plans.tables.texts import is_blank, plain

READ_OTHERWISE = frozenset({"villages", "amount", "category", "nature"})
HEADS = dict(zip(Head, Category, strict=True))
_LEFT_OUT = {
    RowKind.SUBTOTAL: gettext_lazy("小计行，只用于核对"),
    RowKind.TOTAL: gettext_lazy("合计行，只用于核对"),
    RowKind.SECTION: gettext_lazy("分类标题行"),
    RowKind.CONTINUED: gettext_lazy("与上一行同属一个项目（合并单元格）"),
    RowKind.REMARK: gettext_lazy("说明文字"),
}


def read_rows(grids: Sequence[Grid], context: Context, fields: tuple[Field, ...] = FIELDS) -> Iterator[ReadRow | str]:
    """Every row of every plan table in the sheets; Invalid where no sheet holds one."""
    refused: list[Invalid] = []
    found = 0
    for grid in grids:
        try:
            parts = read_parts(grid, context.places)
        except Invalid as refusal:
            refused.append(refusal)
            continue
        for part in parts:
            found += 1
            yield from _part(part, context, fields)
    if not found:
        raise refused[0]
    for why in refused:
        yield _("有一张工作表未读入：%(why)s") % {"why": why.message}


def _part(part: Part, context: Context, fields: tuple[Field, ...]) -> Iterator[ReadRow | str]:
    table = part.table
    by_role = {name: column.index for name, role in BY_ROLE.items() if (column := table.column(role))}
    columns = columns_of(fields, table, by_role)
    columns = Columns(columns.of, part.plan.unit)
    mark = next((column.index for column in table.columns if plain(column.heading) == MARK_HEADING), None)
    letters = {column.label: column for column in table.columns}
    said: dict[int | None, list[ReadWarning]] = defaultdict(list)
    for warning in part.plan.warnings:
        said[warning.row].append(warning)
    read = {index for index, _heading in columns.of.values()} | {mark}
    for warning in said[None]:
        column = letters.get(warning.column)
        is_read = warning.about is About.UNREAD and column is not None and column.index in read
        is_ours = warning.about is About.NO_TOTAL and mark is not None
        if not is_read and not is_ours and warning.column != Role.SOURCE_NAME:
            yield f"{warning.column}：{warning.message}"
    items = {item.row: item for item in part.plan.items}
    reader = _Rows(part, context, columns, fields)
    for row in part.rows:
        one = reader.read(row, items.get(row.number))
        for warning in said.get(row.number, ()):
            _pass_on(one, warning, letters, wrong=row.kind is RowKind.ITEM and row.number not in items)
        if mark is not None and row.kind is RowKind.ITEM:
            one.mark = table.grid.shown(row.index, mark)
        yield one


def _pass_on(row: ReadRow, warning: ReadWarning, letters: dict[str, Column], *, wrong: bool) -> None:
    column = letters.get(warning.column)
    index = column.index if column else None
    row.remark(
        warning.message, column=get_column_letter(index + 1) if index is not None else "", label=warning.column,
        wrong=wrong,
    )  # fmt: skip


class _Rows:
    """The rows of one table, read one after the other."""

    def __init__(self, part: Part, context: Context, columns: Columns, fields: tuple[Field, ...]) -> None:
        self.part, self.context, self.columns = part, context, columns
        self.table = part.table
        self.fields = [field for field in fields if field.name in columns.of and field.name not in READ_OTHERWISE]
        self.standards = Standards.of(context) if fields is not FIELDS else None

    def read(self, row: Row, item: ReadItem | None) -> ReadRow:
        one = ReadRow(self.table.grid.sheet, row.number, self.columns)
        if row.kind is not RowKind.ITEM:
            one.is_left_out = True
            one.remark(str(_LEFT_OUT[row.kind]) + (f"：{row.label}" if row.label else ""))
            return one
        self._cells(one, row)
        if item is not None:
            self._from_item(one, row, item)
        return one

    def _cells(self, one: ReadRow, row: Row) -> None:
        for field in self.fields:
            text = self.table.grid.shown(row.index, self.columns.of[field.name][0])
            if self.standards and (
                field.name == NAME or (field.name == "unit_standard" and self.standards.named(text))
            ):
                self.standards.pick(one, field.name, text)
                continue
            value = said_in(one, field, text, self.context)
            if value is not None:
                one.said[field.name] = value
        if self.standards:
            self.standards.fill_in(one)

    def _from_item(self, one: ReadRow, row: Row, item: ReadItem) -> None:
        one.said["amount"] = f"{item.amount_yuan:.2f}"
        if not one.said.get("name"):
            one.said["name"] = item.name[:200]
        self._choices(one, row, item)
        self._villages(one, row, item)
        supposed = {
            "amount_note": item.note[:200],
            "location": (item.place_text or self.context.county.name)[:200],
            "content": item.content[:2000],
            "responsible_unit": (item.implementing_unit or item.department_text)[:100],
            "target": item.target_text[:2000],
            "linkage": item.beneficiaries_text[:2000],
            "funding_method": "、".join(item.source_amounts)[:200],
        }
        for name, text in supposed.items():
            if text and not one.said.get(name):
                one.supposed[name] = (text.strip(), "")
        self._measured(one, item)
        self._days(one, item)
        self._competent(one, item)

    def _choices(self, one: ReadRow, row: Row, item: ReadItem) -> None:
        category, nature = FIELDS[1], FIELDS[2]
        printed = self._text(row, "category")
        code = next((code for code, label in CATEGORIES.items() if plain(printed) in (code, plain(label))), "")
        if code:
            one.said["category"] = code
        elif item.category:
            told = _("类别按内容归为“%(category)s”，请核对")
            supposed = HEADS[item.category].value
            one.supposed["category"] = (supposed, told % {"category": CATEGORIES[supposed]})
        elif "category" in self.columns.of:
            said_in(one, category, printed or "？", self.context)
        if self._text(row, "nature"):
            value = said_in(one, nature, self._text(row, "nature"), self.context)
            one.said |= {"nature": value} if value else {}
        elif item.nature and (found := [c for words, c in nature.meaning if re.search(words, item.nature)]):
            one.supposed["nature"] = (found[0], "")

    def _villages(self, one: ReadRow, row: Row, item: ReadItem) -> None:
        known = self.context.places.by_code
        if "villages" not in self.columns.of:
            found = sorted(code for code in item.places if known[code].level == "village")
            one.supposed["villages"] = (found, "")
            return
        text = self._text(row, "villages")
        township = self.table.text(row.index, Role.TOWNSHIP)
        here = look(self.context.places, township).townships if township else []
        seen = look(self.context.places, text, township=here[0] if len(here) == 1 else "")
        one.said["villages"] = sorted(seen.villages)
        if seen.unmatched:
            for message in seen.messages:
                one.remark(message, name="villages", wrong=True)

    @staticmethod
    def _measured(one: ReadRow, item: ReadItem) -> None:
        """Where another table states quantity and standard and they come to the amount, they are those of the draft."""
        if "unit_standard" in one.said or (found := by_standard(item)) is None:
            return
        count, unit, yuan = found
        one.supposed |= {
            "quantity": (figure(count), ""), "unit": (unit, ""), "unit_standard": (f"{yuan:.2f}", ""),
        }  # fmt: skip

    def _days(self, one: ReadRow, item: ReadItem) -> None:
        year = self.context.year
        found = period(item.period, year) if item.period else None
        for place, (name, usual) in enumerate(self.usual_days.items()):
            is_of_the_year = found is not None and found[place][:4] in (str(year), str(year - 1))
            one.supposed[name] = (found[place], "") if found and is_of_the_year else usual

    @cached_property
    def usual_days(self) -> dict[str, tuple[str, str]]:
        """What rows without days get, the first before the last, and how they are told."""
        year = self.context.year
        told = _("表中没有“%(field)s”，按%(day)s填，请核对")
        first = self.context.day("starts_on") or datetime.date(year, 3, 1).isoformat()
        last = self.context.day("ends_on") or datetime.date(year, 11, 30).isoformat()
        return {
            "starts_on": (first, told % {"field": _("计划开工"), "day": first}),
            "ends_on": (last, told % {"field": _("计划完工"), "day": last}),
        }

    def _competent(self, one: ReadRow, item: ReadItem) -> None:
        texts = (item.department_text, item.implementing_unit, item.name, item.content)
        sector = next((s for text in texts for s, words in SECTOR_WORDS.items() if any(w in text for w in words)), None)
        found = (self.context.of_sector(sector) if sector else None) or self.context.of_sector(Sector.POVERTY)
        if found:
            told = _("表中没有主管部门，按内容归口%(name)s，请核对")
            one.supposed["competent"] = (found.code, told % {"name": found.name})

    def _text(self, row: Row, name: str) -> str:
        if name not in self.columns.of:
            return ""
        text = self.table.grid.shown(row.index, self.columns.of[name][0])
        return "" if is_blank(text) else text


def still_to_fill(said: dict[str, object]) -> list[str]:
    """The headings of what a draft still lacks before a round takes it along."""
    lacking = [field.heading for field in FIELDS if field.name in TO_BE_FILLED and not said.get(field.name)]
    if not any(said.get(name) not in (None, "", "0") for name in ("households", "people")):
        lacking.append(_("受益户数或人数"))
    return lacking
