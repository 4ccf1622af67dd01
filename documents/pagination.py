"""Content in, finished pages out: the text laid out, the tables on their pages, the 版记 on the last, even one."""

from __future__ import annotations

import atexit
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from documents import annexes, colophons, fonts, printing
from documents.adornments import BARE, Adornments
from documents.annexes.drawing import Tables

if TYPE_CHECKING:
    from weasyprint import CSS, Document
    from weasyprint.text.fonts import FontConfiguration

Content = dict[str, Any]
STYLESHEET = Path(__file__).parent / "stylesheets" / "print.css"


@dataclass(frozen=True)
class Paged:
    """A document laid out; `tables` draws its annexes and is to be handed to `write_pdf` as its finisher."""

    document: Document
    tables: Tables | None


def paged(content: Content, adornments: Adornments = BARE, *, variant: str | None = None) -> Paged:
    """The pages of a content. The 版记 stands on the last, even page (GB/T 9704 7.4): where it came onto an odd
    one, everything is laid out again with the 版记 moved on."""
    laid_out = annexes.lay_out(content)

    def rendered(place: str = "") -> Document:
        html = printing.html(content, colophon_place=place, adornments=adornments, laid_out=laid_out)
        return _rendered(html, variant)

    document = rendered()
    if len(document.pages) % 2 and content["layout"] in colophons.EVEN and colophons.colophon(content):
        follows_text = "text-end" in document.pages[-1].anchors
        document = rendered(colophons.NUMBERED if follows_text else colophons.UNNUMBERED)
    css, configuration = typography()
    return Paged(document, Tables(laid_out, document, css, configuration) if laid_out else None)


@cache
def typography() -> tuple[CSS, FontConfiguration]:
    """The stylesheet and its faces, loaded once a process."""
    fonts.activate()
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    atexit.register(typography.cache_clear)  # it must go while the library it was made by is still there
    return CSS(filename=str(STYLESHEET), font_config=configuration), configuration


def _rendered(html: str, variant: str | None) -> Document:
    css, configuration = typography()
    from weasyprint import HTML

    return HTML(string=html).render(stylesheets=[css], font_config=configuration, pdf_variant=variant)
