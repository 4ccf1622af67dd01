"""The kinds of file that may come in, and how each is known by its first bytes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Everything that is let in; the value is the ending under which it is kept."""

    PDF = "pdf", _("PDF文件")
    OFD = "ofd", _("OFD版式文件")
    WORD = "docx", _("Word文档")
    SHEET = "xlsx", _("Excel表格")
    JPEG = "jpg", _("JPEG图片")
    PNG = "png", _("PNG图片")
    TEXT = "txt", _("文本文件")
    TABLE = "csv", _("CSV表格")


MEDIA_TYPES: dict[str, str] = {
    Kind.PDF: "application/pdf",
    Kind.OFD: "application/ofd",
    Kind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.SHEET: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.TEXT: "text/plain; charset=utf-8",
    Kind.TABLE: "text/csv; charset=utf-8",
}

ENDINGS = {
    "pdf": Kind.PDF, "ofd": Kind.OFD, "docx": Kind.WORD, "xlsx": Kind.SHEET, "jpg": Kind.JPEG, "jpeg": Kind.JPEG,
    "png": Kind.PNG, "txt": Kind.TEXT, "csv": Kind.TABLE,
}  # fmt: skip
"""What a name's ending promises; the content must keep it."""

PICTURES = frozenset({Kind.JPEG, Kind.PNG})
PACKED = frozenset({Kind.OFD, Kind.WORD, Kind.SHEET})
WRITTEN = frozenset({Kind.TEXT, Kind.TABLE})

SIGNATURES: tuple[tuple[bytes, frozenset[Kind]], ...] = (
    (b"%PDF-", frozenset({Kind.PDF})),
    (b"PK\x03\x04", PACKED),
    (b"\xff\xd8\xff", frozenset({Kind.JPEG})),
    (b"\x89PNG\r\n\x1a\n", frozenset({Kind.PNG})),
)
"""First bytes, and what may begin so; what begins otherwise may only be text."""

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How doc, xls and wps begin, and whatever Office locks with a password."""


def beginnings(content: bytes) -> frozenset[Kind]:
    """What the content may be by its first bytes."""
    return next((kinds for first, kinds in SIGNATURES if content.startswith(first)), WRITTEN)
