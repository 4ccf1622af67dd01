"""Text and CSV: nothing but readable characters, in UTF-8 or GB 18030."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _

from core.errors import Invalid

ENCODINGS = ("utf-8-sig", "gb18030")
ALLOWED = frozenset("\t\r\n\f")


def examine(content: bytes) -> None:
    """Raises Invalid for what is no text."""
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(character in ALLOWED or unicodedata.category(character) != "Cc" for character in set(text)):
            return
    raise Invalid(_("内容不是可读的文字，请另存为UTF-8编码的文本后上传"))
