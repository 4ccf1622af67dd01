"""Cells as text: one spelling for comparison, the printed one for keeping."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BLANKS = {"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "N/A", "n/a"}
_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


REMEMBERED = 1 << 16
"""A table says the same words again and again, and each cell is looked at several times."""


@lru_cache(REMEMBERED)
def plain(text: str) -> str:
    """The text for comparison: full-width folded to half-width, no white space at all."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@lru_cache(REMEMBERED)
def is_blank(text: str) -> bool:
    """Whether a cell says nothing; a dash, a stroke or 无 says nothing."""
    return plain(text) in _BLANKS


def count_word(word: str) -> int | None:
    """A small Chinese or Arabic count (三, 十二, 15) as a number; None where it is none."""
    if word.isdecimal():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    if any(c not in _DIGITS for c in tens + ones) or max(len(tens), len(ones)) > 1:
        return None
    if not ten:
        return _DIGITS[ones] if ones else None
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)
