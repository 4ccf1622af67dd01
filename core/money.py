"""Amounts as people write them, and as tables print them. Inside, money is yuan with two decimals, always."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from django.utils.translation import gettext as _

from core.errors import Invalid

FEN = Decimal("0.01")
YUAN_IN_WAN = 10_000
LIMIT = Decimal(10) ** 16  # what a column of 18 digits holds

Unit = Literal["元", "万元"]
UNITS: dict[str, Decimal] = {"元": Decimal(1), "万元": Decimal(YUAN_IN_WAN), "亿元": Decimal(100_000_000)}

_STRICT = re.compile(
    r"\s*(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?P<unit>万元|元)?\s*(?:\((?P<note>.*)\))?\s*",
    re.ASCII | re.DOTALL,
)
_LENIENT = re.compile(r"(?:约|¥|¥)?(?P<number>-?\d[\d,]*(?:\.\d*)?)(?P<unit>亿元|万元|亿|万|元)?整?(?P<note>\D.*)?")
_REMARKS = ("(", "[", "其中", ",", ";", "、", "。")
"""What a remark behind a printed figure begins with; other words make it no figure."""


@dataclass(frozen=True)
class Figure:
    """A number, the unit that the text itself names (else ""), and the remark left over."""

    number: Decimal
    unit: str
    note: str

    def yuan(self, unit: str) -> Decimal:
        """In yuan, quantised to fen, half up; the text's own unit wins over `unit`."""
        return (self.number * UNITS[self.unit or unit]).quantize(FEN, ROUND_HALF_UP)


@dataclass(frozen=True)
class ParsedAmount:
    """An amount in yuan, quantised to fen, and the remark that stood in brackets behind it."""

    yuan: Decimal
    note: str


def read(text: str, *, strict: bool) -> Figure | None:
    """The one reader of amounts; None where the text is none.

    Strict, as a person types one: figures grouped by thousands or not at all, 元 or 万元, a remark only in brackets.
    Lenient, as tables print them: also 约30万, -5, 1.2亿元, 整, white space anywhere, a remark behind a comma.
    """
    halved = unicodedata.normalize("NFKC", text)
    found = _STRICT.fullmatch(halved) if strict else _LENIENT.fullmatch(re.sub(r"\s+", "", halved))
    if found is None:
        return None
    number = Decimal(found["number"].replace(",", "").rstrip("."))
    note, unit = found["note"] or "", found["unit"] or ""
    if strict:
        return Figure(number, unit, _note(text) if note else "")
    if abs(number) >= LIMIT or (note and not note.startswith(_REMARKS)):
        return None
    return Figure(number, f"{unit}元" if unit in ("万", "亿") else unit, note.strip("()[],;、。"))


def parse_amount(text: str, *, unit: Unit = "元") -> ParsedAmount:
    """Read 931.409198万元, 9,314,091.98, １２３．４元 or 35（其中省级20）; `unit` counts where the text names none.

    Below a fen it rounds half up. Raises Invalid, naming the text, for anything else (B15).
    """
    figure = read(text, strict=True)
    if figure is None:
        raise Invalid(_("金额“%(text)s”无法识别，请写作 40万元 或 400000元") % {"text": text.strip()}, clause="B15")
    if figure.number * UNITS[figure.unit or unit] >= LIMIT:
        raise Invalid(_("金额“%(text)s”过大") % {"text": text.strip()}, clause="B15")
    return ParsedAmount(yuan=figure.yuan(unit), note=figure.note)


def decimals(text: str) -> int:
    """How many digits stand behind the point of the figure, without zeros at its end; the remark is not counted."""
    figure = read(text, strict=True)
    return len(f"{figure.number:f}".partition(".")[2].rstrip("0")) if figure else 0


def wan(yuan: Decimal, *, separators: bool = False) -> str:
    """Yuan as 万元 without loss: 9314091.98 is 931.409198; at most six decimals, no trailing zeros."""
    digits = f"{yuan.quantize(FEN, ROUND_HALF_UP) / YUAN_IN_WAN:{',' if separators else ''}.6f}"
    shortened = digits.rstrip("0").rstrip(".")
    return "0" if shortened == "-0" else shortened


def plain_yuan(yuan: Decimal) -> str:
    """Yuan without loss and without trailing zeros: 5000, 1250.5."""
    return f"{yuan.quantize(FEN, ROUND_HALF_UP):f}".rstrip("0").rstrip(".")


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """In per cent with two decimals, half up, as every page, verdict and paper shows it; nothing of nothing."""
    return (part * 100 / whole).quantize(FEN, ROUND_HALF_UP) if whole else None


def _note(text: str) -> str:
    """The remark as written, without its outer brackets."""
    start = min(place for place in (text.find("("), text.find("（")) if place >= 0)
    return text[start + 1 :].rstrip()[:-1].strip()
