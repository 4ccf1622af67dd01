"""Content in, PDF out. Pure: no database, no clock; the same content gives the same bytes."""

from __future__ import annotations

import atexit
import datetime
import hashlib
import json
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from core.clock import SHANGHAI
from core.errors import Conflict
from documents import fonts, preflight, printing

if TYPE_CHECKING:
    from weasyprint import CSS, Attachment, Document
    from weasyprint.text.fonts import FontConfiguration

Content = dict[str, Any]
STYLESHEET = Path(__file__).parent / "stylesheets" / "print.css"
VARIANT = "pdf/a-3a"
"""What the file declares to be: tagged, its faces embedded, its data attached (ISO 19005-3); declared, not validated."""
SOURCE_NAME = "content.json"
UNDATED = "2000-01-01"
"""The day in the file's metadata while a draft has none."""
_one_at_a_time = Lock()
"""The text layout library keeps state a process wide."""


@dataclass(frozen=True)
class Printed:
    """A finished document."""

    pdf: bytes
    pages: int


def canonical(content: Content) -> bytes:
    """The one spelling of a content that is hashed and embedded."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(content: Content) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def render(content: Content) -> bytes:
    """The PDF of a frozen content; raises Invalid naming a character that cannot be printed, and its place."""
    return typeset(content).pdf


def typeset(content: Content) -> Printed:
    """The PDF and its number of pages; the 版记 of a document stands on its last, even page (GB/T 9704 7.4)."""
    if fonts.missing():
        raise Conflict(f"公文字体未安装（缺 {'、'.join(fonts.missing())}），请先执行 manage.py install_fonts")
    preflight.check(content)
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the renderer leaves its colour profile open
        document = _laid_out(content)
        if len(document.pages) % 2 and content["layout"] in {"document", "upward"} and printing.has_colophon(content):
            follows_text = "text-end" in document.pages[-1].anchors
            document = _laid_out(content, printing.NUMBERED if follows_text else printing.UNNUMBERED)
        identifier = hashlib.sha256(canonical(content)).digest()[:16].hex().encode()
        pdf = document.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier, attachments=[_source(content)])
    return Printed(pdf, len(document.pages))


@cache
def _typography() -> tuple[CSS, FontConfiguration]:
    """The stylesheet and its faces, loaded once a process."""
    fonts.activate()
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    atexit.register(_typography.cache_clear)  # it must go while the library it was made by is still there
    return CSS(filename=str(STYLESHEET), font_config=configuration), configuration


def _laid_out(content: Content, colophon_place: str = "") -> Document:
    css, configuration = _typography()
    from weasyprint import HTML

    page = HTML(string=printing.html(content, colophon_place=colophon_place))
    return page.render(stylesheets=[css], font_config=configuration, pdf_variant=VARIANT)


def _source(content: Content) -> Attachment:
    """The frozen content inside the file; its dates are the document's, or the bytes would differ each time."""
    from weasyprint import Attachment

    day = content.get("issue", {}).get("document_date") or UNDATED
    moment = datetime.datetime.fromisoformat(day).replace(tzinfo=SHANGHAI).astimezone(datetime.UTC)
    return Attachment(
        string=canonical(content), name=SOURCE_NAME, description="公文结构化数据", relationship="Source",
        created=moment, modified=moment,
    )  # fmt: skip
