"""What the files of an archive package are called: their place, code, number and title, safe on every file system."""

from __future__ import annotations

import re
import unicodedata

from documents.models import IssuedDocument

FOLDER = "documents"
ATTACHED = "attachments"
LONGEST = 210
"""Bytes of a name: with its ending it stays below the 255 that file systems take."""
UNSAFE = re.compile(r'[\\/:*?"<>|]')


def stem(place: int, document: IssuedDocument) -> str:
    """documents/03 D17 竹政函〔2027〕3号 关于报送…备案的函, without its ending; the place makes it the only one."""
    told = f"{place:02} {document.kind} {document.number} {document.title}"
    return f"{FOLDER}/{safe(told)}"


def attachment(place: int, name: str, ending: str) -> str:
    """attachments/02 村民代表会议照片.jpg; the place makes it the only one, the kind by content gives the ending."""
    return f"{ATTACHED}/{place:02} {safe(name.rpartition('.')[0]) or ending}.{ending}"


def safe(text: str) -> str:
    """The text as part of a file's name: letters, figures and punctuation that every system takes, on one line."""
    plain = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c)[0] != "C" or c.isspace())
    words = " ".join(UNSAFE.sub("_", plain).split())
    return words.encode()[:LONGEST].decode(errors="ignore").strip(" .")
