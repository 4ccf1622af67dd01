"""Short codes by which anyone can ask whether a document is genuine: ten letters and figures that nobody can guess.

No letter looks like another or like a figure: 0 O, 1 I L, 2 Z, 5 S, 8 B and U are left out.
"""

from __future__ import annotations

import hmac
import unicodedata

from django.conf import settings

ALPHABET = "34679ACDEFGHJKMNPQRTVWXY"
LENGTH, GROUP = 10, 5


def code_of(content_sha256: str, copy: int) -> str:
    """The code of the `copy`-th document of this content. It follows from content and SECRET_KEY alone, so the same
    document is printed the same again; without the key it cannot be told from chance (24^10 codes)."""
    message = f"documents.code:{content_sha256}:{copy}".encode()
    number = int.from_bytes(hmac.digest(settings.SECRET_KEY.encode(), message, "sha256"))
    letters = []
    for _position in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def spoken(code: str) -> str:
    """In two groups, as it is printed."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def typed(text: str) -> str:
    """A code as someone typed it: full-width, in small letters, with blanks or hyphens."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).upper() if char.isalnum())


def is_code(text: str) -> bool:
    return len(text) == LENGTH and set(text) <= set(ALPHABET)
