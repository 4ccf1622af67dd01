"""版记: who else received the document, who printed it and when (GB/T 9704 7.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from documents.composer import lines, paragraph, width
from documents.enums import Layout
from documents.measures import PT_MM, TYPE_WIDTH_MM
from documents.papers import chinese_date_of

Content = dict[str, Any]

SMALL_PT = 14.0
ROW_MM = 8.0
CELLS = TYPE_WIDTH_MM / PT_MM / SMALL_PT - 2 - 3
"""Between one cell of 四号 at each side, after 抄送：."""

NUMBERED = "break-before:left;page:upright"
UNNUMBERED = "break-before:left;page:colophon"
OWN_PAGE = "break-before:page;page:upright"
"""How the 版记 gets onto an even page: straight after the text, or behind a blank page, both then unnumbered; and
onto a page of its own after an annex page."""

EVEN = frozenset({Layout.DOCUMENT, Layout.UPWARD, Layout.MINUTES, Layout.ORDER})
"""Layouts whose 版记 stands on the last, even page; a letter's stands at the foot of its last page (10.1)."""


@dataclass(frozen=True)
class Row:
    """主送, 抄送 or 分送 with its receivers."""

    label: str
    names: SafeString
    rows: int


@dataclass(frozen=True)
class Colophon:
    """`height` in mm keeps the text off it."""

    receivers: tuple[Row, ...]
    printed_by: SafeString
    printed_rows: int
    printed_on: str
    place: str

    @property
    def height(self) -> str:
        count = sum(row.rows for row in self.receivers) + self.printed_rows
        return f"{ROW_MM * count + 2:.1f}"


def colophon(content: Content, *, addressees: str = "", place: str = "") -> Colophon | None:
    """None where nothing is to be said; `addressees` are those that the first page had no room for (7.3.2)."""
    if content["layout"] == Layout.FORM:
        return None
    issue = content.get("issue", {})
    label = "分送" if content["layout"] == Layout.MINUTES else "抄送"
    named = [("主送", addressees), (label, "，".join(content["cc"]))]
    receivers = tuple(_row(name, f"{text}。") for name, text in named if text)
    printed_by = "" if content["layout"] == Layout.LETTER else issue.get("printed_by", "")
    if not receivers and not printed_by:
        return None
    printed_on = chinese_date_of(issue.get("printed_on"))
    office = [(printed_by, "")]
    room = TYPE_WIDTH_MM / PT_MM / SMALL_PT - 2 - 2 - width(f"{printed_on}印发")
    composed = paragraph(office, cells=room, indent=0, size=SMALL_PT, cell=SMALL_PT) if printed_by else SafeString()
    rows = len(lines(office, cells=room, indent=0, size=SMALL_PT, cell=SMALL_PT))
    return Colophon(receivers, composed, rows, printed_on, place)


def _row(label: str, text: str) -> Row:
    runs = [(text, "")]
    composed = paragraph(runs, cells=CELLS, indent=0, size=SMALL_PT, cell=SMALL_PT)
    return Row(label, composed, len(lines(runs, cells=CELLS, indent=0, size=SMALL_PT, cell=SMALL_PT)))
