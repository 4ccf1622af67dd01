"""Draws text, annexes and what stands around them onto a laid-out document, and bookmarks its headings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pydyf

from documents import furniture, text
from documents.annexes import Laid
from documents.annexes import drawing as tables
from documents.colophons import Ending
from documents.drawn.glyphs import Faces, Glyphs, are_embedded
from documents.drawn.structure import Tags, drawn, settled
from documents.enums import Layout
from documents.measures import TYPE_LEFT_MM
from documents.text import drawing as texts

if TYPE_CHECKING:
    from weasyprint import Document

PX_MM = 25.4 / 96
"""The renderer counts in CSS pixels."""


@dataclass(frozen=True)
class Drawn:
    """What is drawn: the head, the text by pages, the annexes, the 版记 and the numbers of pages."""

    layout: str
    head: furniture.Head
    sheets: tuple[text.Sheet, ...]
    laid_out: Sequence[Laid]
    ending: Ending

    def characters(self) -> dict[str, set[str]]:
        """What is needed of each face."""
        found = tables.characters(self.laid_out)
        for face, characters in texts.characters(self.sheets).items():
            found.setdefault(face, set()).update(characters)
        self.head.characters(found)
        for _row, words in self.ending.colophon.words() if self.ending.colophon else ():
            texts.needed(words, found)
        if self.sheets or self.laid_out:
            found["song"] = set("— 0123456789")
        return found

    def numbered(self, pages: int) -> range:
        """The pages whose number is drawn, from 0: not a letter's first (10.1), of a form those of its annexes."""
        if self.layout == Layout.FORM:
            return range(pages - sum(len(laid.pages) for laid in self.laid_out), pages)
        return range(self.layout == Layout.LETTER, pages - self.ending.unnumbered)


class Drawing:
    """Made before the document is written, called as its finisher."""

    def __init__(self, what: Drawn, document: Document, faces: Faces) -> None:
        self.what = what
        self.pages = {anchor: number for number, page in enumerate(document.pages) for anchor in page.anchors}
        self.glyphs = Glyphs(document, what.characters(), faces)
        for sheet in what.sheets:
            found = document.pages[self.pages[sheet.anchor]].bookmarks
            for level, label, top in texts.bookmarks(sheet):
                found.append((level, label, (TYPE_LEFT_MM / PX_MM, top / PX_MM), "open"))

    def __call__(self, document: Document, pdf: pydyf.PDF) -> None:
        if not are_embedded(document.fonts):
            raise OSError("a face could not be embedded")
        tags = Tags(pdf)
        if self.what.sheets:
            _put(pdf, tags, 0, self.what.head.drawn(tags, self.glyphs))
        drawing = texts.Text(self.glyphs, tags)
        for sheet in self.what.sheets:
            number = self.pages[sheet.anchor]
            _put(pdf, tags, number, drawing.page(sheet, number))
        for laid in self.what.laid_out:
            for number, operators in tables.draw(laid, self.pages, self.glyphs, tags):
                page = _put(pdf, tags, number, operators)
                if laid.is_wide:
                    page["Rotate"] = 90
        self._close(document, pdf, tags)
        settled(pdf)

    def _close(self, document: Document, pdf: pydyf.PDF, tags: Tags) -> None:
        if self.what.ending.colophon:
            number = self.pages["colophon"]
            _put(pdf, tags, number, furniture.colophon(self.what.ending.colophon, number, tags, self.glyphs))
        for number in self.what.numbered(len(document.pages)):
            _put(pdf, tags, number, furniture.number(number + 1, self.glyphs))


def _put(pdf: pydyf.PDF, tags: Tags, number: int, operators: Iterable[str]) -> pydyf.Dictionary:
    """Adds content below what a page already shows."""
    page: pydyf.Dictionary = pdf.objects[int(tags.pages[number].split()[0])]
    stream = drawn(operators)
    pdf.add_object(stream)
    shown = page["Contents"]
    page["Contents"] = pydyf.Array([stream.reference, *(shown if isinstance(shown, list) else [shown])])
    return page
