"""What reading a table gives before anything is compared: its rows, each with what it says and what is odd about it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from core.enums import OrganisationKind, Sector
from core.models import Organisation
from plans.imports.fields import Field, Unreadable, Value, unit_of
from plans.tables import Place, PlaceIndex
from plans.tables.amounts import read_amount
from plans.tables.rows import Table
from plans.tables.texts import is_blank, plain

T = TypeVar("T")
PLACE_KINDS = (OrganisationKind.COUNTY, OrganisationKind.TOWNSHIP, OrganisationKind.VILLAGE)


def tidy(heading: str) -> str:
    """A printed heading on one line, without the mark of a required column."""
    return heading.replace("\n", "").strip("*")


@dataclass(frozen=True)
class Columns:
    """Which column of the table holds which field: index from 0 and the printed heading."""

    of: Mapping[str, tuple[int, str]]
    unit: str = "万元"

    @cached_property
    def letters(self) -> Mapping[str, str]:
        """The column letter of each field; one for all rows of a table."""
        return {name: get_column_letter(index + 1) for name, (index, _heading) in self.of.items()}

    def letter(self, name: str) -> str:
        return self.letters.get(name, "")

    def heading(self, name: str) -> str:
        return tidy(self.of[name][1]) if name in self.of else ""


@dataclass
class ReadRow:
    """One row; `said` holds the fields that the table has and that could be read, `supposed` what a new record would get
    where it says nothing, each with the words that tell so ("" where they need not), `notes` the remarks behind amounts."""

    sheet: str
    number: int
    columns: Columns
    said: dict[str, Value] = field(default_factory=dict)
    supposed: dict[str, tuple[Value, str]] = field(default_factory=dict)
    remarks: list[dict[str, Any]] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    mark: str = ""
    is_left_out: bool = False
    is_total: bool = False

    @property
    def is_wrong(self) -> bool:
        return any(remark["wrong"] for remark in self.remarks)

    def remark(self, message: str, *, name: str = "", column: str = "", wrong: bool = False, label: str = "") -> None:
        """Say something of a field, or of the column with that letter."""
        told = {
            "column": column or self.columns.letter(name),
            "heading": tidy(label) or self.columns.heading(name),
            "message": message,
            "wrong": wrong,
        }
        if told not in self.remarks:
            self.remarks.append(told)


@dataclass
class Context:
    """For whom and for when a table is read; places and departments are looked up once."""

    organisation: Organisation
    county: Organisation
    year: int
    asked: dict[str, str] = field(default_factory=dict)
    _found: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, what: str, look_up: Callable[[], T]) -> T:
        """What a register looks up for all rows of the table, by a name of its own."""
        if what not in self._found:
            self._found[what] = look_up()
        return cast("T", self._found[what])

    @cached_property
    def places(self) -> PlaceIndex:
        found = Organisation.objects.under(self.county).filter(kind__in=PLACE_KINDS, is_active=True)
        rows = found.values_list("code", "name", "kind", "parent__code").order_by("path")
        return PlaceIndex([Place(code, name, kind, above or "") for code, name, kind, above in rows])

    @cached_property
    def departments(self) -> tuple[Organisation, ...]:
        found = Organisation.objects.filter(
            county=self.county, kind=OrganisationKind.DEPARTMENT, is_active=True
        ).in_order()
        return tuple(found)

    @cached_property
    def _known_departments(self) -> dict[str, tuple[str, bool]]:
        return {}

    def department(self, text: str) -> tuple[str, bool]:
        """The code of the department that a text names, and whether by its code or full name rather than by a name within
        it or its line of work. Raises Unreadable with what there is to choose from."""
        flat = plain(text)
        if flat not in self._known_departments:
            self._known_departments[flat] = self._department(flat)
        found = self._known_departments[flat]
        if found[0]:
            return found
        told = _("“%(text)s”不是本县的部门，请从下列部门中选填：%(names)s")
        names = "、".join(department.name for department in self.departments)
        raise Unreadable(told % {"text": text[:30], "names": names})

    def _department(self, flat: str) -> tuple[str, bool]:
        bare = self._bare(flat)
        names = ((d, {d.code, self._bare(d.name), self._bare(d.official_name)}) for d in self.departments)
        named = next((department for department, known in names if bare in known), None)
        if named or len(bare) < 2:
            return (named.code if named else ""), True
        tests: tuple[Callable[[Organisation], bool], ...] = (
            lambda d: plain(d.name).endswith(bare) or flat.endswith(plain(d.name)),
            lambda d: any(word in flat for word in SECTOR_WORDS.get(Sector(d.sector), ()) if d.sector),
        )
        for test in tests:
            if found := next((d.code for d in self.departments if test(d)), ""):
                return found, False
        return "", False

    def _bare(self, name: str) -> str:
        """A department's name without the county's before it."""
        return plain(name).removeprefix(plain(self.county.name)).removeprefix("县")

    def of_sector(self, sector: Sector) -> Organisation | None:
        return next((d for d in self.departments if d.sector == sector), None)

    def day(self, name: str) -> str:
        """A day asked at the upload, in plain spelling; "" where none was."""
        try:
            return datetime.date.fromisoformat(self.asked.get(name, "")).isoformat()
        except ValueError:
            return ""


SECTOR_WORDS: Mapping[Sector, tuple[str, ...]] = {
    Sector.TRANSPORT: ("交通", "公路"),
    Sector.WATER: ("水利", "水务", "水保"),
    Sector.FORESTRY: ("林业", "林草"),
    Sector.HOUSING: ("住建", "住房", "城乡建设"),
    Sector.LAND: ("国土", "自然资源"),
    Sector.EDUCATION: ("教育", "教体"),
    Sector.HEALTH: ("卫生", "卫健", "卫计"),
    Sector.TOURISM: ("旅游", "文旅"),
    Sector.ENVIRONMENT: ("环保", "生态环境", "环境保护"),
    Sector.CIVIL_AFFAIRS: ("民政",),
    Sector.ETHNIC: ("民族", "民宗"),
    Sector.FINANCIAL_SERVICES: ("金融",),
    Sector.FINANCE: ("财政",),
    Sector.POVERTY: ("扶贫", "乡村振兴"),
    Sector.REFORM: ("发改", "发展改革", "发展和改革"),
    Sector.AGRICULTURE: ("农业", "农牧", "畜牧", "农村"),
}


def columns_of(fields: tuple[Field, ...], table: Table, also: Mapping[str, int]) -> Columns:
    """The first column that bears a field's heading, else the one that `also` names for it."""
    headings = {column.index: column.heading for column in table.columns}
    of: dict[str, tuple[int, str]] = {}
    taken: set[int] = set()
    for one in fields:
        found = next((i for i, text in headings.items() if i not in taken and one.is_called(text)), None)
        if found is not None:
            of[one.name] = (found, headings[found])
            taken.add(found)
    for name, index in also.items():
        if name not in of and index not in taken:
            of[name] = (index, headings[index])
    return Columns(of, table.layout.unit or "万元")


