"""Breaks Chinese text into full lines of a character grid, as GB/T 9704 wants and the renderer cannot.

A line holds 28 cells. Closing marks never start a line, opening marks never end one; a closing mark that
would start the next line is pulled in at half width, otherwise a character is pushed out; figures, years,
Latin words, —— and …… are never split. Each line gets its own letter-spacing, so both edges are flush.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from fontTools.ttLib import TTFont

from documents import fonts
from documents.measures import CELL_MM, PT_MM

CELL_PT = CELL_MM / PT_MM
SIZE_PT = 16.0
NEVER_FIRST = frozenset("，。、；：？！）》〉」』”’】〕｝…—·～％%℃‰,.;:?!)]}")
NEVER_LAST = frozenset("（《〈「『“‘【〔｛([{")
BLANK_RIGHT = frozenset("，。、；：？！）》〉」』”’】〕")

Run = tuple[str, str]
"""A text and the class of its face ('' for the body face)."""


@dataclass(frozen=True)
class Token:
    """The smallest thing that stays in one piece."""

    text: str
    face: str
    width: float

    @property
    def spaced(self) -> int:
        """How many of its characters take letter-spacing: the Chinese ones."""
        return 0 if self.text.isascii() else len(self.text)


@dataclass(frozen=True)
class Line:
    """Tokens and what is added after each of their Chinese characters, in points; figures are never spread."""

    tokens: tuple[Token, ...]
    spacing: float


TOKEN = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,%/\-]*|——|……|.", re.DOTALL)


@cache
def latin_widths() -> dict[str, float]:
    """Advance of each ASCII character in ems."""
    with TTFont(fonts.folder() / fonts.FACES["latin"][0], lazy=True) as font:
        advances, names = font["hmtx"], font.getBestCmap()
        return {chr(code): advances[names[code]][0] / font["head"].unitsPerEm for code in range(0x20, 0x7F)}


def width(text: str) -> float:
    """Width in ems: a Chinese character is one, Latin as the Latin face has it."""
    return sum(latin_widths().get(character, 1.0) for character in text)


def _tokens(runs: Sequence[Run]) -> Iterator[Token]:
    for text, face in runs:
        for match in TOKEN.finditer(text):
            yield Token(match.group(), face, width(match.group()))


def lines(runs: Sequence[Run], *, cells: float = 28, indent: float = 2, size: float = SIZE_PT,
          cell: float = CELL_PT) -> list[Line]:  # fmt: skip
    """The lines of one paragraph; `cells` wide, the first indented by `indent` cells."""
    tokens, start = list(_tokens(runs)), 0
    found: list[Line] = []
    while start < len(tokens):
        target = (cells - (0 if found else indent)) * cell
        end = _fit(tokens, start, target, size, cell - size)
        if end < len(tokens):
            end = _respect_marks(tokens, start, end)
        found.append(_line(tokens[start:end], target, size, cell - size, is_last=end >= len(tokens)))
        start = end
    return found


def _fit(tokens: list[Token], start: int, target: float, size: float, spacing: float) -> int:
    """How far the tokens fit at normal spacing; at least one always does."""
    used, end = 0.0, start
    while end < len(tokens):
        used += tokens[end].width * size + tokens[end].spaced * spacing
        if used > target + 0.01 and end > start:
            return end
        end += 1
    return end


def _respect_marks(tokens: list[Token], start: int, end: int) -> int:
    """Moves a break that falls before a closing or after an opening mark."""
    pulled = end
    while pulled < len(tokens) and tokens[pulled].text in BLANK_RIGHT and pulled - end < 2:
        pulled += 1
    starts_badly = pulled < len(tokens) and tokens[pulled].text[0] in NEVER_FIRST
    if pulled > end and not starts_badly:
        return pulled
    while end > start + 1 and (tokens[end].text[0] in NEVER_FIRST or tokens[end - 1].text[-1] in NEVER_LAST):
        end -= 1
    return end


def _line(tokens: list[Token], target: float, size: float, spacing: float, *, is_last: bool) -> Line:
    kept = tokens[:-1] if len(tokens) > 1 and tokens[-1].text == " " else tokens
    ems = sum(token.width for token in kept)
    if kept[-1].text in BLANK_RIGHT:
        ems -= 0.5  # the blank right half of the last mark hangs in the margin
    gaps = max(sum(token.spaced for token in kept) - bool(kept[-1].spaced), 1)
    flush = (target - ems * size) / gaps
    return Line(tuple(kept), min(spacing, flush) if is_last else flush)


def paragraph(runs: Sequence[Run], *, css: str = "", cells: float = 28, indent: float = 2, size: float = SIZE_PT,
              cell: float = CELL_PT) -> SafeString:  # fmt: skip
    """A composed paragraph as HTML."""
    composed = format_html_join(
        mark_safe("<br>"),
        '<span style="letter-spacing:{}pt">{}</span>',
        (
            (f"{line.spacing:.4f}", _faces(line.tokens))
            for line in lines(runs, cells=cells, indent=indent, size=size, cell=cell)
        ),
    )
    shift = f"{indent * cell:.3f}"
    return format_html('<p class="composed {}" style="text-indent:{}pt">{}</p>', css, shift, composed)


def _faces(tokens: Sequence[Token]) -> SafeString:
    merged: list[list[str]] = []
    for token in tokens:
        css = token.face if token.spaced else f"{token.face} solid".strip()
        if merged and merged[-1][0] == css:
            merged[-1][1] += token.text
        else:
            merged.append([css, token.text])
    return format_html_join("", '<span class="{}">{}</span>', merged)


_WIDE = str.maketrans({",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"})


def normalise(text: str) -> str:
    """Full-width punctuation between Chinese; 1.5, 12:30 and 1,000 stay; no blank beside a Chinese character."""
    text = re.sub(r"[\s\u00a0\u2000-\u200b\u3000\ufeff]+", " ", text).strip()
    text = re.sub(r"(?<![0-9A-Za-z])[,:;?!()]|[,:;?!()](?![0-9A-Za-z])", lambda m: m.group().translate(_WIDE), text)
    text = re.sub(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)", r"（\1）", text)
    text = re.sub(r"（([^（）()]*)\)", r"（\1）", text)
    text = re.sub(r"\(([^（）()]*)）", r"（\1）", text)
    text = re.sub(r"—+|―+", "——", text)
    text = re.sub(r"(?<=[\u2e80-\uffef]) | (?=[\u2e80-\uffef])", "", text)
    return text.replace("......", "……")
