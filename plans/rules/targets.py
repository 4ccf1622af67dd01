"""A performance target goes on into the next year as it reads, unless it names the year that is left (B04). Pure."""

from __future__ import annotations

import re
import unicodedata

NUMERALS = ("〇○零", "一", "二", "三", "四", "五", "六", "七", "八", "九")
"""How each figure of a year is written in Chinese."""


def names_year(text: str, year: int) -> bool:
    """Whether the text names that year: 2026, full-width too, or 二〇二六."""
    figures = re.compile(rf"(?<!\d){year}(?!\d)")
    written = re.compile("".join(f"[{NUMERALS[int(figure)]}]" for figure in str(year)))
    return bool(figures.search(unicodedata.normalize("NFKC", text)) or written.search(text))
