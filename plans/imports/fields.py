"""The columns of a dataset, and how a cell becomes a value in the one plain spelling that comparisons need."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _

from core import printable
from core.errors import Invalid
from core.money import UNITS, plain_yuan, wan
from plans.rules import parts
from plans.rules.measures import figure
from plans.tables.amounts import read_amount, unit_in
from plans.tables.headings import heading_and_measure
from plans.tables.texts import is_blank, plain

Value = str | list[str]
"""A value in plain spelling; a list for several organisations, "" and [] where nothing is said."""


class Kind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    MONEY = "money"
    DAY = "day"
    COUNT = "count"
    YEAR = "year"
    NUMBER = "number"
    YUAN = "yuan"
    PARTS = "parts"
    ORGAN = "organ"
    ORGANS = "organs"
    VILLAGES = "villages"


class Unreadable(ValueError):
    """What is wrong with a cell and what to do about it."""


@dataclass(frozen=True)
class Field:
    """One column. `words` is what tables call it, over the heading without its unit and white space; `meaning` maps
    words inside a cell to a code of the closed list. With `dash_is_nought` a dash or 无 says 0 rather than nothing.
    What is derived is shown and checked, never written; `most` bounds an amount, in yuan, and `within` names the column
    of the same row that does. Of the choices those that are `retired` are shown where they stand and offered no more."""

    name: str
    heading: str
    kind: Kind = Kind.TEXT
    words: str = ""
    is_needed: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    meaning: tuple[tuple[str, str], ...] = ()
    longest: int = 200
    width: int = 16
    hint: str = ""
    dash_is_nought: bool = False
    is_derived: bool = False
    most: Decimal | None = None
    within: str = ""
    retired: frozenset[str] = frozenset()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        own = re.escape(heading_and_measure(self.heading)[0])
        return re.compile(f"{own}|{self.words}" if self.words else own)

    def is_called(self, heading: str) -> bool:
        return bool(self.pattern.fullmatch(heading_and_measure(heading)[0].rpartition("·")[2]))

    @property
    def offered(self) -> list[str]:
        """The labels from which somebody chooses now."""
        return [str(label) for code, label in self.choices.items() if code not in self.retired]

    @property
    def nothing(self) -> Value:
        return [] if self.kind in (Kind.ORGANS, Kind.VILLAGES) else ""

    def read(self, text: str, unit: str = "万元") -> str:
        """The plain value of a cell; organisations are looked up elsewhere. Raises Unreadable."""
        if is_blank(text) and self.kind is not Kind.TEXT:
            return "0.00" if self.dash_is_nought and plain(text) else ""
        readers = {
            Kind.CHOICE: self._choice, Kind.MONEY: self._money, Kind.DAY: _day, Kind.COUNT: _count, Kind.YEAR: _year,
            Kind.NUMBER: _number, Kind.YUAN: _yuan, Kind.PARTS: _parts,
        }  # fmt: skip
        return readers.get(self.kind, self._text)(text, unit)

    def _text(self, text: str, _unit: str) -> str:
        written = same_lines(text)
        if len(written) > self.longest:
            told = _("超过%(longest)d字（现有%(length)d字），请缩短")
            raise Unreadable(told % {"longest": self.longest, "length": len(written)})
        if found := printable.mistake(written):
            raise Unreadable(found)
        return written

    def _choice(self, text: str, _unit: str) -> str:
        flat = plain(text)
        for code, label in self.choices.items():
            if flat in (code, plain(label)):
                return code
        for words, code in self.meaning:
            if re.search(words, flat):
                return code
        told = _("“%(text)s”不在可选范围，请从下列各项中选一项：%(choices)s")
        raise Unreadable(told % {"text": text[:30], "choices": "、".join(self.offered)})

    def _money(self, text: str, unit: str) -> str:
        found = read_amount(text)
        if found is None:
            told = _("金额“%(text)s”读不出数，请只写数字（单位见列标题）")
            raise Unreadable(told % {"text": text[:30]})
        if found.number < 0:
            raise Unreadable(_("金额不得为负"))
        return f"{found.yuan(unit):.2f}"

    def plain(self, kept: object) -> str:
        """What a register keeps in this column, in plain spelling; empty where it keeps nothing."""
        if kept is None:
            return ""
        if self.kind is Kind.NUMBER and isinstance(kept, Decimal):
            return figure(kept)
        return parts.written(kept) if self.kind is Kind.PARTS and isinstance(kept, list) else plain_value(kept)

    def shown(self, value: Value, names: Mapping[str, str]) -> str:
        """As people read it: money in 万元, labels and names for codes."""
        if isinstance(value, list):
            return "、".join(names.get(code, code) for code in value)
        if not value:
            return ""
        if self.kind is Kind.MONEY:
            return wan(Decimal(value))
        if self.kind is Kind.YUAN:
            return plain_yuan(Decimal(value))
        return names.get(value, value) if self.kind is Kind.ORGAN else str(self.choices.get(value, value))


def same_lines(text: str) -> str:
    """A text with one spelling of line ends and nothing around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def plain_value(kept: object) -> str:
    """What a register keeps, in plain spelling."""
    if kept is None:
        return ""
    if isinstance(kept, Decimal):
        return f"{kept:.2f}"
    return kept.isoformat() if isinstance(kept, datetime.date) else same_lines(str(kept))


