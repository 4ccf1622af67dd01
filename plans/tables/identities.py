"""The arithmetic a table claims, checked: subtotals and totals, quantity by standard, counts, numbering.
A claim that does not hold is a warning with its row and column, never a silent correction."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import wan
from plans.tables.amounts import read_standard
from plans.tables.columns import Column
from plans.tables.headings import Role
from plans.tables.items import Reading
from plans.tables.result import ReadItem, ReadSubtotal
from plans.tables.rows import Row, RowKind
from plans.tables.sightings import COUNTED
from plans.tables.subjects import measured_in
from plans.tables.sums import Run, Sums, covered
from plans.tables.texts import count_word, plain

_LONG = re.compile(r"(?:长|道路|公路|渠|管网?|管道)[^\d]{0,6}(\d+(?:\.\d+)?)(?:千米|公里|km|KM)")


def subtotals(reading: Reading, rows: Sequence[Row]) -> tuple[ReadSubtotal, ...]:
    """Every printed total with the sum of what it covers; each that disagrees is warned of, column by column."""
    sums = Sums(reading, rows)
    found = []
    for row, run in covered(rows):
        if (subtotal := _money_of(reading, row, sums.yuan(run))) is not None:
            found.append(subtotal)
            _parts(reading, row, sums, run)
    return tuple(found)


def _money_of(reading: Reading, row: Row, real: Decimal) -> ReadSubtotal | None:
    column = reading.table.column(Role.AMOUNT)
    printed = reading.yuan(row.index, column) if column else None
    if column is None or printed is None:
        return None
    label = row.label or _("（无字样的合计行）")
    if not row.label:
        reading.warn(row.number, column, _("本行只有金额，按合计行核对"))
    if printed != real:
        message = _("%(label)s印为%(printed)s万元，所列项目之和为%(real)s万元，相差%(rest)s万元")
        values = {"label": label, "printed": wan(printed), "real": wan(real), "rest": wan(printed - real)}
        reading.warn(row.number, column, message % values)
    return ReadSubtotal(row.number, label, printed, real, row.kind is RowKind.TOTAL)


def _parts(reading: Reading, row: Row, sums: Sums, run: Run) -> None:
    """The same for source and quantity columns."""
    table = reading.table
    for column in (*table.all_of(Role.SOURCE), *table.all_of(Role.QUANTITY)):
        printed = table.amount(row.index, column)
        if printed is None:
            continue
        real = sums.printed(column, run)
        if printed.number != real:
            message = _("%(label)s印为%(printed)s，各行之和为%(real)s")
            reading.warn(
                row.number,
                column,
                message % {"label": row.label, "printed": printed.number, "real": f"{real.normalize():f}"},
            )


def check_items(reading: Reading) -> None:
    """Checks on single items and on the list of them."""
    for item in reading.items:
        _standard(reading, item)
        for found in _LONG.finditer(plain(item.content)):
            if Decimal(found[1]) > 500:
                reading.warn(item.row, Role.CONTENT, _("“%(words)s”过长，疑将米误写为千米") % {"words": found[0]})
        if "合计" in item.target_text + item.beneficiaries_text:
            reading.warn(item.row, Role.TARGET, _("绩效或受益数注明为“合计”，是几个项目的总数，不是本项目的"))
    _numbering(reading)
    _twice(reading)


def _standard(reading: Reading, item: ReadItem) -> None:
    """Quantity by standard is the amount (B14)."""
    standard = read_standard(item.subsidy_standard)
    if not standard:
        return
    yuan, unit = standard
    found = [q for q in item.quantities if q.unit == unit] or measured_in(item.content, unit)
    if not found:
        reading.warn(item.row, Role.STANDARD, _("补助标准按“%(unit)s”计，但读不出数量，无法核对") % {"unit": unit})
        return
    count = sum((q.amount for q in found), Decimal())
    if abs(count * yuan - item.amount_yuan) > Decimal("0.01"):
        message = _("%(count)s%(unit)s×%(yuan)s元为%(product)s万元，与金额%(amount)s万元不符")
        values = {"count": count, "unit": unit, "yuan": f"{yuan.normalize():f}", "product": wan(count * yuan)}
        reading.warn(item.row, Role.AMOUNT, message % {**values, "amount": wan(item.amount_yuan)})


def by_standard(item: ReadItem) -> tuple[Decimal, str, Decimal] | None:
    """Quantity, unit and yuan for a unit where a row states both and they come to its amount (B14); else None."""
    standard = read_standard(item.subsidy_standard)
    if not standard:
        return None
    yuan, unit = standard
    found = [q for q in item.quantities if q.unit == unit] or measured_in(item.content, unit)
    count = sum((q.amount for q in found), Decimal())
    fits = count > 0 and count == round(count, 3) and abs(count * yuan - item.amount_yuan) <= Decimal("0.01")
    return (count, unit, yuan) if fits and yuan == round(yuan, 2) and len(unit) <= 20 else None


def _numbering(reading: Reading) -> None:
    if not reading.table.column(Role.SEQ):
        return
    blank = [item.row for item in reading.items if not item.seq]
    for row in blank:
        reading.warn(row, Role.SEQ, _("没有序号"))
    rows_of: dict[str, list[int]] = defaultdict(list)
    for item in reading.items:
        rows_of[item.seq].append(item.row)
    for seq, rows in rows_of.items():
        if seq and len(rows) > 1:
            message = _("序号%(seq)s重复（第%(rows)s行）")
            reading.warn(rows[1], Role.SEQ, message % {"seq": seq, "rows": "、".join(map(str, rows))})


def _twice(reading: Reading) -> None:
    """The same name at the same place for the same amount looks like one project listed twice (B20)."""
    seen: dict[tuple[str, tuple[str, ...], Decimal], int] = {}
    for item in reading.items:
        key = (plain(item.name), item.places, item.amount_yuan)
        if key in seen:
            reading.warn(item.row, Role.NAME, _("与第%(row)s行名称、地点、金额都相同，疑似重复") % {"row": seen[key]})
        seen.setdefault(key, item.row)


def check_words(reading: Reading, words: Sequence[str], villages: int) -> None:
    """A title, remark or target that counts villages (3个村) against the villages the rows really name."""
    for text in words:
        for found in COUNTED.finditer(plain(text)):
            stated = count_word(found[1])
            if stated is not None and villages and stated != villages:
                message = _("文字写“%(words)s”，表中各行实有%(count)s个村")
                reading.warn(None, Role.TARGET, message % {"words": found[0], "count": villages})


def amount_column(reading: Reading) -> Column | Role:
    return reading.table.column(Role.AMOUNT) or Role.AMOUNT
