"""What each row of a table would do to the register: three ways where the table was exported here, else two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.models import User
from plans.enums import RowVerdict
from plans.imports.datasets import Dataset
from plans.imports.fields import Kind, Value
from plans.imports.rows import Context
from plans.models import PreparedRow

Said = Mapping[str, Value]


def changes(dataset: Dataset, said: Said, base: Said | None, now: Said) -> list[dict[str, Any]]:
    """The cells that would change the record: field, what the register says now, what the table says, and whether both
    changed since the export. An empty cell changes nothing unless the export had something in it; an empty figure is
    nought."""
    figures = {field.name for field in dataset.fields if field.kind in (Kind.COUNT, Kind.MONEY)}
    derived = {field.name for field in dataset.fields if field.is_derived}
    found = []
    for name, after in sorted(said.items()):  # a database keeps no order of names
        if name in derived:
            continue
        before = now.get(name, "")
        was = base.get(name) if base is not None else None
        if after in (before, was) or (was is None and not after):
            continue
        if name in figures and (after or "0") in ("0", "0.00") and (before or "0") in ("0", "0.00"):
            continue
        found.append(
            {
                "field": name,
                "before": before,
                "after": after,
                "conflict": was is not None and was != before,
                "base": was,
            }
        )
    return found


def judge(actor: User, dataset: Dataset, context: Context, rows: Sequence[PreparedRow]) -> None:
    """Set changes, remarks and the verdict of every row; what was read of it, its mark and its match stand already."""
    read = [row for row in rows if row.verdict != RowVerdict.LEFT_OUT]
    open_rows = [row for row in read if row.target is None and row.verdict != RowVerdict.WRONG]
    dataset.match(open_rows, context)
    dataset.liken([row for row in open_rows if row.target is None], read, context)
    _refuse_twice(dataset, read)
    current = dataset.current({row.target for row in read if row.target is not None}, context)
    for row in read:
        if row.target is None:
            _judge_new(actor, dataset, context, row)
        else:
            _judge_known(actor, dataset, context, row, current.get(row.target))
    dataset.examine(read, context)
    for row in read:
        row.is_chosen = row.verdict in (RowVerdict.NEW, RowVerdict.CHANGED)


def _judge_new(actor: User, dataset: Dataset, context: Context, row: PreparedRow) -> None:
    _suppose(dataset, row)
    unread = {remark["column"] for remark in row.remarks if remark["wrong"]}
    for field in dataset.fields:
        if field.is_needed and not row.said.get(field.name) and row.cells.get(field.name) not in unread:
            say(row, dataset, field.name, _("请填写“%(field)s”") % {"field": field.heading}, wrong=True)
    if not _is_wrong(row):
        for name, message in dataset.against(actor, row, context):
            say(row, dataset, name, message, wrong=True)
    for message in dataset.cautions(row.said):
        say(row, dataset, "", message)
    row.verdict = RowVerdict.WRONG if _is_wrong(row) else RowVerdict.NEW


def _suppose(dataset: Dataset, row: PreparedRow) -> None:
    """What a new record gets where its row says nothing."""
    supposed: Mapping[str, tuple[Value, str]] = getattr(row, "supposed", {})
    for name, (value, words) in supposed.items():
        if not row.said.get(name):
            row.said[name] = value
            if words:
                say(row, dataset, name, words)


def _judge_known(
    actor: User, dataset: Dataset, context: Context, row: PreparedRow, now: Mapping[str, Value] | None
) -> None:
    if now is None:
        say(row, dataset, "", _("对应的记录已不在本县本年度的登记中，请重新导出"), wrong=True)
        row.verdict = RowVerdict.WRONG
        return
    row.changes = changes(dataset, row.said, row.base, now)
    needed = {field.name: field.heading for field in dataset.fields if field.is_needed}
    for change in row.changes:
        if change["field"] in needed and not change["after"]:
            say(
                row, dataset, change["field"], _("“%(field)s”不能清空") % {"field": needed[change["field"]]}, wrong=True
            )
    if row.changes and not _is_wrong(row):
        for name, message in dataset.against(actor, row, context):
            say(row, dataset, name, message, wrong=True)
    if _is_wrong(row):
        row.verdict = RowVerdict.WRONG
    elif any(change["conflict"] for change in row.changes):
        row.verdict = RowVerdict.CONFLICT
    else:
        row.verdict = RowVerdict.CHANGED if row.changes else RowVerdict.UNCHANGED


def _refuse_twice(dataset: Dataset, rows: Iterable[PreparedRow]) -> None:
    """Two rows for one record: which of them counts only a person can say."""
    seen: dict[object, PreparedRow] = {}
    for row in rows:
        key: object = row.target or dataset.identity(row.said)
        first = seen.setdefault(key, row)
        if first is not row:
            for one, other in ((row, first), (first, row)):
                say(one, dataset, "", _("与第%(row)s行是同一条记录，请只留一行") % {"row": other.number}, wrong=True)


def say(row: PreparedRow, dataset: Dataset, name: str, message: str, *, wrong: bool = False) -> None:
    """A remark on a field of the row, at the cell where the table has it."""
    letters: Mapping[str, str] = row.cells
    heading = dataset.field(name).heading if name else ""
    told = {"column": letters.get(name, ""), "heading": heading, "message": message, "wrong": wrong}
    if told not in row.remarks:
        row.remarks.append(told)


def _is_wrong(row: PreparedRow) -> bool:
    return any(remark["wrong"] for remark in row.remarks)