def unit_of(heading: str, otherwise: str) -> str:
    """The money unit that a heading names, else that of the table."""
    measure = heading_and_measure(heading)[1]
    return measure if measure in UNITS else unit_in(heading) or otherwise


_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?")
_SERIAL = re.compile(r"[34]\d{4}")


def _day(text: str, _unit: str) -> str:
    """2027-03-01, 2027年3月, 2027/3/1 00:00:00 or the serial number of a spreadsheet; a month counts from its first day."""
    flat = plain(text)
    if _SERIAL.fullmatch(flat):
        return (datetime.date(1899, 12, 30) + datetime.timedelta(days=int(flat))).isoformat()
    found = _DAY.match(flat)
    try:
        if found:
            return datetime.date(int(found[1]), int(found[2]), int(found[3] or 1)).isoformat()
    except ValueError:
        pass
    raise Unreadable(_("日期“%(text)s”无法识别，请写作 2027-03-01") % {"text": text[:30]})


def _count(text: str, _unit: str) -> str:
    found = re.fullmatch(r"(\d[\d,]*)(?:\.0+)?(?:户|人|个)?", plain(text))
    if found is None or len(found[1]) > 9:
        raise Unreadable(_("“%(text)s”不是整数，请只写数字") % {"text": text[:30]})
    return str(int(found[1].replace(",", "")))


def _year(text: str, _unit: str) -> str:
    """2026, 2026年 or 2026年度."""
    found = re.fullmatch(r"(20\d\d)(?:\.0+|年度?)?", plain(text))
    if found is None:
        raise Unreadable(_("“%(text)s”不是年度，请写四位数字，如 2026") % {"text": text[:30]})
    return found[1]


def _number(text: str, _unit: str) -> str:
    """A quantity or a rate, at most three decimals."""
    found = re.fullmatch(r"\d[\d,]{0,12}(?:\.\d{1,3})?", plain(text), re.ASCII)
    if found is None:
        raise Unreadable(_("“%(text)s”不是数，请只写数字，小数最多3位") % {"text": text[:30]})
    return figure(Decimal(found[0].replace(",", "")))


def _yuan(text: str, _unit: str) -> str:
    """Yuan for one unit, whatever the table counts in."""
    found = read_amount(text)
    if found is None or found.number < 0:
        raise Unreadable(_("补助标准“%(text)s”读不出数，请只写数字，以元为单位") % {"text": text[:30]})
    return f"{found.yuan('元'):.2f}"


def _parts(text: str, _unit: str) -> str:
    if found := printable.mistake(same_lines(text)):
        raise Unreadable(found)
    try:
        return parts.written(parts.read(text))
    except Invalid as refusal:
        raise Unreadable(refusal.message) from refusal


_PERIOD = re.compile(
    r"(?:(\d{4})年?[-./]?)?(\d{1,2})月?(?:\d{1,2}日)?(?:-|至|到|—|~)+(?:(\d{4})年?[-./]?)?(\d{1,2})月?"
)


def period(text: str, year: int) -> tuple[str, str] | None:
    """The first and the last day of 2027年3月-11月 or 3-11月; None where the text is no such period."""
    found = _PERIOD.search(plain(text))
    if not found:
        return None
    first_year = int(found[1] or year)
    last_year = int(found[3] or first_year)
    try:
        starts = datetime.date(first_year, int(found[2]), 1)
        after = datetime.date(last_year + int(found[4]) // 12, int(found[4]) % 12 + 1, 1)
        return starts.isoformat(), (after - datetime.timedelta(days=1)).isoformat()
    except ValueError:
        return None
