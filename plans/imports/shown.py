"""Prepared rows as their page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from plans.enums import FIT, ImportState, RowVerdict
from plans.imports.datasets import Dataset
from plans.imports.rows import Context
from plans.imports.sheets_out import names_of
from plans.models import PreparedRow

TONES = {
    RowVerdict.NEW: "success",
    RowVerdict.CHANGED: "info",
    RowVerdict.CONFLICT: "warning",
    RowVerdict.WRONG: "danger",
}


@dataclass(frozen=True)
class ShownChange:
    """One cell before and after; `kept` is whose word counts where both sides changed it."""

    field: str
    heading: str
    cell: str
    before: str
    after: str
    base: str
    is_conflict: bool
    kept: str


@dataclass(frozen=True)
class ShownRow:
    """`is_passed_over` for a row that could have been written when the others were, and was not."""

    row: PreparedRow
    place: str
    summary: str
    details: tuple[tuple[str, str], ...]
    changes: tuple[ShownChange, ...]
    tone: str
    is_fit: bool
    is_passed_over: bool


def shown_rows(
    register: Dataset, context: Context, rows: Iterable[PreparedRow], state: str = ImportState.READY
) -> list[ShownRow]:
    names = names_of(context)
    return [_shown(register, row, names, is_done=state == ImportState.APPLIED) for row in rows]


def _shown(register: Dataset, row: PreparedRow, names: Mapping[str, str], *, is_done: bool) -> ShownRow:
    is_passed_over = is_done and row.verdict in FIT and not row.outcome
    details = tuple(
        (field.heading, text)
        for field in register.fields
        if field.name in row.said and (text := field.shown(row.said[field.name], names))
    )
    told = dict(details)
    order = [field.name for field in register.fields]
    summary = "　".join(
        f"{heading} {told[heading]}" for name in register.summary if (heading := register.field(name).heading) in told
    )
    return ShownRow(
        row=row,
        place=" ".join(part for part in (row.sheet, _("第%(row)d行") % {"row": row.number}) if part),
        summary=summary,
        details=details,
        changes=tuple(
            _change(register, row, change, names)
            for change in sorted(row.changes, key=lambda c: order.index(c["field"]))
        ),
        tone="" if is_passed_over else TONES.get(RowVerdict(row.verdict), ""),
        is_fit=row.verdict in FIT,
        is_passed_over=is_passed_over,
    )


def _change(register: Dataset, row: PreparedRow, change: Mapping[str, object], names: Mapping[str, str]) -> ShownChange:
    field = register.field(str(change["field"]))
    before, after, base = (change[name] for name in ("before", "after", "base"))
    column = row.cells.get(field.name, "")
    return ShownChange(
        field=field.name,
        heading=field.heading,
        cell=f"{column}{row.number}" if column else "",
        before=field.shown(before, names) if isinstance(before, str | list) else "",
        after=field.shown(after, names) if isinstance(after, str | list) else "",
        base=field.shown(base, names) if isinstance(base, str | list) else "",
        is_conflict=bool(change["conflict"]),
        kept=row.choices.get(field.name, ""),
    )
