"""Breaks Chinese text into full lines of a character grid, as GB/T 9704 wants and the renderer cannot.

A line holds 28 cells. Closing marks never start a line, opening marks never end one; a closing mark that
would start the next line is pulled in at half width, otherwise a character is pushed out; figures, years,
Latin words, —— and …… are never split. Each line gets its own letter-spacing, so both edges are flush.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby, zip_longest

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


@dataclass(frozen=True, slots=True)
class Token:
    """The smallest thing that stays in one piece; `spaced` of its characters take letter-spacing: the Chinese ones."""

    text: str
    face: str
    width: float
    spaced: int


@dataclass(frozen=True)
class Line:
    """Tokens and what is added after each of their Chinese characters, in points; figures are never spread."""

    tokens: tuple[Token, ...]
    spacing: float


TOKEN = re.compile(r"[0-9.]+(?:—[0-9.]+)+年?|\d{4}年|[0-9A-Za-z]+(?:[.,%/\-:]*[0-9A-Za-z]+)*[%.]?|——|……|.", re.DOTALL)
"""A span of figures, a year with its 年, a figure, a Latin word, a double mark, else one character."""
LONGEST_WHOLE = 12.0
"""A word of more ems is an address rather than a word: it may break behind its own marks, or anywhere without any."""
PIECE = re.compile(r"[^/\\.\-:,_?&=%#]{0,20}[/\\.\-:,_?&=%#]+|[^/\\.\-:,_?&=%#]{1,20}")
_HELD = r"[\w/.~%?&=#:@+$*!\-]*[\w/=#]"
ADDRESS = re.compile(rf"[A-Za-z][A-Za-z0-9+.\-]*://{_HELD}|www\.{_HELD}|[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+", re.ASCII)
"""Of a page or a mailbox."""

PULLED_IN = (0.3, 0.6, 1.0)
"""Cells by which the lines of a paragraph are overfilled until a last line of one character finds room above: 单字不成行."""
TIGHTEST_PT = -1.0
"""Characters may stand this much closer to keep a word or a closing mark on their line rather than spread what is
left behind."""

LOOSEST_PT = 8.0
"""Where characters would stand farther apart than this, the line ends where it ends."""


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
            yield from _pieces(match.group(), face)


@lru_cache(maxsize=4_000)
def _pieces(word: str, face: str) -> tuple[Token, ...]:
    """The word whole, unless it is too long for that."""
    if width(word) <= LONGEST_WHOLE:
        return (_token(word, face),)
    return tuple(_token(piece, face) for piece in PIECE.findall(word))


@lru_cache(maxsize=4_000)
def _token(text: str, face: str) -> Token:
    return Token(text, face, width(text), sum(not character.isascii() for character in text))


def lines(runs: Sequence[Run], *, cells: float = 28, indent: float = 2, size: float = SIZE_PT,
          cell: float = CELL_PT) -> list[Line]:  # fmt: skip
    """The lines of one paragraph; `cells` wide, the first indented by `indent` cells. A last line of one character is
    drawn into the lines above it where they can be pressed together that much."""
    tokens, targets = list(_tokens(runs)), (cells * cell, (cells - indent) * cell)
    found = _set(tokens, targets, size, cell - size)
    if len(found) > 1 and _is_single(found[-1]):
        for more in PULLED_IN:
            tighter = _set(tokens, targets, size, cell - size, more * cell)
            if len(tighter) < len(found) and all(line.spacing >= TIGHTEST_PT for line in tighter):
                return tighter
    return found


def _is_single(line: Line) -> bool:
    """One character, with or without the mark that closes it."""
    text = "".join(token.text for token in line.tokens)
    return len(text) == 1 or (len(text) == 2 and text[-1] in NEVER_FIRST)


def _set(tokens: list[Token], targets: tuple[float, float], size: float, spacing: float,
         slack: float = 0.0) -> list[Line]:  # fmt: skip
    """`targets`: the width of a line and of the first one, in points; `slack` is how much more may be put onto one."""
    found: list[Line] = []
    start = 0
    while start < len(tokens):
        ahead = _Ahead(tokens, start, targets[not found], size, spacing, slack)
        end = ahead.end()
        found.append(ahead.line(end, is_last=end >= len(tokens)))
        start = end + (end < len(tokens) and tokens[end].text == " ")
    return found


def single(text: str, face: str = "") -> Line:
    """A text on one line that is neither spread nor pressed."""
    return Line(tuple(_tokens([(text, face)])), 0.0)


@dataclass(frozen=True)
class _Ahead:
    """What is still to be set, the width that its next line must fill, and the size and spacing it is set with."""

    tokens: list[Token]
    start: int
    target: float
    size: float
    spacing: float
    slack: float = 0.0

    def end(self) -> int:
        """Where the next line ends."""
        end = self._fit()
        return self._respect_marks(self._squeezed(end) if end < len(self.tokens) else end)

    def line(self, end: int, *, is_last: bool = False) -> Line:
        return _line(self.tokens[self.start : end], self.target, self.size, self.spacing, is_last=is_last)

    def _fit(self) -> int:
        """How far the tokens fit at normal spacing; at least one always does."""
        used, end = 0.0, self.start
        while end < len(self.tokens):
            used += self.tokens[end].width * self.size + self.tokens[end].spaced * self.spacing
            if used > self.target + self.slack + 0.01 and end > self.start:
                return end
            end += 1
        return end

    def _squeezed(self, end: int) -> int:
        """One word more where the line would be pressed together less than it would be spread without it."""
        spread = self.line(end).spacing - self.spacing
        pressed = self.line(end + 1).spacing
        is_word = len(self.tokens[end].text) > 1
        return end + 1 if is_word and pressed >= TIGHTEST_PT and self.spacing - pressed < spread else end

    def _respect_marks(self, end: int) -> int:
        """Moves a break that falls before a closing or after an opening mark: pulls the mark in, else pushes out."""
        tokens = self.tokens
        if end >= len(tokens):
            return end
        pulled = end + (tokens[end].text in BLANK_RIGHT)
        starts_badly = pulled < len(tokens) and tokens[pulled].text[0] in NEVER_FIRST
        if pulled > end and not starts_badly and self.line(pulled).spacing >= TIGHTEST_PT:
            return pulled
        pushed = end
        while pushed > self.start + 1 and pushed < len(tokens) and self._breaks_badly(pushed):
            pushed -= 1
        return end if pushed < len(tokens) and self._breaks_badly(pushed) else pushed

    def _breaks_badly(self, end: int) -> bool:
        return self.tokens[end].text[0] in NEVER_FIRST or self.tokens[end - 1].text[-1] in NEVER_LAST


def _line(tokens: list[Token], target: float, size: float, spacing: float, *, is_last: bool) -> Line:
    kept = tokens[:-1] if len(tokens) > 1 and tokens[-1].text == " " else tokens
    ems = sum(token.width for token in kept)
    if kept[-1].text[-1] in BLANK_RIGHT:
        ems -= 0.5  # the blank right half of the last mark hangs in the margin
    gaps = max(sum(token.spaced for token in kept) - (not kept[-1].text[-1].isascii()), 1)
    flush = (target - ems * size) / gaps
    return Line(tuple(kept), min(spacing, flush) if is_last or flush > LOOSEST_PT else flush)


def paragraph(runs: Sequence[Run], *, css: str = "", cells: float = 28, indent: float = 2, size: float = SIZE_PT,
              cell: float = CELL_PT) -> SafeString:  # fmt: skip
    """A composed paragraph as HTML. Few elements: the renderer's time goes by their number."""
    set_lines = lines(runs, cells=cells, indent=indent, size=size, cell=cell)
    composed = format_html_join(mark_safe("<br>"), "{}", ((_faces(line),) for line in set_lines))
    shift = f"{indent * cell:.3f}"
    return format_html('<p class="composed {}" style="text-indent:{}pt">{}</p>', css, shift, composed)


