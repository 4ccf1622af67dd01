"""The parts of a project of several kinds of work, as people write them, a line each, and as registers keep them.

A line is 内容｜数量｜计量单位｜补助标准（元）｜金额（万元）; the standard may be empty, and the amount where there is a standard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import Invalid
from core.money import FEN, parse_amount, plain_yuan, wan

MARK = "｜"
MOST = 20
_BETWEEN = re.compile(r"[｜|\t]")
_NUMBER = re.compile(r"\d[\d,]{0,11}(?:\.\d{1,6})?", re.ASCII)
_LONGEST = {"content": 60, "unit": 20}


@dataclass(frozen=True, kw_only=True)
class Part:
    """One kind of work; `standard` and `amount` in yuan, no standard where it is not granted by the unit."""

    content: str
    quantity: Decimal
    unit: str
    standard: Decimal | None
    amount: Decimal

    @property
    def count(self) -> str:
        """The quantity without trailing zeros."""
        return f"{self.quantity.normalize():f}"

    @property
    def line(self) -> str:
        """As it is written."""
        standard = "" if self.standard is None else plain_yuan(self.standard)
        return MARK.join((self.content, self.count, self.unit, standard, wan(self.amount)))

    @property
    def kept(self) -> dict[str, str]:
        """In plain spelling."""
        standard = "" if self.standard is None else f"{self.standard:.2f}"
        return {
            "content": self.content, "quantity": self.count, "unit": self.unit, "standard": standard,
            "amount": f"{self.amount:.2f}",
        }  # fmt: skip


def parts_of(kept: Iterable[Mapping[str, str]]) -> list[Part]:
    """What a register keeps, read."""
    return [
        Part(
            content=one["content"], quantity=Decimal(one["quantity"]), unit=one["unit"],
            standard=Decimal(one["standard"]) if one["standard"] else None, amount=Decimal(one["amount"]),
        )
        for one in kept
    ]  # fmt: skip


def written(kept: Iterable[Mapping[str, str]]) -> str:
    """The lines of what is kept."""
    return "\n".join(part.line for part in parts_of(kept))


def read(text: str) -> list[dict[str, str]]:
    """The lines in plain spelling. Raises Invalid, naming the line, for what is no such line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise Invalid(_("分项最多%(most)d行，请合并") % {"most": MOST})
    return [_read(number, line).kept for number, line in enumerate(lines, 1)]


def _read(number: int, line: str) -> Part:
    cells = [cell.strip() for cell in _BETWEEN.split(line)]
    if len(cells) not in (4, 5):
        raise _wrong(number, _("须为“内容｜数量｜计量单位｜补助标准（元）｜金额（万元）”"))
    content, quantity, unit, standard, amount = [*cells, ""][:5]
    if not content or not unit or len(content) > _LONGEST["content"] or len(unit) > _LONGEST["unit"]:
        raise _wrong(number, _("请填写内容（最多60字）和计量单位（最多20字）"))
    count = _number(number, quantity, 3)
    granted = _number(number, standard, 2) if standard else None
    if not amount and granted is None:
        raise _wrong(number, _("补助标准和金额至少填写一项"))
    return Part(
        content=content, quantity=count, unit=unit, standard=granted,
        amount=parse_amount(amount, unit="万元").yuan if amount else (count * (granted or 0)).quantize(FEN),
    )  # fmt: skip


def _number(line: int, text: str, places: int) -> Decimal:
    found = Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else Decimal(0)
    if not found or found != round(found, places):
        raise _wrong(line, _("“%(text)s”须是大于零的数，小数最多%(places)d位") % {"text": text[:20], "places": places})
    return found


def _wrong(number: int, told: str) -> Invalid:
    return Invalid(_("分项第%(number)d行：%(told)s") % {"number": number, "told": told})


def summed(parts: Sequence[Part]) -> Decimal:
    """Yuan of all of them."""
    return sum((part.amount for part in parts), Decimal(0))
