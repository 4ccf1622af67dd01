"""Content in, finished pages out: the text laid out, the tables on their pages, the 版记 on the last, even one."""

from __future__ import annotations

import atexit
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from documents import annexes, colophons, fonts, furniture, printing, text
from documents.adornments import BARE, Adornments
from documents.drawing import Drawing, Drawn
from documents.drawn.glyphs import Faces
from documents.enums import Layout
from documents.text.parts import Parts
from documents.text.parts import parts as text_parts

if TYPE_CHECKING:
    from weasyprint import Document

Content = dict[str, Any]
Laid = tuple[annexes.Laid, ...]
STYLESHEET = Path(__file__).parent / "stylesheets" / "print.css"


@dataclass(frozen=True)
class Paged:
    """A document laid out; `drawing` draws its text and its annexes and is to be handed to `write_pdf` as its
    finisher."""

    document: Document
    drawing: Drawing


def paged(content: Content, adornments: Adornments = BARE, *, variant: str | None = None) -> Paged:
    """The pages of a content. How many they are is known before they are laid out, so the 版记 goes at once onto
    the last, even page (GB/T 9704 7.4)."""
    laid_out = annexes.lay_out(content)
    set_text = None
    if content["layout"] != Layout.FORM:
        parts = text_parts(content, adornments)
        set_text = parts, text.lay_out(parts)
    ending = colophons.NONE
    if set_text:
        ending = colophons.ending(content, *set_text, laid_out)
        if ending.unnumbered:
            set_text, laid_out, ending = _without_blank_page(content, *set_text, laid_out, ending)
    html = printing.html(content, ending=ending, adornments=adornments, set_text=set_text, laid_out=laid_out)
    document = _rendered(html, variant)
    if adornments.code and not ending.pages and not len(document.pages) % 2:
        html = printing.html(content, ending=replace(ending, pages=2), adornments=adornments, laid_out=laid_out)
        document = _rendered(html, variant)  # a form of many pages is counted before its code finds the outer side
    sheets = set_text[1].all if set_text else ()
    head = furniture.head(content, set_text[0].head) if set_text else furniture.Head()
    what = Drawn(content["layout"], head, sheets, laid_out, ending)
    return Paged(document, Drawing(what, document, typography()))


def _without_blank_page(content: Content, parts: Parts, sheets: text.Sheets, laid_out: Laid,
                        ending: colophons.Ending) -> tuple[tuple[Parts, text.Sheets], Laid, colophons.Ending]:  # fmt: skip
    """With a page more the 版记 follows at once on the even page where it stood behind a blank one: the rows of a long
    annex are spread, or the end of the text goes onto a page of its own, or a table of one page onto two. Where none
    of these can be, the page stays blank and unnumbered, as the standard has it (7.5)."""
    if spread := annexes.with_a_page_more(content, laid_out, of_pages=2):
        laid_out = spread
    elif turned := text.with_a_page_more(parts, sheets):
        sheets = turned
    elif spread := annexes.with_a_page_more(content, laid_out):
        laid_out = spread
    return (parts, sheets), laid_out, colophons.ending(content, parts, sheets, laid_out)


@cache
def typography() -> Faces:
    """The stylesheet and its faces, loaded once a process."""
    fonts.activate()
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    atexit.register(typography.cache_clear)  # it must go while the library it was made by is still there
    return Faces(CSS(filename=str(STYLESHEET), font_config=configuration), configuration)


def _rendered(html: str, variant: str | None) -> Document:
    faces = typography()
    from weasyprint import HTML

    return HTML(string=html).render(stylesheets=[faces.css], font_config=faces.configuration, pdf_variant=variant)
