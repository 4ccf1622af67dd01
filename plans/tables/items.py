"""Item rows into items: the amount, its sources, the places and whatever else the table prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import UNITS, wan
from plans.tables.amounts import supposed_unit, unit_in
from plans.tables.columns import NATURES, Column
from plans.tables.grid import MAX_CELL
from plans.tables.headings import Role
from plans.tables.places import PlaceIndex
from plans.tables.result import About, Quantity, ReadItem, ReadWarning
from plans.tables.rows import Row, RowKind, Table
from plans.tables.siting import Sited, site
from plans.tables.subjects import built_name, category_of, content_of, nature_of
from plans.tables.texts import is_blank, plain

REMAINDER = "其他（未列明来源）"


@dataclass
class Reading:
    """One table being read: its money unit, the items so far and the warnings so far, each once and in their order."""

    table: Table
    places: PlaceIndex
    unit: str
    items: list[ReadItem] = field(default_factory=list)
    warnings: dict[ReadWarning, None] = field(default_factory=dict)

    def warn(self, row: int | None, column: Column | Role | str, message: str, about: About | None = None) -> None:
        label = column.label if isinstance(column, Column) else column
        label = self.table.label(label) if isinstance(label, Role) else label
        self.warnings.setdefault(ReadWarning(row, label, message, about))

    def unit_of(self, column: Column) -> str:
        return column.measure if column.measure in UNITS else unit_in(column.heading) or self.unit

    def yuan(self, row: int, column: Column) -> Decimal | None:
        """The amount in a cell, in yuan; None where there is none."""
        found = self.table.amount(row, column)
        return found.yuan(self.unit_of(column)) if found else None


def money_unit(table: Table) -> tuple[str, str]:
    """The table's money unit and, where it is only supposed, a message that says so."""
    columns = [*table.all_of(Role.AMOUNT), *table.all_of(Role.SOURCE)]
    printed = next((unit for c in columns if (unit := c.measure if c.measure in UNITS else unit_in(c.heading))), "")
    if printed or table.layout.unit:
        return printed or table.layout.unit, ""
    rows = range(table.layout.first, table.layout.last)
    return supposed_unit([found for row in rows for c in columns if (found := table.amount(row, c))])


def read_rows(reading: Reading, rows: Sequence[Row]) -> None:
    """Fill the reading with the items of the rows; sections lend their words to the items below them."""
    section = ""
    for row in rows:
        if row.kind is RowKind.SECTION:
            section = row.label
        elif row.kind is RowKind.CONTINUED:
            _continue(reading, row)
        elif row.kind is RowKind.ITEM and (item := _item(reading, row, section)):
            reading.items.append(item)


def _item(reading: Reading, row: Row, section: str) -> ReadItem | None:
    table, i = reading.table, row.index
    money = _amount(reading, row)
    if money is None:
        return None
    amount, note = money
    quantities = _quantities(reading, i)
    content = table.text(i, Role.CONTENT) or content_of(quantities)
    township, printed = table.text(i, Role.TOWNSHIP), table.text(i, Role.NAME)
    sited = site(reading.places, township=township, village=table.text(i, Role.VILLAGE),
                 place=table.text(i, Role.PLACE), name=printed)  # fmt: skip
    name = printed or _missing_name(reading, row, sited, content, quantities)
    for message in sited.messages:
        reading.warn(row.number, _place_column(table, i), message)
    nature = nature_of(table.text(i, Role.NATURE), content if plain(content) in NATURES else "", name, content)
    remark = table.text(i, Role.NOTE)
    return ReadItem(
        row=row.number,
        seq=table.text(i, Role.SEQ),
        name=name,
        amount_yuan=amount,
        category=category_of(table.text(i, Role.CATEGORY) or section, name, content),
        nature=nature,
        content=content,
        note="；".join(text for text in (note, remark) if text),
        places=sited.codes,
        place_text=sited.text,
        department_text=table.text(i, Role.DEPARTMENT),
        implementing_unit=table.text(i, Role.IMPLEMENTER),
        source_amounts=_sources(reading, row, amount),
        period=table.text(i, Role.PERIOD),
        target_text=table.text(i, Role.TARGET),
        beneficiaries_text=_beneficiaries(table, i),
        subsidy_standard=table.text(i, Role.STANDARD),
        quantities=tuple(quantities),
        name_is_built=not printed,
    )


def _place_column(table: Table, row: int) -> Role:
    return next(
        (r for r in (Role.PLACE, Role.VILLAGE, Role.TOWNSHIP) if table.text(row, r) or table.column(r)), Role.NAME
    )


def _amount(reading: Reading, row: Row) -> tuple[Decimal, str] | None:
    """The item's amount in yuan and the words kept from its cell; without one, what its sources sum to."""
    table, column = reading.table, reading.table.column(Role.AMOUNT)
    text = table.grid.raw(row.index, column.index) if column else ""
    found = table.amount(row.index, column) if column else None
    parts = [yuan for c in table.all_of(Role.SOURCE) if (yuan := reading.yuan(row.index, c)) is not None]
    if column is None or found is None:
        wrong = _("金额“%(text)s”读不出数") % {"text": text} if not is_blank(text) else _("没有填写金额")
        if not parts:
            reading.warn(row.number, Role.AMOUNT, wrong + _("，本行未作为项目计入"))
            return None
        if column:
            reading.warn(row.number, column, wrong + _("，按各来源之和%s万元计") % wan(sum(parts, Decimal())))
        return sum(parts, Decimal()), ""
    return _checked_amount(reading, row, column)


