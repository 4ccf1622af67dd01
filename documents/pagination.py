"""Content in, finished pages out: the text laid out, the tables on their pages, the 版记 on the last, even one."""

from __future__ import annotations

import atexit
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from documents import annexes, colophons, fonts, furniture, printing, text
from documents.adornments import BARE, Adornments
from documents.drawing import Drawing, Drawn
from documents.drawn.glyphs import Faces
from documents.enums import Layout
from documents.text.parts import parts as text_parts

if TYPE_CHECKING:
    from weasyprint import Document

Content = dict[str, Any]
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
    ending = colophons.ending(content, *set_text, laid_out) if set_text else colophons.NONE
    html = printing.html(content, ending=ending, adornments=adornments, set_text=set_text, laid_out=laid_out)
    document = _rendered(html, variant)
    sheets = set_text[1].all if set_text else ()
    head = furniture.head(content, set_text[0].head) if set_text else furniture.Head()
    what = Drawn(content["layout"], head, sheets, laid_out, ending)
    return Paged(document, Drawing(what, document, typography()))


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
