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

_AMOUNT = re.compile(
    r"\s*(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?P<unit>万元|元)?\s*(?:\((?P<note>.*)\))?\s*",
    re.ASCII | re.DOTALL,
)


@dataclass(frozen=True)
class ParsedAmount:
    """An amount in yuan, quantised to fen, and the remark that stood in brackets behind it."""

    yuan: Decimal
    note: str


def parse_amount(text: str, *, unit: Unit = "元") -> ParsedAmount:
    """Read 931.409198万元, 9,314,091.98, １２３．４元 or 35（其中省级20）; `unit` counts where the text names none.

    Below a fen it rounds half up. Raises Invalid, naming the text, for anything else (B15).
    """
    found = _AMOUNT.fullmatch(_halved(text))
    if found is None:
        raise Invalid(
            _("金额“%(text)s”无法识别，请写作 931.409198万元 或 9314091.98元") % {"text": text.strip()}, clause="B15"
        )
    number = Decimal(found["number"].replace(",", ""))
    yuan = number * YUAN_IN_WAN if (found["unit"] or unit) == "万元" else number
    if yuan >= LIMIT:
        raise Invalid(_("金额“%(text)s”过大") % {"text": text.strip()}, clause="B15")
    return ParsedAmount(yuan=yuan.quantize(FEN, ROUND_HALF_UP), note=_note(text) if found["note"] else "")


def wan(yuan: Decimal, *, separators: bool = False) -> str:
    """Yuan as 万元 without loss: 9314091.98 is 931.409198; at most six decimals, no trailing zeros."""
    digits = f"{yuan.quantize(FEN, ROUND_HALF_UP) / YUAN_IN_WAN:{',' if separators else ''}.6f}"
    shortened = digits.rstrip("0").rstrip(".")
    return "0" if shortened == "-0" else shortened


def _halved(text: str) -> str:
    """Full-width digits, commas, dots and brackets as their half-width twins."""
    return unicodedata.normalize("NFKC", text)


def _note(text: str) -> str:
    """The remark as written, without its outer brackets."""
    start = min(place for place in (text.find("("), text.find("（")) if place >= 0)
    return text[start + 1 :].rstrip()[:-1].strip()