def _faces(line: Line) -> SafeString:
    """Chinese in spans of its face and the line's spacing; figures and Latin as they are."""
    pieces = (
        (is_latin, "" if is_latin else token.face, "".join(characters))
        for token in line.tokens
        for is_latin, characters in groupby(token.text, str.isascii)
    )
    spacing = f"{line.spacing:.4f}"
    return format_html_join("", "{}", (
        (_piece("".join(text for *_kind, text in group), face, spacing, is_latin=is_latin),)
        for (is_latin, face), group in groupby(pieces, lambda piece: piece[:2])
    ))  # fmt: skip


def _piece(text: str, face: str, spacing: str, *, is_latin: bool) -> SafeString:
    if is_latin:
        return format_html("{}", text)
    if face:
        return format_html('<span class="{}" style="letter-spacing:{}pt">{}</span>', face, spacing, text)
    return format_html('<span style="letter-spacing:{}pt">{}</span>', spacing, text)


_WIDE = str.maketrans({",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"})


def normalise(text: str) -> str:
    """Full-width punctuation between Chinese; 1.5, 12:30, 1,000 and addresses stay; no blank beside a Chinese character.

    One dash joins (GB/T 15834 4.13: 一字线) and stays one; two and more are the 破折号.
    """
    addresses = ADDRESS.findall(text)
    parts = [_normal(part) for part in ADDRESS.split(text)]
    return "".join(part + address for part, address in zip_longest(parts, addresses, fillvalue=""))


def _normal(text: str) -> str:
    text = re.sub(r"[\s\u00a0\u2000-\u200b\u3000\ufeff]+", " ", text).strip()
    text = re.sub(r"(?<![0-9A-Za-z])[,:;?!()]|[,:;?!()](?![0-9A-Za-z])", lambda m: m.group().translate(_WIDE), text)
    text = re.sub(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)", r"（\1）", text)
    text = re.sub(r"（([^（）()]*)\)", r"（\1）", text)
    text = re.sub(r"\(([^（）()]*)）", r"（\1）", text)
    text = re.sub(r"(?<=[0-9年月日])－(?=[0-9])|[―–]", "—", text)
    text = re.sub(r"—{2,}", "——", text)
    text = re.sub(r"(?<=[\u2e80-\uffef]) | (?=[\u2e80-\uffef])", "", text)
    return text.replace("......", "……")
