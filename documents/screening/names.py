"""Names of files are data: on one line, without a path, without characters that hide what they say."""

from __future__ import annotations

import unicodedata

LONGEST = 120
"""Characters of a name, its ending included."""


def tidy(name: str) -> str:
    """The last part of a path, composed (NFC), without control and format characters (which turn text around or hide
    it), its blanks made single; a long one loses characters before its ending. Empty where nothing is left."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    composed = unicodedata.normalize("NFC", last)
    seen = "".join(c if not c.isspace() else " " for c in composed if c.isspace() or unicodedata.category(c)[0] != "C")
    plain = " ".join(seen.split()).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: LONGEST - len(dot + ending)]}{dot}{ending}" if len(ending) < LONGEST and dot else plain[:LONGEST]


def ending(name: str) -> str:
    """What stands behind the last full stop, in small letters; empty where there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""
