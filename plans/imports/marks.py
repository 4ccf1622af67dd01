"""The hidden sheet that an exported table carries: whose it is, and what each row said when it left.

It only ever tells what to compare with. Whoever forges it gains nothing: what is written is asked of the duties and the
rules like any other row.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Invalid
from plans.imports.fields import Value
from plans.tables.grid import Limits
from plans.tables.workbook import hidden_rows

SHEET = "_tongchou"
MARK_HEADING = "系统编号"
VERSION = 1
LONGEST = 32_767
LIMITS = Limits(rows=50_001, columns=2, takes_results=True)


@dataclass(frozen=True)
class Mark:
    """The register, organisation (by code) and year, the moment of the export, and each row's values by its mark."""

    dataset: str
    organisation: str
    year: int
    exported_at: datetime.datetime
    rows: Mapping[str, Mapping[str, Value]]


def lines(mark: Mark, fields: list[str]) -> list[list[str]]:
    """The rows of the hidden sheet; a row too long for a cell goes without, and is then compared two ways only."""
    head = {
        "version": VERSION, "dataset": mark.dataset, "organisation": mark.organisation, "year": mark.year,
        "exported_at": mark.exported_at.isoformat(), "fields": fields,
    }  # fmt: skip
    found = [["tongchou", json.dumps(head, ensure_ascii=False)]]
    for code, said in mark.rows.items():
        kept = json.dumps([said.get(name, "") for name in fields], ensure_ascii=False, separators=(",", ":"))
        if len(kept) < LONGEST:
            found.append([code, kept])
    return found


def read(content: bytes, name: str) -> Mark | None:
    """The mark of a workbook, read under limits like any sheet; None where it carries none. Invalid where it was spoilt."""
    if not content.startswith(b"PK"):
        return None
    rows = hidden_rows(content, name, SHEET, LIMITS)
    if rows is None:
        return None
    try:
        head = json.loads(rows[0][1])
        fields = [_text(field) for field in head["fields"]]
        moment = datetime.datetime.fromisoformat(head["exported_at"])
        if moment.tzinfo is None or not 2000 < moment.year < 3000:
            raise ValueError("no moment of an export")
        kept = {row[0]: _said(fields, json.loads(row[1])) for row in rows[1:] if row and row[0]}
        return Mark(_text(head["dataset"]), _text(head["organisation"]), int(head["year"]), moment, kept)
    except (IndexError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise Invalid(_("这张表的版本标记已损坏，请重新导出后再填写")) from error


def _said(fields: list[str], kept: list[Any]) -> dict[str, Value]:
    return {
        name: [_text(one) for one in value] if isinstance(value, list) else _text(value)
        for name, value in zip(fields, kept, strict=True)
    }


def _text(value: object) -> str:
    """As text that the database takes; ValueError for halves of characters and for the nought character."""
    text = str(value)
    text.encode()
    if "\0" in text:
        raise ValueError("a nought character")
    return text
