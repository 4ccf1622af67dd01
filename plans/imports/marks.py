"""The hidden sheet that an exported table carries: whose it is, and what each row said when it left.

It only ever tells what to compare with. Whoever forges it gains nothing: what is written is asked of the duties and the
rules like any other row.
"""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from core.errors import Invalid
from plans.imports.fields import Value

SHEET = "_tongchou"
MARK_HEADING = "系统编号"
VERSION = 1
LONGEST = 32_767


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


def read(content: bytes) -> Mark | None:
    """The mark of a workbook that was looked through before; None where it carries none. Invalid where it was spoilt."""
    if not content.startswith(b"PK"):
        return None
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    if SHEET not in book.sheetnames:
        return None
    rows = book[SHEET].iter_rows(max_col=2, values_only=True)
    try:
        head = json.loads(str(next(rows)[1]))
        fields = [str(name) for name in head["fields"]]
        kept = {str(code): _said(fields, json.loads(str(said))) for code, said in rows if code}
        moment = datetime.datetime.fromisoformat(head["exported_at"])
        return Mark(str(head["dataset"]), str(head["organisation"]), int(head["year"]), moment, kept)
    except (StopIteration, IndexError, KeyError, TypeError, ValueError) as error:
        raise Invalid(_("这张表的版本标记已损坏，请重新导出后再填写")) from error


def _said(fields: list[str], kept: list[Any]) -> dict[str, Value]:
    return {
        name: [str(one) for one in value] if isinstance(value, list) else str(value)
        for name, value in zip(fields, kept, strict=True)
    }
