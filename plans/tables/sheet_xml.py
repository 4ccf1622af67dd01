"""The XML of a workbook's sheets and of its strings, each passed over once, cell by cell.

A workbook's own library builds an object for each element and passes twice, once more for merged cells: two thirds of
the time of a table. Declarations, with which entities begin, are refused; nothing outside the stream is ever fetched.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, Any
from xml.parsers import expat

from django.utils.translation import gettext as _
from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import from_excel

from core.errors import Invalid
from plans.tables.grid import Limits

MAX_MERGED = 20_000
GAPS = 2
"""How many times as many rows as may be filled a sheet may reach down to."""
FORMULA = "=公式"
_LETTERS = re.compile(r"[A-Z]{1,3}")
_WORDS = {"c", "v", "t", "f", "is", "row", "mergeCell", "rPh", "si"}


@dataclass
class Formats:
    """Which cell styles show a day, and from which day the workbook counts."""

    days: frozenset[int]
    epoch: datetime.datetime


@dataclass
class Sheet:
    """The rows as text, gaps filled, and the merged ranges (top, left, bottom, right from 0)."""

    rows: list[list[str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def read_strings(source: IO[bytes]) -> list[str]:
    """The strings that cells share, in order; how they are pronounced is left out."""
    reader = _Strings()
    _parse(source, reader)
    return reader.found


def read_sheet(source: IO[bytes], strings: Sequence[str], formats: Formats, limits: Limits) -> Sheet:
    """Every cell of one sheet; Invalid for one far out, for too many merged cells, for a formula without a result."""
    reader = _Cells(strings, formats, limits)
    _parse(source, reader)
    return reader.sheet


class _Words(dict[str, str]):
    """The element behind a tag with its space of names, "" for one that says nothing here; each is taken apart once."""

    def __missing__(self, tag: str) -> str:
        last = tag.rpartition(" ")[2]
        word = self[tag] = last if last in _WORDS else ""
        return word


class _Reader:
    """What is common: elements by their names without the space of names, text collected inside `v` and `t`."""

    def __init__(self) -> None:
        self.words = _Words()
        self.text: list[str] = []
        self.is_collecting = self.is_spoken = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, tag: str) -> None:
        raise NotImplementedError

    def characters(self, text: str) -> None:
        if self.is_collecting:
            self.text.append(text)


def _parse(source: IO[bytes], reader: _Reader) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = _refuse_declaration
    parser.ParseFile(source)


def _refuse_declaration(*_declared: object) -> None:
    raise ValueError("a document type is declared")


class _Strings(_Reader):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        word = self.words[tag]
        if word == "si":
            self.text = []
        elif word == "rPh":
            self.is_spoken = True
        elif word == "t":
            self.is_collecting = not self.is_spoken

    def end(self, tag: str) -> None:
        word = self.words[tag]
        if word == "t":
            self.is_collecting = False
        elif word == "rPh":
            self.is_spoken = False
        elif word == "si":
            self.found.append("".join(self.text).replace("x005F_", ""))


class _Cells(_Reader):
    def __init__(self, strings: Sequence[str], formats: Formats, limits: Limits) -> None:
        super().__init__()
        self.strings, self.formats, self.limits = strings, formats, limits
        self.sheet = Sheet()
        self.columns: dict[str, int] = {}
        self.numbers: dict[str, str] = {}
        self.row: list[str] = []
        self.row_number = self.next_column = self.hidden = 0
        self.kind = self.style = self.reference = ""
        self.has_formula = self.is_filled = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        word = self.words[tag]
        if word == "c":
            self.text = []
            self.reference = attributes.get("r", "")
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
            self.has_formula = self.is_filled = False
        elif word == "v" or word == "t":
            self.is_collecting = not self.is_spoken
            self.is_filled = True
        elif word == "row":
            self._begin_row(attributes)
        elif word == "f":
            self.has_formula = True
        elif word == "rPh":
            self.is_spoken = True
        elif word == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, tag: str) -> None:
        word = self.words[tag]
        if word == "v" or word == "t":
            self.is_collecting = False
        elif word == "c":
            self._end_cell()
        elif word == "rPh":
            self.is_spoken = False
        elif word == "row":
            self._end_row()

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self.row_number = int(attributes.get("r", self.row_number + 1))
        self.row, self.next_column = [], 0

    def _end_row(self) -> None:
        if not self.row:
            return
        if self.row_number <= len(self.sheet.rows):
            self._refuse(f"A{self.row_number}")
        if self.row_number > (lowest := GAPS * self.limits.rows):
            message = _("第 %(row)s 行有内容，表格超过 %(limit)s 行，请删去远在下方的内容后再上传")
            raise Invalid(message % {"row": str(self.row_number)[:12], "limit": lowest})
        self.sheet.rows += [[] for _gap in range(self.row_number - 1 - len(self.sheet.rows))]
        self.sheet.rows.append(self.row)

    def _end_cell(self) -> None:
        if not (self.is_filled or self.has_formula):
            self.next_column += 1
            return
        column = self._column() if self.reference else self.next_column
        self.next_column = column + 1
        if column >= self.limits.columns:
            self._refuse(self.reference)
        gap = column - len(self.row)
        if gap > 0:
            self.row += [""] * gap
        elif gap < 0:
            raise ValueError("a cell stands before the one that went before it")
        self.row.append(self._value("".join(self.text)))

    def _column(self) -> int:
        letters = self.reference.rstrip("0123456789")
        column = self.columns.get(letters)
        if column is None:
            if not _LETTERS.fullmatch(letters):
                self._refuse(self.reference)
            column = self.columns[letters] = column_index_from_string(letters) - 1
        if self.reference[len(letters) :] != str(self.row_number):
            self._refuse(self.reference)
        return column

    def _value(self, text: str) -> str:
        if self.has_formula and not self.limits.takes_results:
            return FORMULA
        if self.has_formula and not text:
            message = _("单元格 %(cell)s 的公式没有算出结果，请用表格软件打开保存一次，或“选择性粘贴为数值”后再上传")
            raise Invalid(message % {"cell": self.reference[:12]})
        if not text:
            return ""
        if self.kind == "e":
            message = _("单元格 %(cell)s 是错误值“%(text)s”，请改正后再上传")
            raise Invalid(message % {"cell": self.reference[:12], "text": text[:20]})
        if self.kind == "s":
            return self.strings[int(text)]
        if self.kind == "n":
            return self._number(text)
        if self.kind == "b":
            return str(bool(int(text)))
        return text[:10] if self.kind == "d" else text

    def _number(self, text: str) -> str:
        """A number as a clerk sees it: binary residue of a decimal amount is rounded off, a day is a day."""
        if self.style and int(self.style) in self.formats.days:
            return _day(float(text), self.formats.epoch)
        shown = self.numbers.get(text)
        if shown is None:
            shown = self.numbers[text] = shown_number(text)
        return shown

    def _merge(self, reference: str) -> None:
        left, top, right, bottom = (int(n or 1) - 1 for n in range_boundaries(reference))
        last, lowest = min(right, self.limits.columns), min(bottom, GAPS * self.limits.rows)
        if top > lowest or left > last:
            return
        self.sheet.merged.append((top, left, bottom, last))
        self.hidden += (lowest - top + 1) * (last - left + 1)
        if self.hidden > MAX_MERGED:
            raise Invalid(_("合并单元格过多，不是一张方案表"))

    def _refuse(self, reference: str) -> None:
        message = _("单元格 %(cell)s 超出 %(limit)s 列，不是一张方案表")
        raise Invalid(message % {"cell": reference[:12], "limit": self.limits.columns})


def shown_number(text: str) -> str:
    """To ten places and the fifteen digits that a spreadsheet keeps: a fen is the tenth place of an amount in 亿元."""
    if text.isdecimal():
        return str(int(text))
    number = float(text)
    return f"{Decimal(f'{round(number, 10):.15g}').normalize():f}" if abs(number) < 1e18 else repr(number)


def _day(number: float, epoch: datetime.datetime) -> str:
    found: Any = from_excel(number, epoch)
    return found.date().isoformat() if isinstance(found, datetime.datetime) else str(found)
