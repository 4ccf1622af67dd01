"""Content in, PDF out. Pure: no database, no clock; the same content gives the same bytes."""

from __future__ import annotations

import datetime
import hashlib
import json
import warnings
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from core.clock import SHANGHAI
from core.errors import Conflict
from documents import fonts, pagination, preflight
from documents.adornments import BARE, Adornments

if TYPE_CHECKING:
    from weasyprint import Attachment

Content = dict[str, Any]
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


def typeset(content: Content, adornments: Adornments = BARE) -> Printed:
    """The PDF and its number of pages."""
    require_faces()
    preflight.check(content)
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the renderer leaves its colour profile open
        paged = pagination.paged(content, adornments, variant=VARIANT)
        identifier = hashlib.sha256(canonical(content)).digest()[:16].hex().encode()
        pdf = paged.document.write_pdf(
            pdf_variant=VARIANT, pdf_identifier=identifier, finisher=paged.drawing, attachments=[_source(content)]
        )
    return Printed(pdf, len(paged.document.pages))


def require_faces() -> None:
    """Raises Conflict where a face is not installed, naming it and what to do."""
    if fonts.missing():
        raise Conflict(f"公文字体未安装（缺 {'、'.join(fonts.missing())}），请先执行 manage.py install_fonts")


def _source(content: Content) -> Attachment:
    """The frozen content inside the file; its dates are the document's, or the bytes would differ each time."""
    from weasyprint import Attachment

    day = content.get("issue", {}).get("document_date") or UNDATED
    moment = datetime.datetime.fromisoformat(day).replace(tzinfo=SHANGHAI).astimezone(datetime.UTC)
    return Attachment(
        string=canonical(content), name=SOURCE_NAME, description="公文结构化数据", relationship="Source",
        created=moment, modified=moment,
    )  # fmt: skip