def said_in(row: ReadRow, one: Field, text: str, context: Context) -> Value | None:
    """The value of a cell; None, and a remark on the row, where it cannot be read."""
    heading = row.columns.heading(one.name)
    try:
        if one.kind == "organ":
            return "" if is_blank(text) else _department(row, one, text, context)
        if one.kind == "organs":
            parts = [part for part in _split(text) if not is_blank(part)]
            return sorted({_department(row, one, part, context) for part in parts})
        if one.kind == "money" and (found := read_amount(text)) and found.note:
            row.notes[one.name] = found.note
        return one.read(text, unit_of(heading, row.columns.unit))
    except Unreadable as error:
        row.remark(str(error), name=one.name, wrong=True)
        return None


def _department(row: ReadRow, one: Field, text: str, context: Context) -> str:
    """The code, and a remark on the row where the department was not named in full. Raises Unreadable."""
    code, is_named = context.department(text)
    if not is_named:
        name = next(department.name for department in context.departments if department.code == code)
        row.remark(
            _("“%(text)s”按相近的名称或业务认作%(name)s，请核对") % {"text": text[:30], "name": name}, name=one.name
        )
    return code


def _split(text: str) -> list[str]:
    for mark in "，,;；/\n":
        text = text.replace(mark, "、")
    return text.split("、")