def _checked_amount(reading: Reading, row: Row, column: Column) -> tuple[Decimal, str] | None:
    found = reading.table.amount(row.index, column)
    assert found is not None  # noqa: S101 - the caller has looked
    if found.number <= 0:
        reading.warn(row.number, column, _("金额%(amount)s不是正数，本行未作为项目计入") % {"amount": found.number})
        return None
    if found.note:
        kept = _("金额栏带有说明“%(note)s”，按%(amount)s计，说明另存")
        reading.warn(row.number, column, kept % {"note": found.note, "amount": found.number})
    if found.unit:
        reading.warn(row.number, column, _("金额栏自带单位“%(unit)s”，已按该单位换算") % {"unit": found.unit})
    return found.yuan(reading.unit_of(column)), found.note


def _sources(reading: Reading, row: Row, amount: Decimal) -> dict[str, Decimal]:
    """Amounts by source column; a named source takes the whole; what no source covers is kept as a remainder."""
    columns = reading.table.all_of(Role.SOURCE)
    parts = {c.title: yuan for c in columns if (yuan := reading.yuan(row.index, c))}
    named = reading.table.text(row.index, Role.SOURCE_NAME)
    if not parts:
        if not named and (columns or reading.table.column(Role.SOURCE_NAME)):
            reading.warn(row.number, Role.SOURCE_NAME, _("没有注明资金来源"))
        return {named: amount} if named else {}
    rest = amount - sum(parts.values(), Decimal())
    if rest:
        message = _("各来源之和%(sum)s万元与金额%(amount)s万元不符，相差%(rest)s万元")
        values = {"sum": wan(amount - rest), "amount": wan(amount), "rest": wan(rest)}
        reading.warn(row.number, Role.AMOUNT, message % values)
    return {**parts, REMAINDER: rest} if rest > 0 else parts


def _quantities(reading: Reading, row: int) -> list[Quantity]:
    table = reading.table
    measure = table.text(row, Role.MEASURE)
    found = []
    for column in table.all_of(Role.QUANTITY):
        amount = table.amount(row, column)
        if amount and amount.number:
            unit = {"处数": "处", "个数": "个", "户数": "户", "人数": "人"}.get(column.measure, column.measure)
            found.append(Quantity(column.title, amount.number, unit or measure))
    # in an order of their own, so that a name built from them does not hang on the order of the columns
    return sorted(found, key=lambda quantity: (len(quantity.what), quantity.what))


def _beneficiaries(table: Table, row: int) -> str:
    texts = []
    for column in table.all_of(Role.BENEFICIARIES):
        text = table.grid.shown(row, column.index)
        if not is_blank(text):
            texts.append(f"{column.title}{text}{column.measure}" if plain(text).isdecimal() else text)
    return "；".join(dict.fromkeys(texts))


def _missing_name(reading: Reading, row: Row, sited: Sited, content: str, quantities: Sequence[Quantity]) -> str:
    """A name for a nameless row: the item above it where a project runs over several rows, else a built one."""
    above = reading.items[-1] if reading.items else None
    if above and not above.name_is_built and not reading.table.text(row.index, Role.SEQ) and not content:
        reading.warn(row.number, Role.NAME, _("没有项目名称，沿用上一行“%(name)s”") % {"name": above.name})
        return above.name
    where = "、".join(reading.places.by_code[code].name for code in sited.codes[:2])
    name = built_name(where, content, quantities)
    reading.warn(row.number, Role.NAME, _("没有项目名称，按地点和建设内容拟为“%(name)s”") % {"name": name})
    return name


def _continue(reading: Reading, row: Row) -> None:
    """A row that runs on under the item above: its content and places are added to that item."""
    if not reading.items:
        return
    table, above = reading.table, reading.items[-1]
    content, words = table.text(row.index, Role.CONTENT), table.text(row.index, Role.PLACE)
    sited = site(reading.places, township=table.text(row.index, Role.TOWNSHIP),
                 village=table.text(row.index, Role.VILLAGE), place=words, name="")  # fmt: skip
    places = tuple(c for c in sited.codes if c not in above.places and c != reading.places.county.code)
    is_full = len(above.content) > MAX_CELL
    if is_full and content:
        told = _("第%(row)s行项目的建设内容已超过%(limit)s字，本行的内容未并入")
        reading.warn(row.number, Role.CONTENT, told % {"row": above.row, "limit": MAX_CELL})
    is_said = is_full or not content or content in above.content
    reading.items[-1] = replace(
        above,
        content=above.content if is_said else f"{above.content}；{content}",
        places=above.places + places,
        place_text=above.place_text if not places else f"{above.place_text}、{sited.text}",
    )
    reading.warn(
        row.number, Role.NAME, _("本行并入第%(row)s行的项目“%(name)s”") % {"row": above.row, "name": above.name}
    )
