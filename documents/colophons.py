"""版记: who else received the document, who printed it and when (GB/T 9704 7.4), and how it gets onto its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from documents.annexes import Laid
from documents.composer import Line, lines, single, width
from documents.enums import Layout
from documents.measures import BOX_HEIGHT_MM, LINE_MM, PT_MM, TYPE_WIDTH_MM
from documents.papers import chinese_date_of
from documents.text import Sheets
from documents.text.parts import Parts
from documents.text.rows import Words

Content = dict[str, Any]

SMALL_PT = 14.0
EM_MM = SMALL_PT * PT_MM
ROW_MM = 8.0
OUTER_MM, INNER_MM = 0.35, 0.25
"""The first and the last rule, and the one between (7.4.1)."""
CELLS = TYPE_WIDTH_MM / EM_MM - 2 - 3
"""Between one cell of 四号 at each side, after 抄送：."""
APART = 2.05
"""Ems between who printed it and when, at least: a reader sees two things."""
FOOT_MM = 2.4
"""Of the page's content box, below the type area at whose edge the 版记 ends."""
AIR_MM = 2.0
"""Between the 版记 and the box of what stands above it, whose own last 2.4 mm are leading: nearer than four a rule or
a note of a table would be read as part of it."""

ONWARD = "break-before:page;page:upright"
LEFT = "break-before:left;page:upright"
"""How the 版记 gets onto a page of its own: the next one, or the next even one behind a blank page."""

EVEN = frozenset({Layout.DOCUMENT, Layout.UPWARD, Layout.MINUTES, Layout.ORDER})
"""Layouts whose 版记 stands on the last, even page; a letter's stands at the foot of its last page (10.1)."""


@dataclass(frozen=True)
class Colophon:
    """主送, 抄送 or 分送 with the lines of their receivers; the lines of who printed it, and when."""

    receivers: tuple[tuple[str, tuple[Line, ...]], ...]
    printed_by: tuple[Line, ...]
    printed_on: str
    is_ruled: bool

    @property
    def rows(self) -> int:
        return sum(len(found) for _label, found in self.receivers) + len(self.printed_by)

    @property
    def height(self) -> float:
        """What it takes of the content box, in mm, and of the air above it."""
        return ROW_MM * self.rows + FOOT_MM + AIR_MM

    def words(self) -> Iterator[tuple[int, Words]]:
        """The words of each row, counted from the top."""
        row = 0
        for label, found in self.receivers:
            yield row, Words(single(f"{label}："), EM_MM, SMALL_PT)
            for line in found:
                yield row, Words(line, 4 * EM_MM, SMALL_PT)
                row += 1
        for line in self.printed_by:
            yield row, Words(line, EM_MM, SMALL_PT)
            row += 1
        if self.printed_by:
            date = f"{self.printed_on}印发"
            yield row - 1, Words(single(date), TYPE_WIDTH_MM - (1 + width(date)) * EM_MM, SMALL_PT)

    def rules(self) -> Iterator[tuple[float, float]]:
        """The upper edge in mm below the first and the thickness of each rule."""
        if not self.is_ruled:
            return
        yield 0.0, OUTER_MM
        if self.receivers and self.printed_by:
            yield ROW_MM * (self.rows - len(self.printed_by)) - INNER_MM / 2, INNER_MM
        yield ROW_MM * self.rows - OUTER_MM, OUTER_MM


@dataclass(frozen=True)
class Ending:
    """The 版记 of a document, how it gets onto its page, and how many pages at the end bear no number (7.5); `pages` is
    how many there are with it, none where that is not known beforehand."""

    colophon: Colophon | None = None
    place: str = ""
    unnumbered: int = 0
    pages: int = 0

    @property
    def height(self) -> str:
        return f"{self.colophon.height if self.colophon else 0:.3f}"


NONE = Ending()
UNDATED = "　　　　年　　月　　日"
"""Of a draft, which is printed on a day that nobody knows yet."""


def ending(content: Content, parts: Parts, sheets: Sheets, laid_out: Sequence[Laid]) -> Ending:
    """On the last, even page of a document; on the last of a letter."""
    found = colophon(content, addressees=parts.addressees_below)
    pages = len(sheets.all) + sum(len(laid.pages) for laid in laid_out)
    if found is None:
        return Ending(pages=pages)
    fits = _used(sheets, laid_out) + found.height <= BOX_HEIGHT_MM
    if content["layout"] not in EVEN:
        return Ending(found, "", pages=pages) if fits else Ending(found, ONWARD, pages=pages + 1)
    if pages % 2:
        return Ending(found, ONWARD, pages=pages + 1)
    return Ending(found, "", pages=pages) if fits else Ending(found, LEFT, 2, pages + 2)


def _used(sheets: Sheets, laid_out: Sequence[Laid]) -> float:
    """How much of the last page is taken, in mm; a page that lies across is full."""
    if not laid_out:
        return sheets.all[-1].used * LINE_MM
    return BOX_HEIGHT_MM if laid_out[-1].is_wide else laid_out[-1].pages[-1].used


def colophon(content: Content, *, addressees: str = "") -> Colophon | None:
    """None where nothing is to be said; `addressees` are those that the first page had no room for (7.3.2)."""
    issue = content.get("issue", {})
    is_letter = content["layout"] == Layout.LETTER
    label = "分送" if content["layout"] == Layout.MINUTES else "抄送"
    named = [("主送", addressees), (label, "，".join(content["cc"]))]
    receivers = tuple((name, _set(f"{text}。", CELLS)) for name, text in named if text)
    printed_by = "" if is_letter else issue.get("printed_by", "")
    if not receivers and not printed_by:
        return None
    printed_on = chinese_date_of(issue.get("printed_on")) or UNDATED
    room = TYPE_WIDTH_MM / EM_MM - 2 - APART - width(f"{printed_on}印发")
    return Colophon(receivers, _set(printed_by, room) if printed_by else (), printed_on, not is_letter)


def _set(text: str, cells: float) -> tuple[Line, ...]:
    return tuple(lines([(text, "")], cells=cells, indent=0, size=SMALL_PT, cell=SMALL_PT))
